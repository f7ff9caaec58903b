/** Two people write one field of one pair, each on their side: what they say differs from before and from each other. */
import type { Journal } from './journal.ts';
import { writeIssue, writeTask } from './people.ts';
import { MEANING } from './sight.ts';
import type { RivalStep } from './steps.ts';
import type { SimWorld } from './world.ts';

interface Rivals {
  readonly task: string;
  readonly issue: string;
  readonly ours: string;
  readonly theirs: string;
}

export async function rival(world: SimWorld, journal: Journal, step: RivalStep): Promise<void> {
  const rivals = await rivalsOf(world, step);
  if (rivals === null) return;
  const { field, first, gap } = step;
  const { task, issue, ours, theirs } = rivals;
  journal.note(`rivals: task ${task} to ${ours}, issue ${issue} to ${theirs}, ${first} first`);
  const times = { task: 0, issue: 0 };
  for (const side of first === 'task' ? (['task', 'issue'] as const) : (['issue', 'task'] as const)) {
    times[side] = world.now();
    if (side === 'task') await writeTask(world, journal, { id: task, field, value: ours });
    else writeIssue(world, journal, { id: issue, field, value: theirs });
    if (side === first) world.time += gap * 60_000;
  }
  if (field === 'status') journal.rivalries.push({ task, issue, taskAt: times.task, issueAt: times.issue });
}

async function rivalsOf(world: SimWorld, { field, at, value }: RivalStep): Promise<Rivals | null> {
  const pair = await pairAt(world, at);
  if (pair === null) return null;
  const { task, status, issue } = pair;
  if (field === 'title')
    return {
      task,
      issue: issue.id,
      ours: `Ours ${value} of ${world.time}`,
      theirs: `Theirs ${value} of ${world.time}`,
    };
  const ours = pick(
    Object.keys(MEANING).filter((id) => id !== status),
    value,
  );
  const [there, asked] = [world.stage.statuses[issue.status], MEANING[ours ?? '']];
  const wishes = Object.entries(world.stage.statuses).filter(([, means]) => means !== there && means !== asked);
  const theirs = pick(wishes, value)?.[0];
  return ours === undefined || theirs === undefined ? null : { task, issue: issue.id, ours, theirs };
}

const pick = <T>(list: readonly T[], value: number): T | undefined => list[value % Math.max(1, list.length)];

async function pairAt({ db, tracker, connectionId }: SimWorld, at: number) {
  const links = await db
    .selectFrom('links')
    .innerJoin('tasks', (join) =>
      join.onRef('tasks.project_id', '=', 'links.project_id').onRef('tasks.id', '=', 'links.task_id'),
    )
    .select(['links.task_id', 'links.issue_id', 'tasks.status_id'])
    .where('links.connection_id', '=', connectionId)
    .where('links.retired_at', 'is', null)
    .orderBy('links.task_id')
    .execute();
  const link = pick(links, at);
  const issue = tracker.issues().find(({ id, otherIds = [] }) => [id, ...otherIds].includes(link?.issue_id ?? ''));
  return link === undefined || issue === undefined ? null : { task: link.task_id, status: link.status_id, issue };
}

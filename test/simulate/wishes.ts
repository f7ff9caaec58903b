/** What people ask for single items between runs: a side of a conflict, another issue, none, or one more try. */
import { rawOf } from '../../src/model/link.ts';
import { listConflicts, resolveConflict } from '../../src/store/conflicts.ts';
import {
  IssueTaken,
  linkItem,
  retryItem,
  unlinkItem,
  type ItemAnswer,
  type ItemAsked,
} from '../../src/store/item-writes.ts';
import type { Journal } from './journal.ts';
import { SERVER } from './populate.ts';
import { calledAtFirst } from './sight.ts';
import type { WishStep } from './steps.ts';
import type { SimWorld } from './world.ts';

/** What one wish is about, and what became of it. */
interface Told {
  readonly about: string;
  readonly answer: ItemAnswer | 'taken';
}

type Act = (world: SimWorld, journal: Journal, step: WishStep) => Promise<Told | null>;

export async function wish(world: SimWorld, journal: Journal, step: WishStep): Promise<void> {
  const told = await ACTS[step.act](world, journal, step);
  if (told !== null) journal.note(`${step.act} ${told.about}: ${told.answer}`);
}

const asking = (world: SimWorld, taskId: string): ItemAsked => {
  const { connectionId, projectId, userId } = world;
  return { connectionId, projectId, taskId, userId, at: new Date(world.now()) };
};

const pick = <T>(list: readonly T[], at: number): T | undefined => list[at % Math.max(1, list.length)];

async function linksOf({ db, connectionId, tracker }: SimWorld) {
  const live = db
    .selectFrom('links')
    .select(['task_id', 'issue_id'])
    .where('connection_id', '=', connectionId)
    .where('retired_at', 'is', null)
    .orderBy('task_id');
  return calledAtFirst(await live.execute(), tracker.issues());
}

const tasksOf = ({ db, projectId }: SimWorld): Promise<{ id: string }[]> =>
  db.selectFrom('tasks').select('id').where('project_id', '=', projectId).orderBy('id').execute();

const ACTS: Readonly<Record<WishStep['act'], Act>> = {
  async decide(world, journal, { at, value }) {
    const { rows } = await listConflicts(world.db, world.connectionId, {}, null);
    const row = pick(rows, at);
    if (row === undefined) return null;
    const side = value % 2 === 0 ? 'task' : 'issue';
    const take = { side, issue: rawOf(row.issue.fields, row.field), taskVersion: row.version } as const;
    const resolution = { field: row.field, take, always: false };
    const answer = await resolveConflict(world.db, asking(world, row.task_id), resolution);
    const issue = world.tracker.issues().find(({ id, otherIds = [] }) => [id, ...otherIds].includes(row.issue.id));
    if (answer === 'done' && row.field === 'status')
      journal.decided({
        task: row.task_id,
        issue: issue?.id ?? row.issue.id,
        side,
        ours: row.task_value ?? '',
        theirs: take.issue,
        wasSo: issue?.status === take.issue,
      });
    return { about: `${row.task_id} ${row.field}: ${side}`, answer };
  },

  async unlink(world, journal, { at }) {
    const link = pick(await linksOf(world), at);
    if (link === undefined) return null;
    const answer = await unlinkItem(world.db, asking(world, link.task_id));
    if (answer === 'done') {
      journal.disturbed(link.task_id);
      journal.left.add(link.task_id);
      journal.handled.add(link.task_id);
    }
    return { about: link.task_id, answer };
  },

  async link(world, journal, { at, value }) {
    const links = await linksOf(world);
    const tasks = (await tasksOf(world)).filter(
      ({ id }) => !links.some(({ task_id, issue_id }) => task_id === id && issue_id !== null),
    );
    const issues = world.tracker.issues().filter(({ id }) => !links.some(({ issue_id }) => issue_id === id));
    const [task, issue] = [pick(tasks, at), pick(issues, value)];
    if (task === undefined || issue === undefined) return null;
    const answer = await linkItem(world.db, asking(world, task.id), { name: issue.id, server: SERVER }).catch(orTaken);
    if (answer === 'done') {
      journal.disturbed(task.id);
      journal.left.delete(task.id);
      journal.handled.add(task.id);
      journal.linked(issue.id);
    }
    return { about: `${task.id} to ${issue.id}`, answer };
  },

  async retry(world, journal, { at }) {
    const task = pick(await tasksOf(world), at);
    if (task === undefined) return null;
    const answer = await retryItem(world.db, asking(world, task.id));
    if (answer === 'done') {
      journal.disturbed(task.id);
      journal.left.delete(task.id);
    }
    return { about: task.id, answer };
  },
};

function orTaken(error: unknown): 'taken' {
  if (error instanceof IssueTaken) return 'taken';
  throw error;
}

/** Creating issues, so that there is exactly one per task whatever happens in between. */
import type { Issue, IssueDraft, WriteOutcome } from '../model/issue.ts';
import type { LinkChange } from '../model/link.ts';
import type { Create } from '../model/plan.ts';
import type { Outcome } from '../model/run.ts';
import type { ItemEvent } from '../model/sides.ts';
import { TrackerError } from '../model/tracker-error.ts';
import type { Tracker } from '../model/tracker.ts';
import { outcomeOf, type Applying, type Done, type Written } from './applying.ts';
import { chunksOf } from './chunks.ts';
import { takenOf } from './fields.ts';
import { inLanes } from './lanes.ts';
import { refusalPrint } from './pair.ts';
import { SENT_WITHIN } from './plan-unlinked.ts';

/** Issues that one lane creates between two looks at the memory: so many that writing them down takes little of the time. */
const OF_A_LANE = 10;

export async function createIssues(actions: readonly Create[], applying: Applying, done: Done): Promise<void> {
  const { createBatch, concurrency } = applying.context.can;
  const size = Math.max(createBatch, OF_A_LANE) * concurrency;
  for (let left = actions; left.length > 0;) {
    const { outcomes, stop, late } = await createGroup(left.slice(0, size), applying);
    await done(outcomes);
    if (stop !== null) throw stop;
    left = [...late, ...left.slice(size)];
  }
}

interface Tried {
  readonly action: Create;
  readonly answer: WriteOutcome;
}

interface Group extends Written {
  /** The tracker is slow: these need a new intent, because theirs is too old to send a create after it. */
  readonly late: readonly Create[];
}

/** One intent before and one memory after all of its requests; what was created before a stop is remembered. */
async function createGroup(actions: readonly Create[], applying: Applying): Promise<Group> {
  const { memory, gate, can, now } = applying.context;
  await gate();
  const intended = now();
  await intend(actions, applying);
  const batches = [...chunksOf(actions, can.createBatch)];
  const isLate = (batch: readonly Create[]): boolean => batch !== batches[0] && now() - intended > SENT_WITHIN;
  const { results, stop } = await inLanes(batches, can.concurrency, async (batch) =>
    isLate(batch) ? [] : createBatch(batch, applying),
  );
  const answered = results.flatMap((batch) => batch ?? []);
  const tried = answered.filter(({ answer }) => !isUnsent(answer));
  const unsent = answered.filter(({ answer }) => isUnsent(answer)).map(({ action }) => action);
  // A refused create had to be tried, too.
  applying.tally.creates += tried.filter(({ answer }) => answer !== LOST).length;
  await memory.remember(
    tried.flatMap(({ action, answer }) => changeOf(action, answer, applying)),
    tried.flatMap(({ action, answer }) => confirmed(action, answer)),
  );
  const outcomes = tried.map(({ action, answer }) => tell(action, answer));
  return { outcomes, stop, late: [...unsent, ...batches.filter((_, at) => results[at]?.length === 0).flat()] };
}

/** The adapter sends the drafts of a batch one by one, and became too slow for their intent. */
const isUnsent = (answer: WriteOutcome): boolean => !answer.ok && answer.error.kind === 'busy';

async function createBatch(actions: readonly Create[], { tracker, tally }: Applying): Promise<readonly Tried[]> {
  const drafts = actions.map(({ taskId, marker, fields, taskUrl }): IssueDraft => ({
    taskId,
    marker,
    fields,
    taskUrl,
  }));
  const answers = await createSurely(drafts, tracker, tally);
  return actions.map((action, at) => ({ action, answer: answers[at] ?? LOST }));
}

function confirmed({ taskId, fields, marker }: Create, answer: WriteOutcome): readonly ItemEvent[] {
  if (!answer.ok) return [];
  const { key, id } = answer.issue;
  return [
    { taskId, kind: 'wrote', data: { do: 'create', marker, fields } },
    { taskId, kind: 'confirmed', data: { issue: key, id, fields: answer.issue.fields } },
  ];
}

/** Written down before the request: "about to create, with this marker, saying this". */
async function intend(actions: readonly Create[], { context }: Applying): Promise<void> {
  const replaced = actions.filter(({ cause }) => cause === 'missing');
  if (replaced.length > 0)
    await context.memory.remember(
      replaced.map(({ taskId }) => ({ taskId, retired: true })),
      [],
    );
  await context.memory.remember(
    actions.map(({ taskId, marker, generation, base }) => ({ taskId, marker, generation, base, refusal: null })),
    actions.map(({ taskId, marker, fields, reason }) => ({
      taskId,
      kind: 'decided',
      data: { do: 'create', marker, fields, reason },
    })),
  );
}

const LOST: WriteOutcome = {
  ok: false,
  error: new TrackerError(
    'down',
    'the answer to the create was lost and the issue is not there yet; the next run looks again before it creates',
  ),
};

/** A lost answer is resolved at once by one look-up for the whole batch; what it does not find is left to the next run. */
async function createSurely(
  drafts: readonly IssueDraft[],
  tracker: Tracker,
  tally: Applying['tally'],
): Promise<readonly WriteOutcome[]> {
  try {
    return await tracker.create(drafts);
  } catch (error) {
    if (!(error instanceof TrackerError) || error.kind !== 'down') throw error;
    const issues = await tracker.lookup(drafts.map(({ marker }) => marker));
    tally.lookUps += tracker.lookupFloor(drafts.length, issues.length);
    return drafts.map(({ marker }) => foundOnce(issues.filter((issue) => issue.marker === marker)));
  }
}

const foundOnce = (issues: readonly Issue[]): WriteOutcome => {
  const [issue, ...others] = issues;
  return issue && others.length === 0 ? { ok: true, issue } : LOST;
};

function changeOf(action: Create, answer: WriteOutcome, { setting }: Applying): readonly LinkChange[] {
  const { taskId } = action;
  if (answer.ok)
    return [
      {
        taskId,
        issueId: answer.issue.id,
        issue: answer.issue,
        base: takenOf(action.base, answer.issue),
        refusal: null,
        closedByUs: false,
        conflicts: [],
      },
    ];
  if (answer.error.kind === 'down') return [];
  return [{ taskId, refusal: { fingerprint: refusalPrint(action.fields, setting), message: answer.error.message } }];
}

function tell(action: Create, answer: WriteOutcome): Outcome {
  if (answer.ok) return outcomeOf(action, 'done', action.reason.text, answer.issue.key);
  return outcomeOf(action, answer.error.kind === 'down' ? 'unsure' : 'refused', answer.error.message);
}

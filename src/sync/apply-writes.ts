/** Updating pairs: the issue, then the task, then our memory of both. */
import type { Instant } from '../model/instant.ts';
import type { Issue, IssueChange, WriteOutcome } from '../model/issue.ts';
import { rawOf, type Agreed, type Base, type LinkChange } from '../model/link.ts';
import type { IssueField } from '../model/issue.ts';
import type { Write } from '../model/plan.ts';
import type { Outcome } from '../model/run.ts';
import { RunCancelled, type ItemEvent, type Observation, type TaskWrite } from '../model/sides.ts';
import { TrackerError } from '../model/tracker-error.ts';
import type { Capabilities } from '../model/tracker.ts';
import { outcomeOf, type Applying, type Done, type Written } from './applying.ts';
import { passingOf, pendingOf } from './arrivals.ts';
import { chunksOf } from './chunks.ts';
import type { SyncContext } from './context.ts';
import { converse, SAID_NOTHING, type Talking } from './apply-talk.ts';
import { refusalPrint } from './pair.ts';
import { arrivedOf } from './stopped.ts';

/** One write with the issue as it was last seen and, once known, what the tracker made of it. */
interface Writing {
  readonly action: Write;
  readonly issue: Issue;
  readonly answer: WriteOutcome | 'moved';
  /** The task had changed and was left alone, whatever became of the issue. */
  readonly taskMoved?: true;
}

const touchesIssue = ({ toIssue, writesMarker }: Write): boolean => Object.keys(toIssue).length > 0 || writesMarker;

export async function writePairs(actions: readonly Write[], applying: Applying, done: Done): Promise<void> {
  const issues = issuesOf(applying);
  let isObservationFresh = isTrusted(actions, applying.context.can);
  for (const batch of chunksOf(actions, applying.context.can.readBackBatch)) {
    const writes = batch.flatMap((action) => prepared(action, issues.get(action.issueId)));
    const { outcomes, stop } = await writeBatch(isObservationFresh ? writes : await fresh(writes, applying), applying);
    await done(outcomes);
    if (stop !== null) throw stop;
    isObservationFresh = false;
  }
}

/**
 * The first batch directly follows the observation; before later ones the issues are read again, so that nobody's edit is lost.
 * Where searches lag behind, the observation itself may be old: then the first batch is preceded by a read, too. Only a mass
 * of mere changes of status is not, because a tracker can take those in one request: its window is the lag.
 */
function isTrusted(actions: readonly Write[], { indexLag, pageSize }: Capabilities): boolean {
  const writes = actions.filter(touchesIssue);
  const isMass = writes.length > pageSize && writes.every(({ toIssue }) => Object.keys(toIssue).join() === 'status');
  return indexLag === 0 || isMass;
}

function issuesOf({ world }: Applying): ReadonlyMap<string, Issue> {
  const linked = world.links.flatMap(({ issue }) => issue ?? []);
  const found = Object.values(world.found).flatMap(({ issues }) => issues);
  return new Map([...linked, ...found].map((issue) => [issue.id, issue]));
}

/** Until it is written, an untouched issue answers for itself. */
const prepared = (action: Write, issue: Issue | undefined): readonly Writing[] =>
  issue ? [{ action, issue, answer: { ok: true, issue } }] : [];

async function fresh(writes: readonly Writing[], { tracker, tally, context }: Applying): Promise<readonly Writing[]> {
  const ids = writes.filter(({ action }) => touchesIssue(action)).map(({ issue }) => issue.id);
  if (ids.length === 0) return writes;
  tally.readById += ids.length;
  const now = new Map((await tracker.read(ids)).map((issue) => [issue.id, issue]));
  const read = writes.map((writing): Writing => {
    const issue = now.get(writing.issue.id);
    if (!touchesIssue(writing.action)) return writing;
    if (issue?.updatedAt === writing.issue.updatedAt) return { ...writing, issue };
    return { ...writing, issue: issue ?? writing.issue, answer: 'moved' };
  });
  await context.memory.observed({ issues: read.flatMap(movedOn), progress: {} }, read.flatMap(seenMoved));
  return read;
}

/** What somebody did meanwhile is remembered at once: a search may not show it for a while. */
const movedOn = ({ action, issue, answer }: Writing): Observation['issues'] =>
  answer === 'moved' && action.do !== 'adopt' ? [{ taskId: action.taskId, issue }] : [];

const seenMoved = ({ action, issue, answer }: Writing): readonly ItemEvent[] =>
  answer === 'moved'
    ? [
        {
          taskId: action.taskId,
          kind: 'observed',
          data: { issue: issue.key, updatedAt: issue.updatedAt, after: issue.fields },
        },
      ]
    : [];

async function writeBatch(writes: readonly Writing[], applying: Applying): Promise<Written> {
  const { memory, gate } = applying.context;
  if (writes.some(({ action }) => touchesIssue(action) || action.toTask !== null)) await gate();
  await memory.remember([...adoptions(writes), ...intentions(writes, applying.context.now())], writes.flatMap(decided));
  const { reached, stop } = await writeIssues(writes, applying);
  const written = await conclude(reached, applying);
  const said = stop === null ? await converse(written.flatMap(talking), applying) : SAID_NOTHING;
  return { outcomes: written.map((writing) => tell(writing, said.refused)), stop: stop ?? said.stop };
}

/** The issue as it is after the writes, and what is to be said. */
const talking = ({ action, answer }: Writing): readonly Talking[] =>
  answer !== 'moved' && answer.ok ? [{ action, issue: answer.issue }] : [];

/** Until the marker is read back, an adopted pair is an intent. */
const adoptions = (writes: readonly Writing[]): readonly LinkChange[] =>
  writes
    .filter(({ action }) => action.do === 'adopt')
    .map(({ action: { taskId, marker, generation } }) => ({ taskId, marker, generation }));

/** About to be written. */
const intentions = (writes: readonly Writing[], now: Instant): readonly LinkChange[] =>
  writes.filter(({ answer }) => answer !== 'moved').flatMap(({ action }) => pendingOf(action, now));

interface Reached extends Pick<Written, 'stop'> {
  readonly reached: readonly Writing[];
}

async function writeIssues(writes: readonly Writing[], applying: Applying): Promise<Reached> {
  const { tracker, tally, context } = applying;
  const due = writes.filter(({ action, answer }) => touchesIssue(action) && answer !== 'moved');
  if (due.length === 0) return { reached: writes, stop: null };
  try {
    const answers = await tracker.update(due.map(({ action, issue }) => issueChange(action, issue, context)));
    tally.updates += due.length;
    const byTask = new Map(due.map(({ action }, at) => [action.taskId, answers[at]]));
    const reached = writes.map((writing) => ({
      ...writing,
      answer: byTask.get(writing.action.taskId) ?? writing.answer,
    }));
    return { reached, stop: null };
  } catch (stop) {
    if (!(stop instanceof TrackerError) && !(stop instanceof RunCancelled)) throw stop;
    return { reached: await arrivedOf(due, applying), stop };
  }
}

const issueChange = (action: Write, issue: Issue, context: SyncContext): IssueChange => ({
  taskId: action.taskId,
  issue,
  fields: action.toIssue,
  // A person may have deleted it from the text: it is put back when the text is written next.
  marker: action.writesMarker || (issue.marker === null && action.toIssue.body !== undefined) ? action.marker : null,
  comment: action.comment,
  taskUrl: action.taskUrl,
  passing: passingOf(action, context),
});

/**
 * Writes the tasks and remembers everything, in one transaction: nobody ever sees a task that we changed beside a memory that
 * does not know it. A task that changed since it was observed is left alone; the next plan meets both values.
 */
async function conclude(reached: readonly Writing[], applying: Applying): Promise<readonly Writing[]> {
  const due = reached.filter(({ action, answer }) => action.toTask !== null && answer !== 'moved');
  let written = reached;
  await applying.context.tasks.write(due.map(taskWrite), (moved) => {
    written = reached.map((writing) =>
      moved.includes(writing.action.taskId) ? { ...writing, taskMoved: true } : writing,
    );
    return {
      changes: written.flatMap((writing) => changeOf(writing, applying)),
      events: written.flatMap(confirmed),
    };
  });
  return written;
}

const taskWrite = ({ action }: Writing): TaskWrite => ({
  taskId: action.taskId,
  change: action.toTask ?? {},
  version: action.taskVersion ?? 0,
  note: action.note ?? '',
});

function changeOf({ action, answer, taskMoved }: Writing, { setting }: Applying): readonly LinkChange[] {
  const { taskId, marker, generation, closedByUs, conflicts } = action;
  if (answer === 'moved') return [];
  if (!answer.ok) return refusedChange(action, answer.error, setting);
  const { issue } = answer;
  const base = agreedOn(action, issue);
  if (taskMoved)
    return [{ taskId, marker, generation, issueId: issue.id, issue, base: taskOwned(base), pending: null }];
  // A refusal stands until the issue is written: what is merely agreed does not send it again.
  const refusal = touchesIssue(action) ? { refusal: null } : {};
  return [
    { taskId, marker, generation, issueId: issue.id, issue, base, closedByUs, conflicts, pending: null, ...refusal },
  ];
}

/** What does not depend on the task's answer. */
const taskOwned = ({ status: _status, labels: _labels, assignee: _assignee, ...rest }: Base): Base => rest;

const refusedChange = (action: Write, error: TrackerError, setting: Applying['setting']): readonly LinkChange[] =>
  error.kind === 'refused'
    ? [
        {
          taskId: action.taskId,
          pending: null,
          refusal: { fingerprint: refusalPrint(action.toIssue, setting), message: error.message },
        },
      ]
    : [];

/** The base takes what the tracker really gives back for what was written. */
function agreedOn({ base, toIssue }: Write, issue: Issue): Base {
  const entries = Object.entries(base).map(([name, agreed]): [string, Agreed] => {
    const field = name as IssueField;
    return [field, field in toIssue ? { ...agreed, issue: rawOf(issue.fields, field) } : agreed];
  });
  return Object.fromEntries(entries);
}

const isMoving = ({ toIssue, toTask, writesMarker }: Write): boolean =>
  Object.keys(toIssue).length > 0 || toTask !== null || writesMarker;

/** That a pair came to be is told also where nothing has to be written for it. */
function decided({ action }: Writing): readonly ItemEvent[] {
  const { taskId, toIssue, toTask, decisions, reason, issueKey, conflicts } = action;
  if (!isMoving(action) && conflicts.length === 0 && action.do !== 'adopt') return [];
  return [{ taskId, kind: 'decided', data: { do: action.do, issue: issueKey, toIssue, toTask, decisions, reason } }];
}

/** What was sent, and what is there now. */
function confirmed({ action, answer, taskMoved }: Writing): readonly ItemEvent[] {
  if (answer === 'moved' || !answer.ok || !isMoving(action)) return [];
  const { taskId, toIssue, issueKey } = action;
  const toTask = taskMoved ? null : action.toTask;
  return [
    { taskId, kind: 'wrote', data: { issue: issueKey, toIssue, toTask } },
    { taskId, kind: 'confirmed', data: { issue: answer.issue.key, fields: answer.issue.fields } },
  ];
}

function tell({ action, answer, taskMoved }: Writing, unsaid: ReadonlyMap<string, string>): Outcome {
  const refusal = unsaid.get(action.taskId);
  if (refusal !== undefined) return outcomeOf(action, 'refused', `a comment was refused: ${refusal}`);
  if (answer === 'moved' || (answer.ok && taskMoved))
    return outcomeOf(action, 'stale', 'it changed while the run was on its way; the next run takes it up');
  if (answer.ok) return outcomeOf(action, 'done', action.reason.text, answer.issue.key);
  return outcomeOf(action, 'refused', answer.error.message);
}

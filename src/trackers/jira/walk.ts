/** From the status that an issue has to the one it should have. */
import type { Issue, IssueChange } from '../../model/issue.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import type { TrackerResponse } from '../../model/transport.ts';
import { shortestWay } from '../shortest-way.ts';
import { complaintsIn, refused, unexpected } from './answer.ts';
import { getTransitions, postTransition } from './api.ts';
import { commentBody, leaveComment } from './comments.ts';
import type { Learned } from './learned.ts';
import { nameOfField, type View } from './native.ts';
import { PARAM } from './params.ts';
import { orRefusal } from './refusal.ts';
import type { TransitionRow } from './rows.ts';
import { screenValues } from './screen.ts';
import type { Step } from './workflow.ts';

export interface Move {
  readonly issue: Issue;
  readonly target: string;
  /** Left once it is there; null for none. */
  readonly comment: string | null;
  /** Awaited before it is put into a status that is only on the way. */
  readonly passing?: IssueChange['passing'];
}

/** Into the unknown. */
const MOST_STEPS = 5;

/** Null when it is there now; else why it is not. With the workflow known, an issue that cannot get there stays. */
export async function walk(view: View, learned: Learned, move: Move): Promise<TrackerError | null> {
  const visited = new Set<string>();
  let status = move.issue.fields.status;
  let unsaid = move.comment;
  while (status !== move.target) {
    if (visited.size === MOST_STEPS && (await learned.workflow(view)) === null) return tooFar(move, status);
    visited.add(status);
    const next = await advance({ view, learned, move, status, visited });
    if (next instanceof TrackerError) return next;
    status = next.to;
    if (next.said) unsaid = null;
  }
  return unsaid === null ? null : say(view, move.issue, unsaid);
}

/** A comment that comes with a transition without a screen is dropped, and Jira does not say so: it comes by itself. */
async function say(view: View, { id }: Issue, comment: string): Promise<TrackerError | null> {
  try {
    await leaveComment(view, id, comment);
    return null;
  } catch (error) {
    if (error instanceof TrackerError && (error.kind === 'refused' || error.kind === 'gone')) return error;
    throw error;
  }
}

interface Taken extends Step {
  /** The comment went with it. */
  readonly said: boolean;
}

/** One step, which the issue has taken then. What holds for another issue may not hold for this one: then it is asked itself. */
async function advance(standing: Standing): Promise<Taken | TrackerError> {
  const { view, learned, move, status } = standing;
  const offered = await offeredTo(view, learned, move.issue, status);
  if (offered === null) return gone(move.issue);
  const step = await nextStep(standing);
  if (step === null) return noWay(move, status, offered);
  const row = offered.find(({ id, to }) => id === step.id || to.name === step.to);
  if (row === undefined) return notOffered(move, status, step);
  const to = row.to.name;
  if (to !== move.target) await move.passing?.(to);
  const taken = await take(view, { ...move, comment: to === move.target ? move.comment : null }, row);
  if (!(taken instanceof TrackerError)) return { ...step, to, said: taken === 'with comment' };
  const fromAnother = learned.askedBy(status) !== move.issue.id;
  learned.forget(status);
  return taken.kind === 'refused' && fromAnother ? advance(standing) : taken;
}

interface Standing {
  readonly view: View;
  readonly learned: Learned;
  readonly move: Move;
  readonly status: string;
  readonly visited: ReadonlySet<string>;
}

/** Straight there if it is known how; else by the whole workflow where it may be read; else to where nobody has looked yet. */
async function nextStep({ view, learned, move, status, visited }: Standing): Promise<Step | null> {
  const isTarget = (name: string): boolean => name === move.target;
  const known = learned.stepsTowards(move.target, view);
  const direct = known(status)?.find(({ to }) => isTarget(to));
  if (direct !== undefined) return direct;
  const workflow = await learned.workflow(view);
  if (workflow !== null) return shortestWay(workflow, status, isTarget)?.[0] ?? null;
  const isNew = (name: string): boolean => known(name) === undefined;
  const way = shortestWay(known, status, isTarget, visited) ?? shortestWay(known, status, isNew, visited);
  return way?.[0] ?? null;
}

/** Asked of the issue itself the first time that something of its kind stands in this status. */
async function offeredTo(
  view: View,
  learned: Learned,
  { id }: Issue,
  status: string,
): Promise<readonly TransitionRow[] | null> {
  return learned.offered(status, id, async () => {
    const rows = await getTransitions(view.api, id);
    return rows?.filter(({ isAvailable }) => isAvailable !== false) ?? null;
  });
}

/** The comment goes along only where the transition asks for one. */
async function take(view: View, move: Move, row: TransitionRow): Promise<'with comment' | 'silently' | TrackerError> {
  const { issue, comment } = move;
  const fields = orRefusal(() => screenValues(row, view));
  if (fields instanceof TrackerError) return fields;
  const body = { transition: { id: row.id }, ...(Object.keys(fields).length === 0 ? {} : { fields }) };
  const response = await postTransition(view.api, issue.id, body);
  if (response.status < 300) return 'silently';
  if (comment === null || !('comment' in complaintsIn(response.body).fields))
    return notTaken(view, move, row, response);
  const update = { comment: [{ add: commentBody(view, comment) }] };
  const again = await postTransition(view.api, issue.id, { ...body, update });
  return again.status < 300 ? 'with comment' : notTaken(view, move, row, again);
}

export const gone = ({ key }: Issue): TrackerError =>
  new TrackerError('gone', `${key} is not there any more, or is hidden from this account.`);

const refusal = (message: string): TrackerError => new TrackerError('refused', message, { param: PARAM.targets });

function notTaken(
  view: View,
  { issue, target }: Move,
  { name }: TransitionRow,
  response: TrackerResponse,
): TrackerError {
  if (response.status === 404) return gone(issue);
  if (response.status !== 400) return unexpected(response);
  const { message } = refused(response, nameOfField(view.native));
  return refusal(`${issue.key} did not get to "${target}" by the transition "${name}": ${message}`);
}

function noWay({ issue, target }: Move, status: string, offered: readonly TransitionRow[]): TrackerError {
  if (offered.length === 0) {
    return refusal(
      `${issue.key} is in "${status}", and Jira offers this account no transition from there to "${target}" or elsewhere: ` +
        'it needs the permission "Transition issues", or the workflow a transition.',
    );
  }
  const ways = offered.map(({ name, to }) => `"${name}" (to ${to.name})`).join(', ');
  return refusal(
    `${issue.key} is in "${status}", and no transition leads from there to "${target}": the workflow offers ${ways}. Add a ` +
      `transition to "${target}" to the workflow, or name another status in ${PARAM.targets}.`,
  );
}

const notOffered = ({ issue, target }: Move, status: string, { name, to }: Step): TrackerError =>
  refusal(
    `${issue.key} is in "${status}". The way to "${target}" is the transition "${name}" to "${to}", which Jira does not offer ` +
      'to this account: look at the conditions of that transition.',
  );

const tooFar = ({ issue, target }: Move, status: string): TrackerError =>
  refusal(
    `${issue.key} got to "${status}" and no further: "${target}" is more than ${MOST_STEPS} transitions away. Add a nearer ` +
      `transition to the workflow, or name another status in ${PARAM.targets}.`,
  );

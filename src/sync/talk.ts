/**
 * Notes of tasks become comments of issues and the other way round, each exactly once. A comment of ours carries an origin;
 * a note that was made of a comment is remembered together with it. Automatic notes and our own comments never cross.
 *
 * Comments are read, set-based, of issues only that changed since they were read last, and of those to which one was sent
 * without hearing what became of it.
 */
import { SECOND, type Instant } from '../model/instant.ts';
import type { Comment } from '../model/issue.ts';
import { fingerprint } from '../model/json.ts';
import type { Link } from '../model/link.ts';
import type { ScopeOptions } from '../model/options.ts';
import type { NewComment, NewNote, Said, SentComment, WaitingNote } from '../model/talk.ts';
import type { Tracker } from '../model/tracker.ts';
import type { SyncContext, Tally } from './context.ts';
import { onItsWayFor } from './plan-unlinked.ts';
import { standingOf } from './scope.ts';
import type { World } from './world.ts';

interface Listening {
  readonly context: SyncContext;
  readonly tracker: Tracker;
  readonly world: Pick<World, 'links' | 'missing' | 'tasks'>;
  readonly tally: Tally;
}

/** Per task id: what waits to cross. What turns out to have crossed already is remembered on the way. */
export async function listen({ context, tracker, world, tally }: Listening): Promise<World['talk']> {
  const { options, can, talk } = context;
  if (!options.comments || !can.comments) return {};
  const said = await talk.load();
  const links = talkingLinks(world, options.scope);
  const due = links.filter((link) => isDue(link, said));
  const ids = due.flatMap(({ issueId }) => issueId ?? []);
  const comments = ids.length > 0 ? await tracker.comments(ids) : {};
  tally.commentReads += ids.length;
  const arrived = arrivedOf(said, comments, links);
  if (arrived.length > 0) await talk.sent(arrived);
  const news = new Map(due.map((link) => [link.taskId, newsOf(link, said, comments)]));
  const quiet = due.filter(({ taskId }) => news.get(taskId)?.length === 0);
  const heard = heardOf(quiet, context.now());
  if (Object.keys(heard).length > 0) await talk.heard([], heard);
  const open = waitingOf(said, arrived, context);
  return Object.fromEntries(
    links.flatMap((link) => {
      const toIssue = (open.get(link.taskId) ?? []).map((note) => commentOf(note, link));
      const toTask = news.get(link.taskId) ?? [];
      const heardUpTo = heardOf([link], context.now())[link.issueId ?? ''] ?? null;
      return toIssue.length + toTask.length > 0 ? [[link.taskId, { toIssue, toTask, heardUpTo }]] : [];
    }),
  );
}

/** Pairs that a plan merges. What is said about others waits until they are in scope again. */
function talkingLinks({ links, missing, tasks }: Listening['world'], scope: ScopeOptions): readonly Link[] {
  const inScope = new Set(tasks.filter((task) => standingOf(task, scope).is === 'in').map(({ id }) => id));
  return links.filter(({ taskId, issue }) => issue !== null && inScope.has(taskId) && missing[taskId] === undefined);
}

function isDue({ taskId, issue }: Link, { waiting, heard }: Said): boolean {
  if (waiting.some((note) => note.taskId === taskId && note.sent !== null)) return true;
  return issue !== null && heard[issue.id] !== issue.updatedAt;
}

/** Trackers go on touching a new issue, and some tell times in whole seconds: until then a change may look like none. */
const YOUNG = 5 * SECOND;

const heardOf = (links: readonly Link[], now: Instant): Record<string, Instant> =>
  Object.fromEntries(
    links.flatMap(({ issue, since }) => (issue && now - since >= YOUNG ? [[issue.id, issue.updatedAt]] : [])),
  );

type Comments = Readonly<Record<string, readonly Comment[]>>;

/** Comments that were sent without hearing what became of them, and that are there. */
function arrivedOf({ waiting }: Said, comments: Comments, links: readonly Link[]): readonly SentComment[] {
  const issueOf = new Map(links.map(({ taskId, issueId }) => [taskId, issueId]));
  return waiting.flatMap(({ taskId, sent }) => {
    const there = comments[issueOf.get(taskId) ?? '']?.find(({ origin }) => origin !== null && origin === sent?.origin);
    return there && sent ? [{ origin: sent.origin, commentId: there.id }] : [];
  });
}

function newsOf({ issue }: Link, { crossed }: Said, comments: Comments): readonly NewNote[] {
  if (issue === null) return [];
  const known = new Set(crossed[issue.id]);
  return (comments[issue.id] ?? [])
    .filter(({ id, origin }) => origin === null && !known.has(id))
    .map(({ id, author, text }) => ({ commentId: id, text: `${author} in ${issue.key}:\n\n${text}` }));
}

/** A request that nobody heard of could still arrive: its note waits until that cannot be any more. */
function waitingOf(
  { waiting }: Said,
  arrived: readonly SentComment[],
  context: SyncContext,
): ReadonlyMap<string, readonly WaitingNote[]> {
  const done = new Set(arrived.map(({ origin }) => origin));
  const since = context.now() - onItsWayFor(context.can);
  const open = waiting.filter(({ sent }) => sent === null || (!done.has(sent.origin) && sent.at <= since));
  return Map.groupBy(open, ({ taskId }) => taskId);
}

/** The origin follows from the pair and the note, so that a second attempt has the same one. */
const commentOf = ({ id, author, at, text, sent }: WaitingNote, { marker }: Link): NewComment => ({
  noteId: id,
  text: author === '' ? text : `${author}:\n\n${text}`,
  origin: sent?.origin ?? `ls-n${fingerprint([marker, id, at])}`,
});

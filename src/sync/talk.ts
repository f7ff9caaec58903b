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
import type { CommentIntent, NewComment, NewNote, Said, WaitingNote } from '../model/talk.ts';
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
  await rememberArrived(arrived, context);
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

interface Arrived {
  readonly intent: CommentIntent;
  readonly commentId: string;
  /** The memory does not know that it was about to be sent. */
  readonly isForgotten: boolean;
}

/**
 * Comments of ours that are there though nobody remembers so: nobody heard what became of them, or a database restored from
 * earlier does not know that they were ever sent.
 */
function arrivedOf({ waiting }: Said, comments: Comments, links: readonly Link[]): readonly Arrived[] {
  const linkOf = new Map(links.map((link) => [link.taskId, link]));
  return waiting.flatMap((note): readonly Arrived[] => {
    const link = linkOf.get(note.taskId);
    const origin = link && originOf(note, link);
    const there = comments[link?.issueId ?? '']?.find((comment) => comment.origin === origin);
    if (!link?.issueId || origin === undefined || there === undefined) return [];
    const intent = { noteId: note.id, taskId: note.taskId, issueId: link.issueId, origin };
    return [{ intent, commentId: there.id, isForgotten: note.sent === null }];
  });
}

async function rememberArrived(arrived: readonly Arrived[], { talk }: SyncContext): Promise<void> {
  const forgotten = arrived.filter(({ isForgotten }) => isForgotten).map(({ intent }) => intent);
  if (forgotten.length > 0) await talk.intend(forgotten);
  const sent = arrived.map(({ intent: { origin }, commentId }) => ({ origin, commentId }));
  if (sent.length > 0) await talk.sent(sent);
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
  arrived: readonly Arrived[],
  context: SyncContext,
): ReadonlyMap<string, readonly WaitingNote[]> {
  const done = new Set(arrived.map(({ intent }) => intent.noteId));
  const since = context.now() - onItsWayFor(context.can);
  const open = waiting.filter(({ id, sent }) => !done.has(id) && (sent === null || sent.at <= since));
  return Map.groupBy(open, ({ taskId }) => taskId);
}

/** It follows from the pair and the note, so that a second attempt has the same one. */
const originOf = ({ id, at, sent }: WaitingNote, { marker }: Link): string =>
  sent?.origin ?? `ls-n${fingerprint([marker, id, at])}`;

const commentOf = (note: WaitingNote, link: Link): NewComment => ({
  noteId: note.id,
  text: note.author === '' ? note.text : `${note.author}:\n\n${note.text}`,
  origin: originOf(note, link),
});

/**
 * Reads the world: tasks and links from memory, the changed issues in one set-based query, and what else a decision needs.
 * Never one request per task. What was seen is remembered before anything is decided on it, so a crash loses nothing
 * and the next run asks only for what changed since.
 */
import { DAY } from '../model/instant.ts';
import type { Issue } from '../model/issue.ts';
import { same } from '../model/json.ts';
import type { Link } from '../model/link.ts';
import type { Plan } from '../model/plan.ts';
import type { Progress, Remembered } from '../model/sides.ts';
import type { Metadata, Pulled, Tracker } from '../model/tracker.ts';
import { arrivalOf, withArrivals } from './arrivals.ts';
import { inquire } from './inquire.ts';
import { isFirstContact, lookUp } from './look-up.ts';
import { listen } from './talk.ts';
import type { SyncContext, Tally } from './context.ts';
import type { Setting } from './fields.ts';
import { settleOrphans } from './orphans.ts';
import type { World } from './world.ts';

export interface Observed {
  readonly world: World;
  readonly setting: Setting;
  /** What this world asks for. */
  readonly plan: Plan;
  readonly tracker: Tracker;
  readonly progress: Progress;
}

export async function observe(context: SyncContext, tally: Tally): Promise<Observed> {
  const remembered = await context.memory.load();
  const { metadata, tracker } = await meet(context, remembered.progress, tally);
  const pulled = await pull({ tracker, metadata, remembered }, context, tally);
  const present = await account(remembered, { tracker, metadata, pulled, tally });
  const progress = await save({ ...context, remembered, pulled, present, metadata });
  const links = await arrivals(
    context,
    remembered.links.map((link) => withIssue(link, present.issues)),
    present.missing,
  );
  const seen = { ...remembered, links, progress };
  const known = await lookUp({
    context,
    tracker,
    remembered: seen,
    issues: [...present.issues.values()],
    missing: present.missing,
    tally,
  });
  const talk = await listen({
    context,
    tracker,
    world: { links, missing: present.missing, tasks: remembered.tasks },
    tally,
  });
  const world: World = {
    ...seen,
    talk,
    ...known,
    links: await settleOrphans({ ...seen, ...known }, context),
    missing: present.missing,
    times: {},
    isPublic: progress.isPublic ?? false,
    metadata,
    retargeted: progress.retargeted,
    detached: progress.detached,
  };
  return inquire({ context, tracker, world, progress, tally });
}

/** The tracker's lists come from memory while they are fresh: a day, as long as a sweep. */
async function meet(
  context: SyncContext,
  progress: Progress,
  tally: Tally,
): Promise<{ metadata: Metadata; tracker: Tracker }> {
  if (progress.metadata && !isSweepDue(progress, context.now())) {
    return { metadata: progress.metadata, tracker: context.connect(progress.metadata) };
  }
  tally.coldMetadata = true;
  const metadata = await context.connect(null).metadata();
  return { metadata, tracker: context.connect(metadata) };
}

const isSweepDue = ({ sweptAt }: Progress, now: number): boolean => sweptAt === null || now - sweptAt >= DAY;

/** At first contact the whole project is read, to find issues by title; later what changed; once a day every marked issue. */
async function pull({ tracker, metadata, remembered }: Asking, context: SyncContext, tally: Tally): Promise<Pulled> {
  const { links, progress } = remembered;
  const issues = new Map(links.flatMap(({ issue }) => (issue ? [[issue.id, issue] as const] : [])));
  const sweep = isSweepDue(progress, context.now());
  const extent = isFirstContact(remembered) ? 'project' : sweep ? 'marked' : 'changes';
  const pulled = await tracker.pull({
    known: (id) => issues.get(id),
    total: progress.total,
    cursor: progress.cursor,
    present: presentThen(progress, metadata, [...issues.values()]),
    extent,
  });
  tally.sweep = extent !== 'changes';
  tally.rows = Math.max(pulled.total, pulled.issues.length);
  const isList = context.can.log !== true;
  tally.pulled = pulled.complete && isList ? tally.rows : pulled.issues.length;
  return pulled;
}

interface Asking {
  readonly tracker: Tracker;
  readonly metadata: Metadata;
  readonly remembered: Remembered;
}

/** What was missing at the last look, or elsewhere, has to be seen before it counts as present again. */
const presentThen = ({ missing }: Progress, { home }: Metadata, issues: readonly Issue[]): readonly string[] =>
  issues.filter(({ id, project }) => project === home && !missing.includes(id)).map(({ id }) => id);

interface Present {
  /** Issues that were read now, by id. */
  readonly issues: ReadonlyMap<string, Issue>;
  readonly missing: Record<string, 'gone' | 'unknown'>;
}

interface Looking {
  readonly tracker: Tracker;
  readonly metadata: Metadata;
  readonly pulled: Pulled;
  readonly tally: Tally;
}

/** Accounts for every linked issue: read now, unchanged, moved elsewhere, or missing. Those that moved are read by id. */
async function account(
  { links, progress }: Remembered,
  { tracker, metadata, pulled, tally }: Looking,
): Promise<Present> {
  const issues = new Map(pulled.issues.map((issue) => [issue.id, issue]));
  const seen = new Set([...pulled.seen, ...issues.keys()]);
  const isAway = ({ issue }: Link): boolean => issue !== null && issue.project !== metadata.home;
  const isDoubtful = (link: Link): boolean => pulled.complete || isAway(link);
  const unseen = links.filter(
    (link) =>
      link.issueId !== null && !seen.has(link.issueId) && (isDoubtful(link) || progress.missing.includes(link.issueId)),
  );
  // What was missing already is asked for once a day: a change of their number, or the log, tells when it is back.
  const isKnown = (id: string): boolean => !tally.sweep && progress.missing.includes(id);
  const ids = unseen.filter(isDoubtful).flatMap(({ issueId }) => (issueId === null || isKnown(issueId) ? [] : issueId));
  tally.readById += ids.length;
  for (const issue of ids.length > 0 ? await tracker.read(ids) : []) issues.set(issue.id, issue);
  const absent = unseen.filter(({ issueId }) => !issues.has(issueId ?? ''));
  // Gone is proved only where the project (just read) and another issue of ours can be read by this account.
  const proof = links.some((link) => link.issueId !== null && !absent.includes(link));
  return { issues, missing: Object.fromEntries(absent.map(({ taskId }) => [taskId, proof ? 'gone' : 'unknown'])) };
}

/** What an earlier run wrote and could not remember is remembered now, of every issue that is there. */
async function arrivals(
  { memory, now, can }: SyncContext,
  links: readonly Link[],
  missing: Present['missing'],
): Promise<readonly Link[]> {
  const moment = { now: now(), can };
  const told = links.map((link) => (missing[link.taskId] === undefined ? withArrivals(link, moment) : link));
  const changes = told.filter((link, at) => link !== links[at]).map(arrivalOf);
  if (changes.length > 0) await memory.remember(changes, []);
  return told;
}

const withIssue = (link: Link, issues: ReadonlyMap<string, Issue>): Link => {
  const issue = link.issueId === null ? undefined : issues.get(link.issueId);
  return issue ? { ...link, issue } : link;
};

interface Saving extends SyncContext {
  readonly remembered: Remembered;
  readonly pulled: Pulled;
  readonly present: Present;
  readonly metadata: Metadata;
}

async function save({ memory, now, remembered, pulled, present, metadata }: Saving): Promise<Progress> {
  const { progress, links } = remembered;
  const missing = links.flatMap(({ taskId, issueId }) =>
    issueId !== null && present.missing[taskId] ? [issueId] : [],
  );
  const { cursor = null } = pulled;
  const change: Partial<Progress> = {
    ...(same(metadata, progress.metadata) ? {} : { metadata }),
    ...(pulled.total === progress.total ? {} : { total: pulled.total }),
    ...(cursor === progress.cursor ? {} : { cursor }),
    ...(same(missing, progress.missing) ? {} : { missing }),
    ...(isSweepDue(progress, now()) && pulled.complete ? { sweptAt: now() } : {}),
  };
  const changed = links.flatMap((link) => {
    const issue = link.issueId === null ? undefined : present.issues.get(link.issueId);
    return issue && !same(issue, link.issue) ? [{ taskId: link.taskId, issue, before: link.issue }] : [];
  });
  const events = changed.map(({ taskId, issue, before }) => ({
    taskId,
    kind: 'observed' as const,
    data: { issue: issue.key, updatedAt: issue.updatedAt, before: before?.fields ?? null, after: issue.fields },
  }));
  if (changed.length > 0 || Object.keys(change).length > 0) {
    await memory.observed(
      { issues: changed.map(({ taskId, issue }) => ({ taskId, issue })), progress: change },
      events,
    );
  }
  return { ...progress, ...change };
}

/** Reading issues: what changed, who carries a marker, what is behind these ids. */
import { HOUR, type Instant } from '../../model/instant.ts';
import type { Issue } from '../../model/issue.ts';
import type { Known, Pulled, PullRequest } from '../../model/tracker.ts';
import type { Purpose, Send } from '../../model/transport.ts';
import { atOnce } from '../at-once.ts';
import { chunks } from '../chunks.ts';
import { BATCH, getLog, postQuery, postRead, type Logged, type LogPlace } from './api.ts';
import { fieldsToRead, toIssue } from './convert.ts';
import type { View } from './native.ts';
import { carrying, marked } from './query.ts';
import { isMark, tagsIn } from './tags.ts';

/** Whom to ask, and what we know of the place. */
export interface Reader {
  readonly send: Send;
  readonly view: View;
  readonly now: () => Instant;
}

export async function pull(reader: Reader, request: PullRequest): Promise<Pulled> {
  if (request.extent === 'project') return pullProject(reader, request);
  const { cursor = null, extent } = request;
  const pulled = extent === 'changes' && cursor !== null ? await pullChanges(reader, request, cursor) : null;
  return pulled ?? pullMarked(reader, request);
}

/** The log from its beginning: its end is where the next pull goes on. */
async function pullProject(reader: Reader, { known }: PullRequest): Promise<Pulled> {
  const log = await readLog(reader, 'sweep', null);
  if (log === null) throw new Error('the log has no beginning');
  const { type } = reader.view.settings;
  const present = log.rows.filter(
    (row) => !isDeleted(row) && (row.fields?.[TYPE] === type || isOurs(reader, row, known)),
  );
  const issues = await readRows(
    reader,
    'sweep',
    present.map(({ id }) => String(id)),
    known,
  );
  const ours = issues.filter(({ id, marker }) => marker !== null || known(id) !== undefined);
  const total = issues.filter(({ marker }) => marker !== null).length;
  return { issues, seen: ours.map(({ id }) => id), total, complete: true, cursor: log.cursor };
}

/** Null: Azure DevOps does not go on from there any more. */
async function pullChanges(reader: Reader, { known, present = [] }: PullRequest, from: string): Promise<Pulled | null> {
  const log = await readLog(reader, 'pull', { cursor: from });
  if (log === null) return null;
  const named = new Set(log.rows.map(({ id }) => String(id)));
  const here = log.rows.filter((row) => !isDeleted(row) && isOurs(reader, row, known));
  const [same, changed] = split(here, ({ id, rev }) => known(String(id))?.revision === String(rev));
  const issues = await readRows(reader, 'pull', changed, known);
  const seen = [...present.filter((id) => !named.has(id)), ...same, ...issues.map(({ id }) => id)];
  return { issues, seen, total: seen.length, complete: true, cursor: log.cursor };
}

/** Ids of those that pass, and of the others. */
const split = (
  rows: readonly Logged[],
  passes: (row: Logged) => boolean,
): readonly [readonly string[], readonly string[]] => {
  const ids = Map.groupBy(rows, passes);
  const idsOf = (which: boolean): readonly string[] => (ids.get(which) ?? []).map(({ id }) => String(id));
  return [idsOf(true), idsOf(false)];
};

/** What carries a mark. The log goes on where it was; without a place in it, a little before now. */
async function pullMarked(reader: Reader, { extent, cursor = null, known }: PullRequest): Promise<Pulled> {
  const place = extent === 'marked' && cursor !== null ? cursor : await placeBefore(reader);
  const ids = await postQuery(reader.send, 'sweep', marked(reader.view));
  const issues = await readRows(reader, 'sweep', ids.map(String), known);
  const seen = issues.map(({ id }) => id);
  return { issues, seen, total: issues.length, complete: true, cursor: place };
}

/** A little before now, whatever the difference of the clocks. */
async function placeBefore(reader: Reader): Promise<string> {
  const log = await readLog(reader, 'sweep', { time: new Date(reader.now() - HOUR).toISOString() });
  if (log === null) throw new Error('a time is no cursor');
  return log.cursor;
}

const TAGS = 'System.Tags';
const TYPE = 'System.WorkItemType';
const DELETED = 'System.IsDeleted';

const isDeleted = ({ fields = {} }: Logged): boolean => fields[DELETED] === true;

function isOurs({ view }: Reader, { id, fields = {} }: Logged, known: Known): boolean {
  const { markerField } = view.settings;
  const isMarked = markerField === null ? tagsIn(fields[TAGS]).some(isMark) : (fields[markerField] ?? '') !== '';
  return isMarked || known(String(id)) !== undefined;
}

/** All that happened since, page by page. The latest word on each counts. */
async function readLog(
  { send, view }: Reader,
  purpose: Purpose,
  from: LogPlace,
): Promise<{ readonly rows: readonly Logged[]; readonly cursor: string } | null> {
  const rows = new Map<number, Logged>();
  const fields = [view.settings.markerField ?? TAGS, TYPE, DELETED];
  for (let place = from; ;) {
    const page = await getLog(send, purpose, { project: view.native.projectId, place, fields });
    if (page === null) return null;
    for (const row of page.rows) rows.set(row.id, row);
    if (page.isLast) return { rows: [...rows.values()], cursor: page.cursor };
    place = { cursor: page.cursor };
  }
}

async function readRows(
  { send, view }: Reader,
  purpose: Purpose,
  ids: readonly string[],
  known: Known = () => undefined,
): Promise<readonly Issue[]> {
  const fields = fieldsToRead(view);
  const rows = await atOnce(chunks(ids, BATCH), (some) => postRead(send, purpose, some, { fields }));
  return rows.flat().map((row) => toIssue(row, view, known(String(row.id))));
}

/** By id, across all projects. One that is gone or hidden is simply not in the answer. */
export const readByIds = (reader: Reader, ids: readonly string[]): Promise<readonly Issue[]> =>
  readRows(reader, 'read-back', ids);

/** In all projects, so that moved ones are found. Where there are few of ours, all of them are read at once. */
export async function lookup(reader: Reader, markers: readonly string[]): Promise<readonly Issue[]> {
  const questions = chunks(markers, BATCH);
  const all = questions.length > 1 ? await postQuery(reader.send, 'look-up', marked(reader.view, 'everywhere')) : null;
  const ids =
    all !== null && all.length <= BATCH * questions.length
      ? all
      : (await atOnce(questions, (some) => postQuery(reader.send, 'look-up', carrying(reader.view, some)))).flat();
  const wanted = new Set<string | null>(markers);
  const found = await readRows(reader, 'look-up', ids.map(String));
  return found.filter(({ marker }) => wanted.has(marker));
}

/** One question names them all; those that there are come in batches. */
export const lookupFloor = (found: number): number => 1 + Math.ceil(found / BATCH);

/** Who carries these markers? The repository's own list never lags; transferred issues are searched for. */
import type { Issue } from '../../model/issue.ts';
import { atOnce } from '../at-once.ts';
import { chunks } from '../chunks.ts';
import { bodyOf } from './answer.ts';
import { PAGE, searchIssues, type Api } from './api.ts';
import { isDuplicate, placeAtHome, toIssue } from './convert.ts';
import type { View } from './native.ts';
import { rowsOf } from './pull.ts';
import { repositoryId, repositoryIn } from './read.ts';
import { fromRow, type IssueRow, type Row } from './rows.ts';

/** A search takes so many words between which "or" stands, */
const TERMS = 6;
/** and an account thirty searches a minute: more than these are not searched for. */
const MOST_SEARCHED = 30;

export async function lookup(api: Api, view: View, markers: readonly string[]): Promise<readonly Issue[]> {
  const wanted = new Set(markers);
  const rows = await rowsOf(api, view, { purpose: 'look-up', onlyOurs: true });
  const found = rows
    .map((row): Found => ({ row, issue: toIssue(row, placeAtHome(row.number, view), view) }))
    .filter(({ issue: { marker } }) => marker !== null && wanted.has(marker));
  const there = new Set(found.map(({ issue }) => issue.marker));
  const away = await elsewhere(
    api,
    view,
    markers.filter((marker) => !there.has(marker)),
  );
  return withoutDuplicates([...found, ...away], view);
}

interface Found {
  readonly row: Row;
  readonly issue: Issue;
}

/** Of several with one marker those that people marked as duplicates do not count. */
function withoutDuplicates(found: readonly Found[], { settings }: View): readonly Issue[] {
  const byMarker = Map.groupBy(found, ({ issue }) => issue.marker);
  return [...byMarker.values()].flatMap((same) => {
    const genuine = same.filter(({ row }) => !isDuplicate(row, settings));
    return (genuine.length > 0 ? genuine : same).map(({ issue }) => issue);
  });
}

/** Searches of GitHub lag, so that they prove nothing; but an issue is transferred long after it was created. */
async function elsewhere(api: Api, view: View, markers: readonly string[]): Promise<readonly Found[]> {
  if (markers.length > MOST_SEARCHED) return [];
  const pages = await atOnce(chunks(markers, TERMS), (some) => ask(api, view, some));
  return pages.flat().filter(({ issue: { marker } }) => marker !== null && markers.includes(marker));
}

/** Issues are transferred between repositories of one owner only. */
async function ask(api: Api, view: View, markers: readonly string[]): Promise<readonly Found[]> {
  const { native } = view;
  const [owner = ''] = native.repository.split('/');
  const words = markers.map((marker) => `"${marker}"`).join(' OR ');
  const response = await searchIssues(api, `${words} in:body is:issue user:${owner}`);
  // An owner without anything that can be searched is an error there.
  if (response.status === 422) return [];
  const { items } = bodyOf<{ readonly items: readonly IssueRow[] }>(response);
  return atOnce(
    items.filter((row) => repositoryIn(row) !== native.repository),
    async (item) => {
      const row = fromRow(item);
      const repository = repositoryIn(item);
      const project = await repositoryId(api, view, repository);
      const place = { id: `${project}-${row.number}`, key: `${repository}#${row.number}`, project };
      return { row, issue: toIssue(row, place, view) };
    },
  );
}

/** One list is enough where nothing of ours is there; what is found comes in pages, what is not is searched for. */
export function lookupFloor(asked: number, found: number): number {
  const missing = asked - found;
  const searches = missing > MOST_SEARCHED ? 0 : Math.ceil(Math.max(0, missing) / TERMS);
  return Math.max(1, Math.ceil(found / PAGE)) + searches;
}

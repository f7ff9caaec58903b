/** Reading issues by id, wherever they are now. One that is gone or hidden is simply not in the answer. */
import type { Issue } from '../../model/issue.ts';
import type { Known } from '../../model/tracker.ts';
import type { Send } from '../../model/transport.ts';
import { atOnce } from '../at-once.ts';
import { chunks } from '../chunks.ts';
import { isHidden } from '../hidden.ts';
import { listOf } from './answer.ts';
import { getIssues, PAGE } from './api.ts';
import { idOf, placeOf, toIssue } from './convert.ts';
import { destinations, isMoved, type Asked, type Left } from './moved.ts';
import type { View } from './native.ts';
import type { IssueRow } from './rows.ts';

export async function readByIds(
  send: Send,
  view: View,
  ids: readonly string[],
  known: Known,
): Promise<readonly Issue[]> {
  const asked = ids.flatMap((given): readonly Asked[] => {
    const place = placeOf(given, known, view);
    return place === null ? [] : [{ id: known(given) === undefined ? idOf(place) : given, place }];
  });
  return follow(send, view, asked);
}

/** People move issues on, and sometimes round in circles. */
const MOST_MOVES = 10;

/** Reads these issues, and where they were moved those that they have become. */
export async function follow(send: Send, view: View, asked: readonly Asked[]): Promise<readonly Issue[]> {
  const found: Issue[] = [];
  let waiting = asked;
  for (let moves = 0; waiting.length > 0 && moves < MOST_MOVES; moves += 1) {
    const read = await readPlaces(send, waiting);
    found.push(...read.flatMap(({ id, row }) => (isMoved(row) ? [] : [toIssue(row, view, id)])));
    waiting = await destinations(send, read);
  }
  return found;
}

/** A hundred at a time, project by project. */
async function readPlaces(send: Send, asked: readonly Asked[]): Promise<readonly Left[]> {
  const byProject = [...Map.groupBy(asked, ({ place }) => place.project)];
  const parts = byProject.flatMap(([project, all]) => chunks(all, PAGE).map((some) => ({ project, some })));
  const rows = await atOnce(parts, async ({ project, some }) => {
    const iids = some.map(({ place }) => place.iid).join(',');
    const query = { iids, per_page: String(PAGE) };
    const response = await getIssues(send, { purpose: 'read-back', project, query });
    // A project that is hidden now hides its issues.
    const found = isHidden(response) ? [] : listOf<IssueRow>(response);
    return found.flatMap((row) => some.flatMap(({ id, place }) => (place.iid === row.iid ? [{ id, row }] : [])));
  });
  return rows.flat();
}

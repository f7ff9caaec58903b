/** Reading issues by id, across all projects. One that is gone or hidden is simply not in the answer. */
import type { Issue } from '../../model/issue.ts';
import { atOnce } from '../at-once.ts';
import { chunks } from '../chunks.ts';
import { isHidden } from '../hidden.ts';
import { listOf, unexpected } from './answer.ts';
import { getIssue, PAGE, postBulkFetch, PROPERTY, searchIfTaken } from './api.ts';
import { fieldsToRead, toIssue } from './convert.ts';
import type { View } from './native.ts';
import type { IssueRow } from './rows.ts';

export async function readByIds(view: View, ids: readonly string[]): Promise<readonly Issue[]> {
  const rows = await readRows(view, ids, fieldsToRead(view));
  return rows.map((row) => toIssue(row, view));
}

/** By id and not by the index, so that it shows the present. */
export async function readOne(view: View, id: string): Promise<Issue | null> {
  const row = await fetchOne(view, id, fieldsToRead(view));
  return row === null ? null : toIssue(row, view);
}

type Fields = readonly string[];

/** With these fields only. */
export async function readRows(view: View, ids: readonly string[], fields: Fields): Promise<readonly IssueRow[]> {
  const read = view.api.cloud ? fetchMany : searchMany;
  return (await atOnce(chunks(ids, PAGE), (some) => read(view, some, fields))).flat();
}

const fetchMany = async ({ api }: View, ids: readonly string[], fields: Fields): Promise<readonly IssueRow[]> =>
  listOf(await postBulkFetch(api, ids, fields), 'issues');

/** Data Center refuses a search that names an issue which is not there: then each half is asked for by itself. */
async function searchMany(view: View, ids: readonly string[], fields: Fields): Promise<readonly IssueRow[]> {
  if (ids.length === 1) return [(await fetchOne(view, ids[0] ?? '', fields)) ?? []].flat();
  const query = { purpose: 'read-back', jql: `id in (${ids.join(', ')})`, fields } as const;
  const page = await searchIfTaken(view.api, query);
  if (page !== null && page.next === null) return page.issues;
  const half = Math.ceil(ids.length / 2);
  return [
    ...(await searchMany(view, ids.slice(0, half), fields)),
    ...(await searchMany(view, ids.slice(half), fields)),
  ];
}

async function fetchOne({ api }: View, id: string, fields: Fields): Promise<IssueRow | null> {
  const query = { fields: fields.join(','), properties: PROPERTY };
  const response = await getIssue(api, 'read-back', id, query);
  if (isHidden(response)) return null;
  if (response.status !== 200) throw unexpected(response);
  return response.body as IssueRow;
}

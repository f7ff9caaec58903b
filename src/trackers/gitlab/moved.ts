/**
 * Issues that were moved: GitLab copies the issue into the other project and closes the original, which stays where it was,
 * with our mark and our label, and says only by the number on the whole server where the copy is.
 */
import type { Issue } from '../../model/issue.ts';
import type { Send } from '../../model/transport.ts';
import { chunks } from '../chunks.ts';
import { bodyOf } from './answer.ts';
import { askGraph, type Place } from './api.ts';
import { placeOfIssue } from './convert.ts';
import type { IssueRow } from './rows.ts';

export const isMoved = ({ moved_to_id: copy = null }: IssueRow): boolean => copy !== null;

/**
 * Whether a row is only what is left of a moved issue. One whose copy was deleted has forgotten that it was moved; then we know
 * the issue to be elsewhere.
 */
export const isLeftBehind = (row: IssueRow, known: Issue | undefined): boolean =>
  isMoved(row) || (known !== undefined && !isThere(row, known));

/** The issue was here when it was last seen. */
export function isThere({ project_id: projectId, iid: number }: IssueRow, issue: Issue): boolean {
  const { project, iid } = placeOfIssue(issue);
  return project === String(projectId) && iid === number;
}

/** By what it is known, and what is left where it was. */
export interface Left {
  readonly id: string;
  readonly row: IssueRow;
}

/** By what it is known, and where to look. */
export interface Asked {
  readonly id: string;
  readonly place: Place;
}

/** Where those that were moved have to be looked for. One that is hidden from this account is left out. */
export async function destinations(send: Send, left: readonly Left[]): Promise<readonly Asked[]> {
  const moved = left.filter(({ row }) => isMoved(row));
  const places = await whereAre(
    send,
    moved.map(({ row }) => row.moved_to_id ?? 0),
  );
  return moved.flatMap(({ id, row }) => {
    const place = places.get(row.moved_to_id ?? 0);
    return place === undefined ? [] : [{ id, place }];
  });
}

/** More would be too complex a question. */
const ASKED = 50;

interface Found {
  readonly iid: string;
  readonly projectId: number;
}

/** By number on the whole server. */
async function whereAre(send: Send, numbers: readonly number[]): Promise<ReadonlyMap<number, Place>> {
  const places = new Map<number, Place>();
  for (const some of chunks(numbers, ASKED)) {
    const parts = some.map((number) => `i${number}: issue(id: "gid://gitlab/Issue/${number}") { iid projectId }`);
    const response = await askGraph(send, `query { ${parts.join(' ')} }`);
    const { data } = bodyOf<{ readonly data?: Readonly<Record<string, Found | null>> | null }>(response);
    for (const number of some) {
      const found = data?.[`i${number}`] ?? null;
      if (found !== null) places.set(number, { project: String(found.projectId), iid: Number(found.iid) });
    }
  }
  return places;
}

/** The issue whose sub-issue an issue is. */
import { bodyOf, obstacleIn, unexpected, wordsOf } from './answer.ts';
import { deleteSubIssue, getIssue, postSubIssue, type Api } from './api.ts';
import { pathOf } from './convert.ts';
import type { View } from './native.ts';
import type { IssueRow } from './rows.ts';

export interface Adoption {
  /** Its number on the whole server, or its key. */
  readonly child: number | string;
  /** `12`, or `owner/name#12`; null for none. */
  readonly from: string | null;
  readonly to: string | null;
}

/** GitHub's words where it does not take it: a parent has at most a hundred children. Null: it is so. */
export async function setParent(api: Api, view: View, { child, from, to }: Adoption): Promise<string | null> {
  const parent = to ?? from;
  if (parent === null || to === from) return null;
  const id = typeof child === 'number' ? child : await idOf(api, view, child);
  const path = pathOf(parent.includes('#') ? parent : `#${parent}`, view);
  const response = await (to === null ? deleteSubIssue(api, path, id) : postSubIssue(api, path, id));
  const { status } = response;
  if (status < 300) return null;
  const obstacle = obstacleIn(response);
  if (obstacle !== null) throw obstacle;
  if (status >= 500) throw unexpected(response);
  return wordsOf(response);
}

const idOf = async (api: Api, view: View, key: string): Promise<number> =>
  bodyOf<IssueRow>(await getIssue(api, 'read-back', pathOf(key, view))).id;

/** Lists about the project. */
import type { Send } from '../../model/transport.ts';
import { listOf } from './answer.ts';
import { getList, PAGE } from './api.ts';

/** Every page. */
export async function wholeList<T>(
  send: Send,
  project: number,
  what: string,
  query: Readonly<Record<string, string>> = {},
): Promise<readonly T[]> {
  const all: T[] = [];
  for (let page = 1; ; page += 1) {
    const rows = listOf<T>(await getList(send, project, what, { ...query, page: String(page) }));
    all.push(...rows);
    if (rows.length < PAGE) return all;
  }
}

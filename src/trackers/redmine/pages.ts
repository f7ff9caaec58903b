/** Reading a list page by page while people change it. */
import type { IssuePage, IssueRow } from './api.ts';
import { PAGE } from './api.ts';

export interface Pages {
  readonly rows: readonly IssueRow[];
  /** As the server counted them at the end. */
  readonly total: number;
  /** All pages were read and nothing moved meanwhile. */
  readonly complete: boolean;
}

/**
 * Reads until `enough` (asked after each page) or the end. Offsets skip rows when the list shifts while we read; a shift
 * shows as another total or as an id that comes twice, and then everything is read once more.
 */
export async function readPages(
  load: (offset: number) => Promise<IssuePage>,
  enough: (page: IssuePage) => boolean = () => false,
): Promise<Pages> {
  const first = await readOnce(load, enough);
  const { steady, ...pages } = first.steady ? first : await readOnce(load, enough);
  return { ...pages, complete: pages.complete && steady };
}

async function readOnce(
  load: (offset: number) => Promise<IssuePage>,
  enough: (page: IssuePage) => boolean,
): Promise<Pages & { readonly steady: boolean }> {
  const rows = new Map<number, IssueRow>();
  let steady = true;
  let total: number | null = null;
  for (let offset = 0; ; offset += PAGE) {
    const page = await load(offset);
    steady &&= (total === null || total === page.total_count) && !page.issues.some(({ id }) => rows.has(id));
    total = page.total_count;
    for (const row of page.issues) rows.set(row.id, row);
    const complete = offset + page.issues.length >= total || page.issues.length === 0;
    if (complete || enough(page)) return { rows: [...rows.values()], total, complete, steady };
  }
}

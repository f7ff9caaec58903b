/** Reading a search page by page while people change what it finds. */
import { TrackerError } from '../../model/tracker-error.ts';
import type { IssuePage } from './api.ts';
import type { IssueRow } from './rows.ts';

export interface Pages {
  readonly rows: readonly IssueRow[];
  /** As the server counted them; null where it does not. */
  readonly total: number | null;
  /** All pages were read and nothing moved meanwhile. */
  readonly complete: boolean;
}

type Load = (next: string | null) => Promise<IssuePage | null>;

/**
 * Reads until `enough` (asked after each page) or the end. Offsets skip rows when the list shifts while we read; a shift
 * shows as another total or as an id that comes twice, and then everything is read once more. Tokens do not shift.
 */
export async function readPages(load: Load, enough: (page: IssuePage) => boolean = () => false): Promise<Pages> {
  const first = await readOnce(load, enough);
  const { steady, ...pages } = first.steady ? first : await readOnce(load, enough);
  return { ...pages, complete: pages.complete && steady };
}

async function readOnce(
  load: Load,
  enough: (page: IssuePage) => boolean,
): Promise<Pages & { readonly steady: boolean }> {
  const rows = new Map<string, IssueRow>();
  let steady = true;
  let next: string | null = null;
  let total: number | null = null;
  for (let first = true; ; first = false) {
    const page = await load(next);
    if (page === null)
      throw new TrackerError('settings', 'Jira does not take the search for issues of the project (400).');
    const shifts = page.total !== null && page.issues.some(({ id }) => rows.has(id));
    steady &&= (first || page.total === total) && !shifts;
    total = page.total;
    next = page.next;
    for (const row of page.issues) rows.set(row.id, row);
    if (next === null || enough(page)) return { rows: [...rows.values()], total, complete: next === null, steady };
  }
}

/** Reading a search page by page while people change what it finds. */
/** One page of things that have ids. */
export interface Page<T> {
  readonly issues: readonly T[];
  /** Where to go on; null at the end. */
  readonly next: string | null;
  /** How many match; null where Jira does not count them. */
  readonly total: number | null;
}

export interface Pages<T> {
  readonly issues: readonly T[];
  /** As the server counted them; null where it does not. */
  readonly total: number | null;
  /** All pages were read and nothing moved meanwhile. */
  readonly complete: boolean;
}

type Load<T> = (next: string | null) => Promise<Page<T>>;

interface WithId {
  readonly id: string;
}

/**
 * Reads until `enough` (asked after each page) or the end. Offsets skip rows when the list shifts while we read; a shift
 * shows as another total or as an id that comes twice, and then everything is read once more. Tokens do not shift.
 */
export async function readPages<T extends WithId>(
  load: Load<T>,
  enough: (page: Page<T>) => boolean = () => false,
): Promise<Pages<T>> {
  const first = await readOnce(load, enough);
  const { steady, ...pages } = first.steady ? first : await readOnce(load, enough);
  return { ...pages, complete: pages.complete && steady };
}

async function readOnce<T extends WithId>(
  load: Load<T>,
  enough: (page: Page<T>) => boolean,
): Promise<Pages<T> & { readonly steady: boolean }> {
  const found = new Map<string, T>();
  let steady = true;
  let next: string | null = null;
  let total: number | null = null;
  for (let first = true; ; first = false) {
    const page: Page<T> = await load(next);
    const shifts = page.total !== null && page.issues.some(({ id }) => found.has(id));
    steady &&= (first || page.total === total) && !shifts;
    total = page.total;
    next = page.next;
    for (const issue of page.issues) found.set(issue.id, issue);
    if (next === null || enough(page)) return { issues: [...found.values()], total, complete: next === null, steady };
  }
}

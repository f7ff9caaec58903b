/** Reading a list of issues page by page while people change it. */
import type { Issue } from '../model/issue.ts';
import { same } from '../model/json.ts';
import { TrackerError } from '../model/tracker-error.ts';
import type { Pulled, PullRequest } from '../model/tracker.ts';
import { atOnce } from './at-once.ts';

export interface Page {
  readonly issues: readonly Issue[];
  /** Rows of the list on this page, where some of them are no issues. Absent: as many as issues. */
  readonly rows?: number;
  /** Of the whole list. */
  readonly total: number;
  /** Rows that the list counts here and does not show to this account. Absent: none. */
  readonly hidden?: number;
}

/** The page that begins after this many issues. */
export type Load = (offset: number) => Promise<Page>;

export interface Pages extends Page {
  /** All pages were read, nothing moved meanwhile, and nothing was hidden. */
  readonly complete: boolean;
}

/**
 * Reads until `enough` (asked after each page) or the end. Offsets skip rows when the list shifts while we read; a shift
 * shows as another total or as an id that comes twice, and then everything is read once more.
 */
export async function readPages(load: Load, enough: (page: Page) => boolean = () => false): Promise<Pages> {
  const first = await readOnce(load, enough);
  const { steady, ...pages } = first.steady ? first : await readOnce(load, enough);
  return { ...pages, complete: pages.complete && steady };
}

async function readOnce(load: Load, enough: (page: Page) => boolean): Promise<Pages & { readonly steady: boolean }> {
  const issues = new Map<string, Issue>();
  let steady = true;
  let total: number | null = null;
  let hidden = 0;
  for (let offset = 0; ;) {
    const page = await load(offset);
    steady &&= !isShifted(page, total, issues);
    total = page.total;
    for (const issue of page.issues) issues.set(issue.id, issue);
    const { rows = page.issues.length } = page;
    offset += rows;
    hidden += page.hidden ?? 0;
    const isLast = offset >= total || rows === 0;
    if (isLast || enough(page))
      return { issues: [...issues.values()], total, hidden, complete: isLast && hidden === 0, steady };
  }
}

const isShifted = (page: Page, total: number | null, before: ReadonlyMap<string, Issue>): boolean =>
  (total !== null && total !== page.total) || page.issues.some(({ id }) => before.has(id));

/**
 * What changed, of a list that is read newest first. The whole issue is compared, because two changes can have the same time.
 * A marked issue that nobody here knows is another connection's: it must not make us read on, run after run.
 */
export async function pullPages(load: Load, { extent, known, total }: PullRequest): Promise<Pulled> {
  const isKnown = ({ id }: Issue): boolean => known(id) !== undefined;
  const isNews = (issue: Issue): boolean => isKnown(issue) && !same(issue, known(issue.id));
  const enough = (page: Page): boolean => extent === 'changes' && page.total === total && !page.issues.some(isNews);
  const pages = await readPages(load, enough);
  const ours = pages.issues.filter((issue) => issue.marker !== null || isKnown(issue));
  const changed = ours.filter((issue) => isNews(issue) || (pages.complete && !isKnown(issue)));
  return {
    issues: { project: pages.issues, marked: ours, changes: changed }[extent],
    seen: ours.map(({ id }) => id),
    total: extent === 'project' ? pages.issues.filter(({ marker }) => marker !== null).length : pages.total,
    complete: pages.complete,
  };
}

/** Two ways to the same issues: all of ours, page by page, or only those asked for, batch by batch. */
export interface Ways {
  readonly all: Load;
  readonly batches: readonly Load[];
  readonly pageSize: number;
}

/** Takes whichever way is fewer requests. Throws `busy` when the list kept moving. */
export async function readEither({ all, batches, pageSize }: Ways): Promise<readonly Issue[]> {
  const first = batches.length > 1 ? await all(0) : null;
  const everyBatch = async (): Promise<readonly Issue[]> => (await atOnce(batches, readSurely)).flat();
  if (first === null || Math.ceil(first.total / pageSize) - 1 > batches.length) return everyBatch();
  const pages = await readPages(startingWith(first, all));
  // Somebody else's, most likely: only who asks for single ones is told whether they are among them.
  return (pages.hidden ?? 0) > 0 ? everyBatch() : surely(pages);
}

/** The first page is at hand, once. */
export function startingWith(first: Page, load: Load): Load {
  const read = [first];
  return async (offset) => (offset === 0 ? read.pop() : undefined) ?? load(offset);
}

/** An issue that slipped through while the list shifted would be taken for absent, and created twice: rather no answer. */
export const readSurely = async (load: Load): Promise<readonly Issue[]> => surely(await readPages(load));

function surely({ issues, complete, hidden = 0 }: Pages): readonly Issue[] {
  if (complete) return issues;
  if (hidden > 0) {
    throw new TrackerError(
      'settings',
      `The tracker has ${hidden} of the issues that we look for, and does not show them to this account: let it read them, or they would be made again.`,
    );
  }
  throw new TrackerError('busy', 'The list of issues kept changing while it was read; the next run asks again.');
}

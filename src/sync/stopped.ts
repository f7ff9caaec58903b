/** What became of a batch of writes that was stopped in its middle, as the tracker tells it. */
import type { Issue, IssueField } from '../model/issue.ts';
import { rawOf } from '../model/link.ts';
import type { Write } from '../model/plan.ts';
import { TrackerError } from '../model/tracker-error.ts';
import type { Applying } from './applying.ts';

interface Due {
  readonly action: Write;
  readonly issue: Issue;
}

type Arrived<D extends Due> = D & { readonly answer: { readonly ok: true; readonly issue: Issue } };

/** The writes that the tracker shows were done. Where it cannot be asked, none counts. */
export async function arrivedOf<D extends Due>(
  due: readonly D[],
  { tracker, tally }: Applying,
): Promise<readonly Arrived<D>[]> {
  try {
    const now = new Map((await tracker.read(due.map(({ issue }) => issue.id))).map((issue) => [issue.id, issue]));
    const reached = due.flatMap((writing): Arrived<D>[] => {
      const issue = now.get(writing.issue.id);
      return issue && shows(issue, writing.action) ? [{ ...writing, answer: { ok: true, issue } }] : [];
    });
    tally.updates += reached.length;
    return reached.filter(({ action }) => action.toTask === null);
  } catch (error) {
    if (error instanceof TrackerError) return [];
    throw error;
  }
}

const shows = (issue: Issue, { toIssue, writesMarker, marker }: Write): boolean =>
  (Object.keys(toIssue) as IssueField[]).every(
    (field) => rawOf(issue.fields, field) === rawOf({ ...issue.fields, ...toIssue }, field),
  ) &&
  (!writesMarker || issue.marker === marker);

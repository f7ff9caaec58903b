/**
 * A run that dies between a write and its memory leaves the issue changed by us, and nobody who knows it. Without this, a
 * person's change of the task in that moment would meet our own write as if it were another person's. So what a write was
 * about to make agreed is remembered before it; an issue that shows it says that it arrived.
 */
import { rawOf, type Base, type Link, type LinkChange } from '../model/link.ts';
import type { IssueField } from '../model/issue.ts';
import type { Write } from '../model/plan.ts';

/** The link with everything agreed that arrived; the same link when nothing did. */
export function withArrivals(link: Link): Link {
  const { pending, issue } = link;
  if (pending === null || issue === null) return link;
  const arrived: Base = Object.fromEntries(
    Object.entries(pending.base).filter(([field, agreed]) => rawOf(issue.fields, field as IssueField) === agreed.issue),
  );
  if (Object.keys(arrived).length === 0) return link;
  const closedByUs = arrived.status === undefined ? link.closedByUs : pending.closedByUs;
  return { ...link, base: { ...link.base, ...arrived }, closedByUs, pending: null };
}

export const arrivalOf = ({ taskId, base, closedByUs }: Link): LinkChange => ({
  taskId,
  base,
  closedByUs,
  pending: null,
});

/** To be remembered before the write. An adopted pair is an intent until its marker is read back. */
export function pendingOf({ do: what, taskId, toIssue, base, closedByUs }: Write): readonly LinkChange[] {
  const written: Base = Object.fromEntries(Object.entries(base).filter(([field]) => field in toIssue));
  return what === 'adopt' || Object.keys(written).length === 0
    ? []
    : [{ taskId, pending: { base: written, closedByUs } }];
}

/**
 * A run that dies between a write and its memory leaves the issue changed by us, and nobody who knows it. Without this, a
 * person's change of the task in that moment would meet our own write as if it were another person's. So what a write was
 * about to make agreed is remembered before it; an issue that shows it says that it arrived. One that stands in a status
 * through which it was to pass got stuck there: it goes on from there.
 */
import { rawOf, type Base, type Link, type LinkChange, type Pending } from '../model/link.ts';
import type { IssueField } from '../model/issue.ts';
import type { Write } from '../model/plan.ts';
import type { Memory } from '../model/sides.ts';

/** The link with everything agreed that arrived; the same link when nothing did. */
export function withArrivals(link: Link): Link {
  const { pending, issue } = link;
  if (pending === null || issue === null) return link;
  const arrived: Base = Object.fromEntries(
    Object.entries(pending.base).filter(([field, agreed]) => rawOf(issue.fields, field as IssueField) === agreed.issue),
  );
  const changed = { ...passed(link, pending, issue.fields.status), ...arrived };
  if (Object.keys(changed).length === 0) return link;
  const closedByUs = arrived.status === undefined ? link.closedByUs : pending.closedByUs;
  return { ...link, base: { ...link.base, ...changed }, closedByUs, pending: null };
}

/** Its status is one that we put it into: nothing is agreed but that it stands there. */
function passed({ base: { status: agreed } }: Link, { through = [] }: Pending, status: string): Base {
  return agreed === undefined || !through.includes(status) ? {} : { status: { ...agreed, issue: status } };
}

export const arrivalOf = ({ taskId, base, closedByUs }: Link): LinkChange => ({
  taskId,
  base,
  closedByUs,
  pending: null,
});

interface AboutToBe extends LinkChange {
  readonly pending: Pending;
}

/** To be remembered before the write. An adopted pair is an intent until its marker is read back. */
export function pendingOf({ do: what, taskId, toIssue, base, closedByUs }: Write): readonly AboutToBe[] {
  const written: Base = Object.fromEntries(Object.entries(base).filter(([field]) => field in toIssue));
  return what === 'adopt' || Object.keys(written).length === 0
    ? []
    : [{ taskId, pending: { base: written, closedByUs } }];
}

/** Remembers, before each step on the way to the status that is wanted, where it leads. */
export function passingOf(action: Write, memory: Memory): (status: string) => Promise<void> {
  const through: string[] = [];
  return async (status) => {
    through.push(status);
    const known = pendingOf(action).map(({ taskId, pending }) => ({ taskId, pending: { ...pending, through } }));
    if (known.length > 0) await memory.remember(known, []);
  };
}

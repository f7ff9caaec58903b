/**
 * A run that dies between a write and its memory leaves the issue changed by us, and nobody who knows it. Without this, a
 * person's change of the task in that moment would meet our own write as if it were another person's. So what a write was
 * about to make agreed is remembered before it; an issue that shows it says that it arrived. One that stands in a status
 * through which it was to pass got stuck there: it goes on from there.
 */
import { rawOf, type Base, type Link, type LinkChange, type Pending } from '../model/link.ts';
import type { IssueField } from '../model/issue.ts';
import type { Write } from '../model/plan.ts';
import type { Instant } from '../model/instant.ts';
import type { Capabilities } from '../model/tracker.ts';
import type { SyncContext } from './context.ts';
import { onItsWayFor } from './plan-unlinked.ts';

/** The link as what is seen of its issue now makes it; the same link when that tells nothing new. */
export function withArrivals(link: Link, { now, can }: Moment): Link {
  const { pending, issue } = link;
  if (pending === null || issue === null) return link;
  const arrived: Base = Object.fromEntries(
    Object.entries(pending.base).filter(([field, agreed]) => rawOf(issue.fields, field as IssueField) === agreed.issue),
  );
  const changed = { ...passed(link, pending, issue.fields.status), ...arrived };
  // What can no longer arrive never did: from now on whoever makes the issue say this is a person.
  const isOver = now - (pending.since ?? 0) >= onItsWayFor(can);
  if (Object.keys(changed).length === 0) return isOver ? { ...link, pending: null } : link;
  const closedByUs = arrived.status === undefined ? link.closedByUs : pending.closedByUs;
  return { ...link, base: { ...link.base, ...changed }, closedByUs, pending: null };
}

/** When it is seen, and how long a request may be on its way there. */
export interface Moment {
  readonly now: Instant;
  readonly can: Pick<Capabilities, 'indexLag'>;
}

/** Its status is one that we put it into and nobody wants: whatever the task says by now waits to be written. */
function passed({ base: { status: agreed } }: Link, { through = [] }: Pending, status: string): Base {
  return agreed === undefined || !through.includes(status) ? {} : { status: { ...agreed, task: '', issue: status } };
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
export function pendingOf(action: Write, since: Instant): readonly AboutToBe[] {
  const { do: what, taskId, toIssue, base, closedByUs } = action;
  const written: Base = Object.fromEntries(Object.entries(base).filter(([field]) => field in toIssue));
  return what === 'adopt' || Object.keys(written).length === 0
    ? []
    : [{ taskId, pending: { base: written, closedByUs, since } }];
}

/** Remembers, before each step on the way to the status that is wanted, where it leads. */
export function passingOf(
  action: Write,
  { memory, now }: Pick<SyncContext, 'memory' | 'now'>,
): (status: string) => Promise<void> {
  const through: string[] = [];
  return async (status) => {
    through.push(status);
    const known = pendingOf(action, now()).map(({ taskId, pending }) => ({ taskId, pending: { ...pending, through } }));
    if (known.length > 0) await memory.remember(known, []);
  };
}

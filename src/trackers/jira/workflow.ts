/** Jira's transitions, and how far its kinds of statuses are apart. Everything here is a value in, a value out. */
import type { Way } from '../shortest-way.ts';

export interface Step extends Way {
  /** Jira's id of the transition. */
  readonly id: string;
  readonly name: string;
}

/** The steps out of a status; undefined where nobody has looked yet. */
export type StepsFrom = (status: string) => readonly Step[] | undefined;

const ORDER = ['new', 'indeterminate', 'done'];

/** Between two kinds of status, in the order in which work goes. Another end than the one we look for leads nowhere: it comes last. */
export const distanceBetween = (from: string, to: string): number =>
  from === 'done' ? ORDER.length : Math.abs(ORDER.indexOf(from) - ORDER.indexOf(to));

/** How often an account may send requests of one class, where its tracker says so. Data: the governor obeys it, plans tell it. */
import { SECOND } from './instant.ts';
import type { Purpose } from './transport.ts';

/** At most so many in any stretch of so many milliseconds. */
export interface Window {
  readonly most: number;
  readonly within: number;
}

/** Two requests do not take equally long on their way: a stretch of time is a little longer here than there. */
export const MARGIN = SECOND;

export interface Budget {
  /** For messages: `new issues and comments`. */
  readonly name: string;
  /** Its writes; questions draw from no budget. */
  readonly purposes: readonly Purpose[];
  readonly windows: readonly Window[];
}

/** The least time between the first and the last of so many requests, in milliseconds. */
export function shortestTime(count: number, { windows }: Pick<Budget, 'windows'>): number {
  const sent: number[] = [];
  for (let at = 0; at < count; at += 1) sent.push(nextMoment(sent, windows));
  return sent.at(-1) ?? 0;
}

/** When the next one may follow those that were sent then, oldest first; at the earliest with the last of them. */
export function nextMoment(sent: readonly number[], windows: readonly Window[]): number {
  const ends = windows.map(({ most, within }) => (sent[sent.length - most] ?? -Infinity) + within);
  return Math.max(sent.at(-1) ?? 0, ...ends);
}

import type { Instant } from '../model/instant.ts';

const SECONDS = /^\s*\d+(\.\d+)?\s*$/;

/** When the server said we may come again: `Retry-After` as seconds or as an HTTP date. Null when it says nothing readable. */
export function retryAfter(headers: Readonly<Record<string, string>>, now: Instant): Instant | null {
  const value = headers['retry-after'];
  if (value === undefined) return null;
  if (SECONDS.test(value)) return now + Number(value) * 1_000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(now, date);
}

/** A moment: how long ago or how soon, with the instant on hover, in the reader's zone. */
import { useInterval } from '@mantine/hooks';
import { useState } from 'react';

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });
const instant = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long' });

/** "3 minutes ago"; beyond a month the date. */
export function ago(iso: string, now: number): string {
  const seconds = Math.round((Date.parse(iso) - now) / 1_000);
  if (Math.abs(seconds) > 30 * 86_400) return day.format(new Date(iso));
  const [unit, size] = UNITS.find(([, each]) => Math.abs(seconds) >= each) ?? ['second', 1];
  return relative.format(Math.trunc(seconds / size), unit);
}

export function Time({ at, fallback = '—' }: { readonly at: string | null | undefined; readonly fallback?: string }) {
  const [now, setNow] = useState(() => Date.now());
  useInterval(() => setNow(Date.now()), 15_000, { autoInvoke: true });
  if (at === null || at === undefined) return fallback;
  return (
    <time dateTime={at} title={instant.format(new Date(at))}>
      {ago(at, now)}
    </time>
  );
}

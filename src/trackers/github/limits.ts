/** How fast GitHub may be written to, and every form in which it says that it was too fast. */
import { retryAfter } from '../../http/retry-after.ts';
import { HOUR, MINUTE, SECOND, type Instant } from '../../model/instant.ts';
import { MARGIN, type Budget } from '../../model/pace.ts';
import type { Limit, RawAnswer } from '../../model/tracker.ts';

const CONTENT = { name: 'new issues and comments', purposes: ['create', 'comment'] } as const;

/** A write costs five points, of which an account has 900 a minute. */
const WRITES: Budget = {
  name: 'writes',
  purposes: ['create', 'comment', 'update'],
  windows: [{ most: 1, within: 350 }],
};

/** At an even pace: bursts are what GitHub watches for. */
const evenly = (perMinute: number): Budget['windows'] => [
  { most: 1, within: Math.floor(MINUTE / perMinute) },
  { most: perMinute, within: MINUTE + MARGIN },
];

/** `perMinute`: what the parameters say; null leaves it to GitHub's own rules, which a server of one's own does not have. */
export function budgetsOf(perMinute: number | null, isHosted: boolean): readonly Budget[] {
  const hourly = { most: 500, within: HOUR + MARGIN };
  if (isHosted) return [{ ...CONTENT, windows: [...evenly(perMinute ?? 80), hourly] }, WRITES];
  return perMinute === null ? [] : [{ ...CONTENT, windows: evenly(perMinute) }];
}

const SAYS_SO = /secondary rate limit|abuse detection|rate limit exceeded|submitted too quickly/i;
const IN_GRAPH = /"type"\s*:\s*"RATE_LIMITED"/;

/** GitHub says how long, or when; where it says neither, it wants a minute. */
export function limitIn(answer: RawAnswer, now: Instant): Limit | null {
  if (isRefusal(answer)) {
    const until = retryAfter(answer.headers, now) ?? resetIn(answer, now) ?? now + MINUTE;
    return { until, isRefusal: true };
  }
  // The last one that was allowed. Searches and GraphQL are counted apart.
  const isLast = answer.headers['x-ratelimit-resource'] === 'core' && answer.status < 400;
  const until = isLast ? resetIn(answer, now) : null;
  return until === null ? null : { until, isRefusal: false };
}

function isRefusal({ status, headers, text }: RawAnswer): boolean {
  switch (status) {
    case 429:
      return true;
    case 403:
      return headers['retry-after'] !== undefined || headers['x-ratelimit-remaining'] === '0' || SAYS_SO.test(text);
    case 422:
      return SAYS_SO.test(text);
    case 200:
      return IN_GRAPH.test(text);
    default:
      return false;
  }
}

/** When there are requests again, by our clock. */
function resetIn({ headers }: RawAnswer, now: Instant): Instant | null {
  const reset = Number(headers['x-ratelimit-reset']);
  if (headers['x-ratelimit-remaining'] !== '0' || Number.isNaN(reset)) return null;
  const theirs = Date.parse(headers['date'] ?? '');
  return now + Math.max(0, reset * SECOND - (Number.isNaN(theirs) ? now : theirs)) + SECOND;
}

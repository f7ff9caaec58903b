/** The fake's ways to say "slower": each is off until a test switches it on. */
import type { WireResponse } from '../../http/wire.ts';
import { SECOND, type Instant } from '../../model/instant.ts';
import { jsonAnswer } from '../fake.ts';
import type { FakeAccount } from './fake-world.ts';

interface Asked {
  readonly method: string;
  readonly path: string;
  /** Whose bucket it is. */
  readonly user: FakeAccount | null;
  readonly now: Instant;
}

interface Pace {
  /** Given in place of the work. */
  readonly refusal: WireResponse | null;
  /** Every answer gets these. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Of Cloud: this many requests per second to one endpoint. */
export interface Burst {
  readonly perSecond: number;
}

/** Of Data Center: a bucket per account, to which `fill` are added every `interval` seconds. */
export interface Bucket {
  readonly limit: number;
  readonly fill: number;
  readonly interval: number;
}

/** Writes on one issue: 20 in 2 seconds, 100 in 30. */
const PER_ISSUE = [
  { most: 20, within: 2 * SECOND },
  { most: 100, within: 30 * SECOND },
] as const;

export class Limits {
  burst: Burst | null = null;
  perIssueWrites = false;
  bucket: Bucket | null = null;
  readonly #times = new Map<string, Instant[]>();
  readonly #buckets = new Map<FakeAccount, { tokens: number; at: Instant }>();

  meet(asked: Asked): Pace {
    const refusal = this.#onBurst(asked) ?? this.#onIssue(asked);
    return refusal === null ? this.#fromBucket(asked) : { refusal, headers: {} };
  }

  #onBurst({ method, path, now }: Asked): WireResponse | null {
    if (this.burst === null) return null;
    const { perSecond } = this.burst;
    const endpoint = `${method} ${path.replaceAll(/\/[A-Z][A-Z0-9]*-\d+|\/\d+/g, '/*')}`;
    return this.#within(endpoint, now, { most: perSecond, within: SECOND }, 'jira-burst-based');
  }

  #onIssue({ method, path, now }: Asked): WireResponse | null {
    const issue = /\/issue\/([A-Z][A-Z0-9]*-\d+|\d+)/.exec(path)?.[1];
    if (!this.perIssueWrites || method === 'GET' || issue === undefined) return null;
    for (const limit of PER_ISSUE) {
      const refusal = this.#within(`${issue} ${limit.within}`, now, limit, 'jira-per-issue-on-write');
      if (refusal !== null) return refusal;
    }
    return null;
  }

  #within(name: string, now: Instant, limit: { most: number; within: number }, reason: string): WireResponse | null {
    const recent = (this.#times.get(name) ?? []).filter((time) => time > now - limit.within);
    const isFull = recent.length >= limit.most;
    this.#times.set(name, isFull ? recent : [...recent, now]);
    if (!isFull) return null;
    const reset = (recent[0] ?? now) + limit.within;
    return jsonAnswer(
      429,
      { errorMessages: ['Rate limit exceeded.'], errors: {} },
      {
        'retry-after': String(Math.ceil((reset - now) / SECOND)),
        'ratelimit-reason': reason,
        'x-ratelimit-limit': String(limit.most),
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': new Date(reset).toISOString(),
      },
    );
  }

  #fromBucket({ user, now }: Asked): Pace {
    if (this.bucket === null || user === null) return { refusal: null, headers: {} };
    const { limit, fill, interval } = this.bucket;
    const last = this.#buckets.get(user) ?? { tokens: limit, at: now };
    const rounds = Math.floor((now - last.at) / (interval * SECOND));
    const tokens = Math.min(limit, last.tokens + rounds * fill);
    const left = Math.max(0, tokens - 1);
    this.#buckets.set(user, { tokens: left, at: last.at + rounds * interval * SECOND });
    const headers = {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(left),
      'x-ratelimit-fillrate': String(fill),
      'x-ratelimit-interval-seconds': String(interval),
      'retry-after': tokens > 0 ? '0' : String(interval),
    };
    const refusal = tokens > 0 ? null : jsonAnswer(429, { message: 'Rate limit exceeded.' });
    return { refusal, headers };
  }
}

/** Our rules for talking to a tracker: pacing, retries of reads, the gate before writes, and errors that say what to do. */
import { createHash } from 'node:crypto';
import type { Instant } from '../model/instant.ts';
import { SECOND } from '../model/instant.ts';
import type { Budget } from '../model/pace.ts';
import type { Secret } from '../model/secret.ts';
import type { Gate } from '../model/sides.ts';
import type { Endpoint } from '../model/tracker.ts';
import { isWrite, type Send, type TrackerRequest } from '../model/transport.ts';
import { judge, type Attempt, type Circumstances } from './answer.ts';
import type { Governor } from './governor.ts';
import type { Ledger } from './ledger.ts';
import { credentialForms } from './redact.ts';
import { retryAfter } from './retry-after.ts';
import { wireError } from './wire-error.ts';
import type { Wire, WireRequest, WireResponse } from './wire.ts';

const READ_ATTEMPTS = 3;
const BACK_OFF = SECOND / 2;
/** How long to pause after a 429 that names no time. */
const DEFAULT_PAUSE = 5 * SECOND;

export interface SendOptions {
  readonly endpoint: Endpoint;
  readonly wire: Wire;
  readonly governor: Governor;
  /** Requests at the same time; default 2. */
  readonly concurrency?: number;
  /** A run that nobody waits for lets the others go first. */
  readonly isUrgent?: boolean;
  readonly ledger: Ledger;
  readonly gate: Gate;
  readonly now: () => Instant;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** 0 ≤ x < 1: spreads retries. */
  readonly random: () => number;
  readonly timeoutMs?: number;
  /** What must never show in an error, beside the endpoint's credentials: the clear password of a Basic header. */
  readonly secrets?: readonly Secret[];
}

/** `Send` for one endpoint; the credentials never go anywhere else. */
export function makeSend(options: SendOptions): Send {
  const budget = budgetOf(options.endpoint);
  const { concurrency = 2, isUrgent = true } = options;
  return async (request) => {
    const place = {
      key: budget,
      concurrency,
      rank: rankOf(request, isUrgent),
      budgets: drawnBy(request, options.endpoint),
    };
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await options.governor.run(place, () => attemptOnce(request, options, budget));
      if ('response' in outcome) return outcome.response;
      if (outcome.again === 'no' || attempt === READ_ATTEMPTS) throw outcome.error;
      if (outcome.again === 'after back-off') await options.sleep(BACK_OFF * 2 ** attempt * (0.5 + options.random()));
    }
  };
}

/** Who goes first where requests wait for each other: people, then schedules, then the daily look at everything. */
const rankOf = ({ purpose }: TrackerRequest, isUrgent: boolean): number => (isUrgent ? 0 : purpose === 'sweep' ? 2 : 1);

const drawnBy = (request: TrackerRequest, { budgets = [] }: Endpoint): readonly Budget[] =>
  isWrite(request) ? budgets.filter(({ purposes }) => purposes.includes(request.purpose)) : [];

/** Host and credential, the latter by a fingerprint: keys may show up in a debugger. */
function budgetOf({ root, credentials }: Endpoint): string {
  const clear = Object.values(credentials).map((secret) => secret.reveal());
  return `${new URL(root).host} ${createHash('sha256').update(clear.join('\n')).digest('hex').slice(0, 16)}`;
}

async function attemptOnce(request: TrackerRequest, options: SendOptions, budget: string): Promise<Attempt> {
  const { endpoint, gate, governor, ledger, now, wire } = options;
  const timeoutMs = options.timeoutMs ?? 30 * SECOND;
  const outgoing = toWire(request, endpoint, timeoutMs);
  if (isWrite(request)) await gate();
  ledger.count(request.purpose);
  let answer: WireResponse;
  try {
    answer = await wire(outgoing);
  } catch (error) {
    const failure = wireError(error, new URL(outgoing.url), timeoutMs);
    return { error: failure, again: failure.kind === 'down' && !isWrite(request) ? 'after back-off' : 'no' };
  }
  ledger.sawClock(answer.headers['date'], now());
  const limit = limitIn(answer, request, options);
  if (limit.until !== null) governor.pause(budget, limit.until);
  return judge(request, answer, { host: new URL(endpoint.root).host, ...limit, secrets: secretsOf(options) });
}

/** What is said to somebody without credentials is not about our account. */
function limitIn(
  answer: WireResponse,
  { authenticated }: TrackerRequest,
  { endpoint, now }: SendOptions,
): Pick<Circumstances, 'until' | 'isRefusal'> {
  const limit = authenticated === false ? null : (endpoint.limitIn?.(answer, now()) ?? null);
  const isRefusal = limit?.isRefusal ?? answer.status === 429;
  return {
    isRefusal,
    until: limit?.until ?? retryAfter(answer.headers, now()) ?? (isRefusal ? now() + DEFAULT_PAUSE : null),
  };
}

function toWire(
  { method, path, query, body, headers, authenticated }: TrackerRequest,
  endpoint: Endpoint,
  timeoutMs: number,
): WireRequest {
  const search = new URLSearchParams(query).toString();
  const credentials = authenticated === false ? [] : Object.entries(endpoint.credentials);
  return {
    method,
    url: `${endpoint.root}${path}${search === '' ? '' : `?${search}`}`,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
      accept: 'application/json',
      ...Object.fromEntries(credentials.map(([name, secret]) => [name.toLowerCase(), secret.reveal()])),
    },
    body: body === undefined ? null : JSON.stringify(body),
    timeoutMs,
  };
}

const secretsOf = ({ endpoint, secrets }: SendOptions): readonly Secret[] => [
  ...credentialForms(endpoint.credentials),
  ...(secrets ?? []),
];

/**
 * 429: too many requests of one caller, or too many log-ins that failed. Counted by each process for itself, in 5,000
 * counters of each kind: beyond that the one unused for longest is forgotten.
 */
import { createHash } from 'node:crypto';
import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ServerDeps } from './deps.ts';
import { throttled } from './errors.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The name that a password was given for; '' without one. */
    account: string;
  }
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** That may fail per minute, of one address and of one account. */
const FAILED_LOGINS = 20;
/** With a password, per hour: who goes on guessing waits longer. */
const FAILED_PASSWORDS = 60;

export interface Limits {
  /** Counts a request of this address, nobody having logged in. Throws 429. */
  readonly countAddress: (request: FastifyRequest) => Promise<void>;
  /** Counts a request of its caller. Throws 429. */
  readonly countCaller: (request: FastifyRequest) => Promise<void>;
  /** Counts a log-in that failed. Throws 429 when it was one too many. */
  readonly countFailure: (request: FastifyRequest) => Promise<void>;
  /** Throws 429 when no more passwords are tried for this address or this account. */
  readonly refuseGuessing: (request: FastifyRequest) => Promise<void>;
}

type Check = ReturnType<FastifyInstance['createRateLimit']>;

/** Keys have one length, whatever a header says. */
const keyOf = (text: string): string => createHash('sha256').update(text).digest('base64');
const ofAddress = ({ ip }: FastifyRequest): string => keyOf(normalizeIP(ip));
const ofAccount = ({ account }: FastifyRequest): string => keyOf(account.toLowerCase());
const ofCaller = ({ caller }: FastifyRequest): string => String(caller.id);

/** `perMinute`: requests of one caller, or of one address without one; 0 counts none. Failed log-ins always count. */
export async function useLimits(app: FastifyInstance, { rateLimit: perMinute }: ServerDeps): Promise<Limits> {
  await app.register(rateLimit, { global: false, timeWindow: MINUTE });
  app.decorateRequest('account', '');
  const counter = (max: number, keyGenerator: (request: FastifyRequest) => string, timeWindow = MINUTE): Check =>
    app.createRateLimit({ max, keyGenerator, timeWindow });
  const failures = [counter(FAILED_LOGINS, ofAddress)];
  const ofPassword = [
    ...failures,
    counter(FAILED_LOGINS, ofAccount),
    counter(FAILED_PASSWORDS, ofAddress, HOUR),
    counter(FAILED_PASSWORDS, ofAccount, HOUR),
  ];
  const counting = (check: Check) => async (request: FastifyRequest) => refuse(await check(request), 'exceeded');
  const nothing = async (): Promise<void> => undefined;
  return {
    countAddress: perMinute === 0 ? nothing : counting(counter(perMinute, ofAddress)),
    countCaller: perMinute === 0 ? nothing : counting(counter(perMinute, ofCaller)),
    countFailure: async (request) => {
      const checks = request.account === '' ? failures : ofPassword;
      const verdicts = await Promise.all(checks.map((check) => check(request)));
      for (const verdict of verdicts) refuse(verdict, 'exceeded');
    },
    refuseGuessing: async (request) => {
      for (const check of ofPassword) refuse(await check(request, { increment: false }), 'reached');
    },
  };
}

function refuse(verdict: Awaited<ReturnType<Check>>, when: 'exceeded' | 'reached'): void {
  if (verdict.isAllowed) return;
  const over = when === 'exceeded' ? verdict.isExceeded : verdict.remaining === 0;
  if (over) throw throttled(Math.max(1, verdict.ttlInSeconds));
}

/** Tokens of GitLab end on a day. */
import { DAY, type Instant } from '../../model/instant.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import type { Purpose, Send } from '../../model/transport.ts';
import { getToken } from './api.ts';
import { PARAM } from './params.ts';

/** So early that somebody can be on holiday. */
const EARLY = 30 * DAY;

/** From thirty days before: when the token ends, and the remedy. Null where that is later, never, or not told. */
export async function tokenWarning(send: Send, purpose: Purpose, now: Instant): Promise<string | null> {
  const day = await lastDay(send, purpose);
  if (day === null || Date.parse(day) - now > EARLY) return null;
  return `The token ends on ${day}: make a new one in GitLab and give it in ${PARAM.token}, or no run gets in after that.`;
}

/** `2026-12-31`. OAuth tokens, of which this question knows nothing, are answered like wrong ones. */
async function lastDay(send: Send, purpose: Purpose): Promise<string | null> {
  try {
    const { status, body } = await getToken(send, purpose);
    const day = (body as { readonly expires_at?: unknown } | null)?.expires_at;
    return status === 200 && typeof day === 'string' ? day.slice(0, 10) : null;
  } catch (error) {
    if (error instanceof TrackerError && error.kind === 'credentials') return null;
    throw error;
  }
}

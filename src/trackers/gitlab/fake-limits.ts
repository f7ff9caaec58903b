/** How often the fake GitLab lets an account do what: in any minute, and then a 429 that says to wait for one. */
import { MINUTE, type Instant } from '../../model/instant.ts';
import { jsonAnswer, type FakeAnswer, type FakeRequest } from '../fake.ts';
import type { FakeWorld } from './fake-world.ts';

const TOO_OFTEN = jsonAnswer(
  429,
  { message: { error: 'This endpoint has been requested too many times. Try again later.' } },
  { 'retry-after': '60' },
);

export class FakeLimits {
  readonly #sent: Record<'creates' | 'notes', Instant[]> = { creates: [], notes: [] };
  /** How often an account ran into them. */
  refusals = 0;

  /** Null lets it through. */
  refusalOf({ limits }: FakeWorld, { method, url }: FakeRequest, now: Instant): FakeAnswer | null {
    const [, kind] = /\/(issues|notes)$/.exec(new URL(url).pathname) ?? [];
    if (method !== 'POST' || kind === undefined) return null;
    const name = kind === 'issues' ? 'creates' : 'notes';
    const most = limits[name];
    const recent = this.#sent[name].filter((at) => at > now - MINUTE);
    if (most !== null && recent.length >= most) {
      this.refusals += 1;
      return TOO_OFTEN;
    }
    this.#sent[name] = [...recent, now];
    return null;
  }
}

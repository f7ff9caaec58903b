/** How often the fake lets itself be asked, and every form in which GitHub says that it was too often. */
import type { WireResponse } from '../../http/wire.ts';
import { HOUR, MINUTE, SECOND, type Instant } from '../../model/instant.ts';
import { jsonAnswer } from '../fake.ts';

/** The same refusal as GitHub has been seen to say it. */
export const FORMS = ['retry-after', 'words', 'page', '429', '429 reset', 'abuse', 'too quickly'] as const;
export type Form = (typeof FORMS)[number];

const WORDS = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
const ABUSE = 'You have triggered an abuse detection mechanism. Please retry your request again later.';
const QUICKLY = { resource: 'Issue', code: 'custom', field: 'body', message: 'body was submitted too quickly' };

/** `until`: when it is over. */
export function secondary(form: Form, now: Instant, until: Instant): WireResponse {
  const seconds = String(Math.ceil((until - now) / SECOND));
  const said: Readonly<Record<Form, () => WireResponse>> = {
    'retry-after': () => jsonAnswer(403, { message: WORDS }, { 'retry-after': seconds }),
    words: () => jsonAnswer(403, { message: WORDS }),
    page: () => ({ status: 403, headers: { 'content-type': 'text/html' }, text: `<p>Whoa there! ${ABUSE}</p>` }),
    429: () => jsonAnswer(429, { message: WORDS }, { 'retry-after': seconds }),
    '429 reset': () => jsonAnswer(429, { message: WORDS }, exhausted('core', until)),
    abuse: () => jsonAnswer(403, { message: ABUSE }),
    'too quickly': () => jsonAnswer(422, { message: 'Validation Failed', errors: [QUICKLY] }),
  };
  return said[form]();
}

export type Resource = 'core' | 'graphql' | 'search' | 'anonymous';

const exhausted = (resource: Resource, until: Instant): Record<string, string> => ({
  'x-ratelimit-resource': resource === 'anonymous' ? 'core' : resource,
  'x-ratelimit-remaining': '0',
  'x-ratelimit-reset': String(Math.ceil(until / SECOND)),
});

const PRIMARY: Readonly<Record<Resource, { readonly most: number; readonly within: number }>> = {
  core: { most: 5_000, within: HOUR },
  graphql: { most: 5_000, within: HOUR },
  search: { most: 30, within: MINUTE },
  anonymous: { most: 60, within: HOUR },
};

const CONTENT = [
  { most: 80, within: MINUTE },
  { most: 500, within: HOUR },
] as const;

/** Points a minute: a write costs five. */
const POINTS = 900;

interface Asked {
  /** Whose: a token, or nobody. */
  readonly who: string;
  readonly method: string;
  readonly resource: Resource;
  /** It would make something that people are told about. */
  readonly isContent: boolean;
  readonly now: Instant;
}

interface Spent {
  readonly at: Instant;
  readonly points: number;
}

export class Limits {
  /** A server of one's own has none until somebody switches them on. */
  isOn = true;
  form: Form = 'retry-after';
  /** How often somebody was too fast. */
  violations = 0;
  /** Of content, per account. */
  readonly #made = new Map<string, Instant[]>();
  readonly #spent = new Map<string, Spent[]>();
  readonly #used = new Map<string, { count: number; reset: Instant }>();

  /** Null lets it through. */
  meet(asked: Asked): WireResponse | null {
    if (!this.isOn) return null;
    const answer = this.#primary(asked) ?? this.#content(asked) ?? this.#points(asked);
    if (answer !== null && asked.resource !== 'anonymous') this.violations += 1;
    return answer;
  }

  /** Of every answer. */
  headers({ who, resource }: Pick<Asked, 'who' | 'resource'>): Readonly<Record<string, string>> {
    const used = this.#used.get(`${who} ${resource}`);
    if (!this.isOn || used === undefined) return {};
    const { most } = PRIMARY[resource];
    return {
      'x-ratelimit-resource': resource === 'anonymous' ? 'core' : resource,
      'x-ratelimit-limit': String(most),
      'x-ratelimit-remaining': String(Math.max(0, most - used.count)),
      'x-ratelimit-used': String(used.count),
      'x-ratelimit-reset': String(Math.ceil(used.reset / SECOND)),
    };
  }

  /** Something was made. */
  made(who: string, now: Instant): void {
    this.#made.set(who, [...(this.#made.get(who) ?? []).filter((at) => at > now - HOUR), now]);
  }

  /** A 304 is free. */
  giveBack({ who, resource }: Pick<Asked, 'who' | 'resource'>): void {
    const used = this.#used.get(`${who} ${resource}`);
    if (used !== undefined) used.count -= 1;
  }

  #primary({ who, resource, now }: Asked): WireResponse | null {
    const { most, within } = PRIMARY[resource];
    const key = `${who} ${resource}`;
    const known = this.#used.get(key);
    const used = known === undefined || known.reset <= now ? { count: 0, reset: now + within } : known;
    this.#used.set(key, used);
    used.count += 1;
    if (used.count <= most) return null;
    const message = `API rate limit exceeded for ${who === '' ? '192.0.2.1' : 'user ID 1'}.`;
    if (resource === 'graphql')
      return jsonAnswer(200, { errors: [{ type: 'RATE_LIMITED', message }] }, exhausted(resource, used.reset));
    return jsonAnswer(403, { message }, exhausted(resource, used.reset));
  }

  #content({ who, isContent, now }: Asked): WireResponse | null {
    if (!isContent) return null;
    const made = this.#made.get(who) ?? [];
    for (const { most, within } of CONTENT) {
      const recent = made.filter((at) => at > now - within);
      if (recent.length >= most) return secondary(this.form, now, (recent[0] ?? now) + within);
    }
    return null;
  }

  #points({ who, method, resource, now }: Asked): WireResponse | null {
    const spent = (this.#spent.get(who) ?? []).filter(({ at }) => at > now - MINUTE);
    const points = method === 'GET' || resource === 'graphql' ? 1 : 5;
    const isFull = spent.reduce((sum, one) => sum + one.points, points) > POINTS;
    this.#spent.set(who, isFull ? spent : [...spent, { at: now, points }]);
    return isFull ? secondary(this.form, now, (spent[0]?.at ?? now) + MINUTE) : null;
  }
}

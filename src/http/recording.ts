/** A wire that keeps what passes, for debugging: redacted before it is kept, bounded, and without any header. */
import { redact } from './redact.ts';
import { withoutPeople } from './personal.ts';
import type { Wire } from './wire.ts';
import type { Instant } from '../model/instant.ts';
import type { Secret } from '../model/secret.ts';

export interface Exchange {
  readonly at: Instant;
  readonly method: string;
  readonly url: string;
  readonly request: string | null;
  /** Null: no answer came. */
  readonly status: number | null;
  readonly response: string | null;
  readonly error: string | null;
  readonly milliseconds: number;
}

export interface RecordingOptions {
  readonly secrets: readonly Secret[];
  readonly now: () => Instant;
}

/** Characters of a body, and of all that is kept. */
const TEXT_LIMIT = 20_000;
const TOTAL_LIMIT = 4_000_000;
const MOST_EXCHANGES = 1_000;

/** The last exchanges of one run: what went wrong is at the end. */
export class Recording {
  readonly #hear: (exchange: Exchange) => void;
  #kept: Exchange[] = [];
  #characters = 0;

  /** `hear` is told of each at once. */
  constructor(hear: (exchange: Exchange) => void = () => undefined) {
    this.#hear = hear;
  }

  /** Oldest first. */
  get exchanges(): readonly Exchange[] {
    return this.#kept;
  }

  add(exchange: Exchange): void {
    this.#hear(exchange);
    this.#kept.push(exchange);
    this.#characters += sizeOf(exchange);
    while (this.#characters > TOTAL_LIMIT || this.#kept.length > MOST_EXCHANGES) {
      const [oldest] = this.#kept.splice(0, 1);
      if (oldest === undefined) return;
      this.#characters -= sizeOf(oldest);
    }
  }
}

const sizeOf = ({ url, request, response, error }: Exchange): number =>
  url.length + (request ?? '').length + (response ?? '').length + (error ?? '').length;

/** Passes everything on unchanged, and keeps a clean copy. */
export function recordingWire(wire: Wire, recording: Recording, { secrets, now }: RecordingOptions): Wire {
  // Twice: re-written JSON shows secrets that were escaped in another way. Cut last: half a secret is not known as one.
  const clean = (text: string): string => redact(withoutPeople(redact(text, secrets)), secrets).slice(0, TEXT_LIMIT);
  return async (request) => {
    const at = now();
    const { method, url, body } = request;
    const keep = (end: Pick<Exchange, 'status' | 'response' | 'error'>): void =>
      recording.add({
        at,
        method,
        url: clean(url),
        request: body === null ? null : clean(body),
        milliseconds: Math.round(now() - at),
        ...end,
      });
    try {
      const answer = await wire(request);
      keep({ status: answer.status, response: clean(answer.text), error: null });
      return answer;
    } catch (error) {
      keep({ status: null, response: null, error: clean(error instanceof Error ? error.message : String(error)) });
      throw error;
    }
  };
}

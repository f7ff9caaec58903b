/** What a fake of a tracker is: the other end of a wire, as a function with a memory. */
import type { Wire, WireRequest, WireResponse } from '../http/wire.ts';

export type FakeRequest = Omit<WireRequest, 'timeoutMs'>;

/** Null: the connection breaks and the answer is lost, whatever was done. */
export type FakeAnswer = WireResponse | null;

export interface Fake {
  handle(request: FakeRequest): FakeAnswer;
}

/** A fake in the network's place, without sockets. */
export const fakeWire =
  (fake: Fake): Wire =>
  (request) => {
    const answer = fake.handle(request);
    if (answer !== null) return Promise.resolve(answer);
    return Promise.reject(Object.assign(new Error('the answer was lost'), { code: 'ECONNRESET' }));
  };

/** What goes wrong on purpose: the answer given in place of the work, or after it was done. */
export interface Trouble {
  readonly when: 'instead' | 'after';
  readonly answer: FakeAnswer;
}

/** Trouble for the next `times` requests of this method. */
export interface Fault extends Trouble {
  readonly method: string;
  readonly times: number;
}

/** Faults in the order they were put in; each is used up. */
export class Faults {
  #waiting: { readonly fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#waiting.push({ fault, left: fault.times });
  }

  clear(): void {
    this.#waiting = [];
  }

  /** Does the work, unless a fault comes in between. */
  meet(method: string, work: () => FakeAnswer): FakeAnswer {
    const found = this.#waiting.find(({ fault, left }) => left > 0 && fault.method === method);
    if (found === undefined) return work();
    found.left -= 1;
    if (found.fault.when === 'after') work();
    return found.fault.answer;
  }
}

export const jsonAnswer = (status: number, body?: unknown, headers: Record<string, string> = {}): WireResponse => ({
  status,
  headers: body === undefined ? headers : { 'content-type': 'application/json; charset=utf-8', ...headers },
  text: body === undefined ? '' : JSON.stringify(body),
});

const INTERNAL: WireResponse = {
  status: 500,
  headers: { 'content-type': 'text/html' },
  text: '<h1>Internal error</h1>',
};

/** Asked to slow down before anything is done; `retryAfter` in seconds or as an HTTP date. */
export const busy = (retryAfter: string): Trouble => ({
  when: 'instead',
  answer: jsonAnswer(429, undefined, { 'retry-after': retryAfter }),
});

/** It is done, but nobody hears of it. */
export const lost: Trouble = { when: 'after', answer: null };

/** It is done, but the answer says that the server failed. */
export const failed: Trouble = { when: 'after', answer: INTERNAL };

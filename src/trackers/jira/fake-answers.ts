/** How the fake Jira refuses, and how it writes times. */
import type { WireResponse } from '../../http/wire.ts';
import type { Instant } from '../../model/instant.ts';
import { HOUR } from '../../model/instant.ts';
import { jsonAnswer } from '../fake.ts';

/** Thrown by whoever finds something wrong; the answer says what. */
export class Refused extends Error {
  readonly answer: WireResponse;

  constructor(answer: WireResponse) {
    super(answer.text);
    this.answer = answer;
  }
}

export type FieldErrors = Readonly<Record<string, string>>;

/** About the whole request. */
export const refusal = (status: number, ...errorMessages: readonly string[]): Refused =>
  new Refused(jsonAnswer(status, { errorMessages, errors: {} }));

/** About single fields. */
export const fieldRefusal = (errors: FieldErrors): Refused =>
  new Refused(jsonAnswer(400, { errorMessages: [], errors }));

/** A page for people. */
export const page = (status: number, title: string, headers: Record<string, string> = {}): WireResponse => ({
  status,
  headers: { 'content-type': 'text/html;charset=UTF-8', ...headers },
  text: `<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`,
});

/** Where its people live; Jira writes every time in the zone of the account. */
const ZONE = { offset: -5 * HOUR, text: '-0500', name: 'Etc/GMT+5' } as const;

export const TIME_ZONE = ZONE.name;

/** With milliseconds, and the zone's offset without a colon. */
export const stamp = (instant: Instant): string =>
  new Date(instant + ZONE.offset).toISOString().replace('Z', ZONE.text);

/** A time of day on a clock on the wall there; without a time, midnight. */
export const wallTime = (date: string, time: string): Instant => Date.parse(`${date}T${time}:00Z`) - ZONE.offset;

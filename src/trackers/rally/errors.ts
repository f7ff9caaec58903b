/** Rally's words for what went wrong, and what must happen next. They come in answers with status 200. */
import { TrackerError } from '../../model/tracker-error.ts';
import type { TrackerResponse } from '../../model/transport.ts';
import { PARAM } from './params.ts';

/** The session's token is over: Rally refused before it did anything. */
export const isTokenOver = (words: readonly string[]): boolean => words.some((word) => /invalid key/i.test(word));

/** An error named by Rally's own words, which it quotes. */
export function complaint(words: readonly string[]): TrackerError {
  const said = quoted(words);
  const [, make] = KINDS.find(([pattern]) => words.some((word) => pattern.test(word))) ?? [];
  return make?.(said) ?? new TrackerError('refused', `Rally refuses it: ${said}.`);
}

export const quoted = (words: readonly string[]): string =>
  words.length === 0 ? 'it said nothing' : words.map((word) => `"${word.slice(0, 300)}"`).join(', ');

type Make = (said: string) => TrackerError;

const KINDS: readonly (readonly [RegExp, Make])[] = [
  [
    /cannot find object/i,
    (said) => new TrackerError('gone', `It is not there any more, or is hidden from this account: ${said}.`),
  ],
  [/concurrency conflict/i, (said) => new TrackerError('moved', `Somebody changed it at the same moment: ${said}.`)],
  [
    /authentication object was not found|user\s?name or password|invalid key/i,
    (said) => new TrackerError('credentials', `Rally does not accept the credentials: ${said}.`),
  ],
  [
    /not authorized/i,
    (said) =>
      new TrackerError(
        'settings',
        `Rally does not let this account write (${said}): it needs the role Editor in the project, which must be open, ` +
          'and an API key that is not read-only.',
        { param: PARAM.project },
      ),
  ],
  [
    /could not (?:parse|read)|not a valid type/i,
    (said) => new TrackerError('settings', `Rally does not understand what it is asked: ${said}.`),
  ],
];

/** The server failed at this one request, but it answered: others may go on. */
export class ServerFailed extends TrackerError {
  constructor(status: number) {
    super('down', `Rally failed with an internal error (${status}).`);
  }
}

/** Neither an answer nor a refusal. */
export function unexpected({ status }: TrackerResponse): TrackerError {
  if (status >= 500) return new ServerFailed(status);
  return new TrackerError('settings', `This does not answer like a Rally (${status}): check the server and its path.`, {
    param: PARAM.server,
  });
}

/** What GitLab's answers mean, and what must happen next. */
import { TrackerError } from '../../model/tracker-error.ts';
import type { TrackerResponse } from '../../model/transport.ts';
import { PARAM } from './params.ts';

/** The body of a 2xx answer. Anything else is not what a GitLab says. */
export function bodyOf<T>(response: TrackerResponse): T {
  const { status, body } = response;
  if (status >= 200 && status < 300 && typeof body === 'object' && body !== null) return body as T;
  throw unexpected(response);
}

export function listOf<T>(response: TrackerResponse): readonly T[] {
  const list = bodyOf<unknown>(response);
  if (!Array.isArray(list)) throw unexpected(response);
  return list as readonly T[];
}

/**
 * GitLab's own words: `{"message":"403 Forbidden"}`, `{"message":{"title":["can't be blank"]}}`,
 * `{"error":"title is missing"}`, `{"error":"insufficient_scope","error_description":"…"}`.
 */
export function wordsOf({ body, status }: TrackerResponse): string {
  const {
    message,
    error,
    error_description: description,
  } = (typeof body === 'object' && body !== null ? body : {}) as Readonly<Record<string, unknown>>;
  const words = [message, error, description].flatMap((word) => flat(word));
  return (words.length === 0 ? [`it answered ${status}`] : words).map((word) => `"${word.slice(0, 300)}"`).join(', ');
}

function flat(words: unknown, field = ''): readonly string[] {
  if (typeof words === 'string') return [field === '' ? words : `${field} ${words}`];
  if (Array.isArray(words)) return words.flatMap((word) => flat(word, field));
  if (typeof words !== 'object' || words === null) return [];
  return Object.entries(words).flatMap(([name, inside]) => flat(inside, name));
}

export const settings = (param: string, message: string): TrackerError =>
  new TrackerError('settings', message, { param });

/** What is wrong with the token, whatever is asked; null when a 403 is about this one thing. */
export function obstacleIn(response: TrackerResponse): TrackerError | null {
  const words = wordsOf(response);
  if (response.status !== 403 || !/insufficient_scope|insufficient_granular_scope/i.test(words)) return null;
  return settings(PARAM.token, `The token may not do that (${words}): make one with the scope api.`);
}

/** The server failed at this one request, but it answered: others may go on. */
export class ServerFailed extends TrackerError {
  constructor(status: number) {
    super('down', `GitLab failed with an internal error (${status}).`);
  }
}

/** Neither an answer nor a refusal that we know. */
export function unexpected(response: TrackerResponse): TrackerError {
  const { status } = response;
  if (status >= 500) return new ServerFailed(status);
  const obstacle = obstacleIn(response);
  if (obstacle !== null) return obstacle;
  if (status === 403) return settings(PARAM.project, `GitLab does not allow that: ${wordsOf(response)}.`);
  if (status === 404) return notThere();
  return settings(PARAM.server, `This does not answer like a GitLab (${status}): check the server and its path.`);
}

export const notThere = (): TrackerError =>
  settings(
    PARAM.project,
    'GitLab shows no such project to this token: give its full path, like GROUP/PROJECT, or its ID, and make the account a ' +
      'member of it.',
  );

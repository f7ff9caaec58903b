/** What GitHub's answers mean, and what must happen next. */
import { TrackerError } from '../../model/tracker-error.ts';
import type { TrackerResponse } from '../../model/transport.ts';
import { PARAM } from './params.ts';

/** The body of a 2xx answer. Anything else is not what a GitHub says. */
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

interface Complaint {
  readonly message?: unknown;
  readonly errors?: unknown;
}

/** GitHub's own words: its message, and what is wrong with which field. */
export function wordsOf({ body, status }: TrackerResponse): string {
  const { message, errors } = (typeof body === 'object' && body !== null ? body : {}) as Complaint;
  const details = Array.isArray(errors) ? errors.map(detailOf) : [];
  const words = [typeof message === 'string' ? message : `it answered ${status}`, ...details];
  return words.map((word) => `"${word.slice(0, 300)}"`).join(', ');
}

function detailOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const { field, code, message } = error as Readonly<Record<string, unknown>>;
  return [field, code, message].filter((part) => typeof part === 'string').join(' ');
}

/** 410: the repository has no issues, or this one was deleted. */
const ISSUES_OFF = /issues (?:are|has been|have been) disabled/i;
const NOT_FOR_TOKEN = /resource not accessible|not have permission/i;
const NOT_FOR_ROLE = /must have \w+ (?:access|rights)/i;

/** What is wrong with the repository or the token, whichever issue is written; null when it is about this one alone. */
export function obstacleIn(response: TrackerResponse): TrackerError | null {
  const { status, headers } = response;
  const words = wordsOf(response);
  if (status === 410 && ISSUES_OFF.test(words)) return issuesOff();
  if (status !== 403) return null;
  if (headers['x-github-sso'] !== undefined) return blockedBySso(headers['x-github-sso']);
  if (/archived/i.test(words)) return archived();
  if (NOT_FOR_TOKEN.test(words)) return forbidden(words);
  if (NOT_FOR_ROLE.test(words)) return settings(PARAM.project, `${words}: ${ROLE}.`);
  return null;
}

const settings = (param: string, message: string): TrackerError => new TrackerError('settings', message, { param });

export const issuesOff = (): TrackerError =>
  settings(PARAM.project, 'The repository has no issues: switch them on under Settings, General, Features.');

export const archived = (): TrackerError =>
  settings(PARAM.project, 'The repository is archived, so nothing can be written: unarchive it to synchronize.');

export const ROLE = 'give the account the role Triage or Write in the repository';

const forbidden = (words: string): TrackerError =>
  settings(
    PARAM.token,
    `GitHub does not let this token write issues (${words}): fine-grained tokens and Apps need the permission Issues, ` +
      'read and write, for this repository; classic ones the scope repo.',
  );

function blockedBySso(header: string): TrackerError {
  const [, place] = /url=(\S+)/.exec(header) ?? [];
  const where = place === undefined ? 'under Settings, Developer settings' : `at ${place.replace(/\?.*$/, '')}`;
  return settings(PARAM.token, `The organization asks for single sign-on: authorize the token for it ${where}.`);
}

/** The server failed at this one request, but it answered: others may go on. */
export class ServerFailed extends TrackerError {
  constructor(status: number) {
    super('down', `GitHub failed with an internal error (${status}).`);
  }
}

/** Neither an answer nor a refusal that we know. */
export function unexpected(response: TrackerResponse): TrackerError {
  const { status } = response;
  if (status >= 500) return new ServerFailed(status);
  const obstacle = obstacleIn(response);
  if (obstacle !== null) return obstacle;
  if (status === 403) return settings(PARAM.token, `GitHub does not allow that: ${wordsOf(response)}.`);
  if (status === 404) return notThere();
  return settings(PARAM.server, `This does not answer like a GitHub (${status}): check the server and its path.`);
}

export const notThere = (): TrackerError =>
  settings(
    PARAM.project,
    'GitHub shows no such repository to this token: check owner and name, and give the token access to it.',
  );

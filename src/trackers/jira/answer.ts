/** What an answer of Jira means when it is not the one we hoped for. */
import { TrackerError } from '../../model/tracker-error.ts';
import type { TrackerResponse } from '../../model/transport.ts';
import { PARAM } from './params.ts';

/** Jira answers wrong credentials as if nobody had logged in: "no such project" may mean "no such password". */
export function trusted(response: TrackerResponse): TrackerResponse {
  const { headers } = response;
  const login = headers['x-seraph-loginreason'] ?? '';
  if (login.includes('AUTHENTICATION_DENIED') || (headers['x-authentication-denied-reason'] ?? '').includes('CAPTCHA'))
    throw captcha();
  if (login.includes('AUTHENTICATED_FAILED') || headers['x-ausername'] === 'anonymous') throw anonymous();
  return response;
}

const captcha = (): TrackerError =>
  new TrackerError(
    'credentials',
    'Jira asks this account for a CAPTCHA after failed logins: log in once in the browser with it, and solve it.',
  );

const anonymous = (): TrackerError =>
  new TrackerError(
    'credentials',
    'Jira does not accept the credentials and treats this account as anonymous: give a valid token or password.',
  );

/** A member of a successful answer's object. Anything else is not what a Jira says. */
export function memberOf<T>(response: TrackerResponse, member: string): T {
  const { status, body } = response;
  const value = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[member] : undefined;
  if (status >= 200 && status < 300 && value !== undefined) return value as T;
  throw unexpected(response);
}

export function listOf<T>(response: TrackerResponse, member: string): readonly T[] {
  const list = memberOf<unknown>(response, member);
  if (!Array.isArray(list)) throw unexpected(response);
  return list as readonly T[];
}

/** A successful answer that is a list by itself. */
export function wholeList<T>(response: TrackerResponse): readonly T[] {
  if (response.status === 200 && Array.isArray(response.body)) return response.body as readonly T[];
  throw unexpected(response);
}

/** Jira's complaints: about the whole request, and by field. */
export interface Complaints {
  readonly messages: readonly string[];
  readonly fields: Readonly<Record<string, string>>;
}

export function complaintsIn(body: unknown): Complaints {
  const said = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const { errorMessages, errors } = said;
  const fields = typeof errors === 'object' && errors !== null ? Object.entries(errors) : [];
  return {
    messages: Array.isArray(errorMessages) ? errorMessages.map(String) : [],
    fields: Object.fromEntries(fields.map(([field, words]) => [field, String(words)])),
  };
}

/** In Jira's own words; fields under the names that people know. */
function wordsOf({ messages, fields }: Complaints, nameOf: (field: string) => string = (id) => id): string {
  const about = Object.entries(fields).map(([field, words]) =>
    words.includes(nameOf(field)) ? words : `${nameOf(field)}: ${words}`,
  );
  return [...messages, ...about].map((words) => `"${words.replace(/\.$/, '')}"`).join(', ');
}

/** One issue that Jira does not take. */
export function refused(response: TrackerResponse, nameOf?: (field: string) => string): TrackerError {
  const words = wordsOf(complaintsIn(response.body), nameOf);
  return new TrackerError(
    'refused',
    `Jira refuses it: ${words === '' ? `it answered ${response.status}` : words}. A required field gets its value in ` +
      `${PARAM.customFields}.`,
  );
}

export function unexpected(response: TrackerResponse): TrackerError {
  const { status, body } = response;
  const words = wordsOf(complaintsIn(body));
  const said = words === '' ? '' : `: ${words}`;
  if (status >= 500) return new TrackerError('down', `Jira failed with an internal error (${status})${said}.`);
  if (status === 403) return new TrackerError('settings', `Jira does not allow this account to do that (403)${said}.`);
  if (status === 409) return new TrackerError('moved', 'Somebody else changed it at the same moment.');
  if (status === 410) return new TrackerError('settings', `Jira has removed what was asked for (410)${said}.`);
  if (words !== '')
    return new TrackerError(
      'settings',
      `Jira does not take that (${status})${said}. A test of the connection says more.`,
    );
  return new TrackerError(
    'settings',
    `This does not answer like a Jira (${status}): check the server and its context root.`,
  );
}

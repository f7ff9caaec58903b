/** One request to the fake GitLab, and the words that its answers share. */
import type { Instant } from '../../model/instant.ts';
import { jsonAnswer, type FakeAnswer } from '../fake.ts';
import { pageOf } from './fake-query.ts';
import { levelIn, type FakeProject, type FakeToken, type FakeUser, type FakeWorld } from './fake-world.ts';
import type { Attributes } from './fake-write.ts';

export interface Call {
  readonly world: FakeWorld;
  readonly now: Instant;
  /** Null: nobody. */
  readonly token: FakeToken | null;
  readonly user: FakeUser | null;
  readonly method: string;
  readonly url: URL;
  readonly tag: string | null;
  readonly body: Attributes;
}

export type Route = (call: Call, first: string, second: string) => FakeAnswer;

export const message = (status: number, words: unknown, headers: Record<string, string> = {}): FakeAnswer =>
  jsonAnswer(status, { message: words }, headers);

export const UNKNOWN = message(401, '401 Unauthorized');
export const FORBIDDEN = message(403, '403 Forbidden');
export const notFound = (what: string): FakeAnswer => message(404, `404 ${what} Not Found`);

export const EXPIRED = jsonAnswer(401, {
  error: 'invalid_token',
  error_description: 'Token is expired. You can either do re-authorization or token refresh.',
});

export const TOO_LITTLE = jsonAnswer(403, {
  error: 'insufficient_scope',
  error_description: 'The request requires higher privileges than provided by the access token.',
  scope: 'api',
});

/** A hidden project is like none. */
export function projectNamed({ world, user }: Call, name: string): FakeProject | null {
  const found = world.projects.find(({ id, path, formerPaths }) => [String(id), path, ...formerPaths].includes(name));
  return found === undefined || levelIn(user, found) === null ? null : found;
}

/** The page that a list answers with. */
export const listed = ({ url, tag, world }: Call, all: readonly unknown[]): FakeAnswer =>
  pageOf(all, { query: url.searchParams, counts: world.counts, tag });

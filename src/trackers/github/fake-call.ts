/** One request to the fake, taken apart; and answers that many endpoints share. */
import type { WireResponse } from '../../http/wire.ts';
import type { Instant } from '../../model/instant.ts';
import { jsonAnswer, type FakeRequest } from '../fake.ts';
import type { Account, FakeWorld, Repository } from './fake-world.ts';

export interface Call {
  readonly world: FakeWorld;
  readonly method: string;
  /** Below the REST API. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Null: nobody. */
  readonly account: Account | null;
  readonly now: Instant;
  /** Of the REST API. */
  readonly root: string;
  readonly indexLag: number;
}

/** A call about one repository that the account may see. */
export interface RepositoryCall extends Call {
  readonly repository: Repository;
}

export const said = (status: number, message: string, errors?: readonly unknown[]): WireResponse =>
  jsonAnswer(status, {
    message,
    ...(errors === undefined ? {} : { errors }),
    documentation_url: 'https://docs.github.com/rest',
    status: String(status),
  });

export const NOT_FOUND = said(404, 'Not Found');

export const invalid = (field: string, code: string, message?: string): WireResponse =>
  said(422, 'Validation Failed', [{ resource: 'Issue', code, field, ...(message === undefined ? {} : { message }) }]);

/** A server of one's own keeps its APIs below `/api`. */
const REST_PREFIX = '/api/v3';

export function placesIn(request: FakeRequest): { readonly path: string; readonly root: string } {
  const { origin, pathname } = new URL(request.url);
  if (pathname === '/graphql' || pathname === '/api/graphql')
    return { path: '/graphql', root: pathname === '/graphql' ? origin : `${origin}${REST_PREFIX}` };
  return pathname.startsWith(`${REST_PREFIX}/`)
    ? { path: pathname.slice(REST_PREFIX.length), root: `${origin}${REST_PREFIX}` }
    : { path: pathname, root: origin };
}

export const bodyIn = ({ body }: FakeRequest): Readonly<Record<string, unknown>> => {
  if (body === null) return {};
  return JSON.parse(body) as Readonly<Record<string, unknown>>;
};

/** The way to the API: typed by its own description, changes proved by the session's token, errors as a `Problem`. */
import createClient from 'openapi-fetch';
import { problemOf, unreached } from './problem.ts';
import { queryClient } from './query-client.ts';
import type { paths } from './schema.d.ts';
import type { Answer } from './types.ts';

export const api = createClient<paths>({ baseUrl: globalThis.location.origin });

api.use({
  onRequest({ request }) {
    const token = queryClient.getQueryData<Answer<'getSession'> | null>(['session'])?.csrf_token;
    if (request.method !== 'GET' && token) request.headers.set('X-CSRFToken', token);
    return request;
  },
});

interface Fetched<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** The body of a success. Throws a `Problem`. */
export async function told<T>(asked: Promise<Fetched<T>>): Promise<T> {
  const { data, error, response } = await asked.catch(() => Promise.reject(unreached()));
  if (!response.ok) throw problemOf(response.status, error);
  return data as T;
}

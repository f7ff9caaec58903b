/** The people and programs that have an account, and their tokens. */
import { queryOptions } from '@tanstack/react-query';
import { api, told } from './client.ts';
import { queryClient } from './query-client.ts';
import { session } from './session.ts';
import type { Answer, Given, Row } from './types.ts';

export type User = Row<'listUsers'>;
export type Token = Answer<'renewToken'>;

export const users = queryOptions({
  queryKey: ['users'],
  queryFn: () => told(api.GET('/api/v2/users/')),
});

export const user = (id: number) =>
  queryOptions({
    queryKey: ['users', id],
    queryFn: () => told(api.GET('/api/v2/users/{id}/', { params: { path: { id } } })),
    staleTime: 5 * 60_000,
  });

export const me = queryOptions({
  queryKey: ['users', 'me'],
  queryFn: () => told(api.GET('/api/v2/users/me/')),
});

const again = () =>
  Promise.all([['users'], ['session']].map((queryKey) => queryClient.invalidateQueries({ queryKey })));

export async function createUser(body: Given<'createUser'>): Promise<void> {
  await told(api.POST('/api/v2/users/', { body }));
  await again();
}

export async function updateUser(id: number, body: Given<'updateUser'>): Promise<void> {
  await told(api.PATCH('/api/v2/users/{id}/', { params: { path: { id } }, body }));
  await again();
}

export async function deleteUser(id: number): Promise<void> {
  await told(api.DELETE('/api/v2/users/{id}/', { params: { path: { id } } }));
  await again();
}

/** A new password ends all sessions of its owner: this one goes on. */
export async function setOwnPassword(email: string, password: string): Promise<void> {
  await told(api.PATCH('/api/v2/users/me/', { body: { password } }));
  queryClient.setQueryData(session.queryKey, await told(api.POST('/api/v2/session/', { body: { email, password } })));
}

export async function setOwnNames(body: Pick<Given<'updateMe'>, 'first_name' | 'last_name'>): Promise<void> {
  await told(api.PATCH('/api/v2/users/me/', { body }));
  await again();
}

/** The former one is void from now on. */
export const renewToken = (userId: number): Promise<Token> =>
  told(api.PUT('/api/v2/users/{id}/api-token/', { params: { path: { id: userId } } }));

/** Throws 404 where there is none. */
export async function deleteToken(userId: number): Promise<void> {
  await told(api.DELETE('/api/v2/users/{id}/api-token/', { params: { path: { id: userId } } }));
}

/** Connectors: an administrator's access to a server, with defaults. */
import { queryOptions } from '@tanstack/react-query';
import { api, told } from './client.ts';
import { queryClient } from './query-client.ts';
import type { Answer, Given, Row } from './types.ts';

export type Connector = Row<'listConnectors'>;
export type Tested = Answer<'testConnector'>;

export const connectors = queryOptions({
  queryKey: ['connectors'],
  queryFn: () => told(api.GET('/api/v2/connectors/issue-tracker/')),
});

export const connector = (id: number) =>
  queryOptions({
    queryKey: ['connectors', id],
    queryFn: () => told(api.GET('/api/v2/connectors/issue-tracker/{id}/', { params: { path: { id } } })),
  });

/** The connections that go through it. */
export const usesOf = (id: number) =>
  queryOptions({
    queryKey: ['connections', 'through', id],
    queryFn: () => told(api.GET('/api/v2/connections/issue-tracker/', { params: { query: { connector: id } } })),
  });

/** A change of a connector changes the connections that go through it. */
async function changed<T>(done: Promise<T>): Promise<T> {
  const answer = await done;
  const keys = [['connectors'], ['connections']];
  await Promise.all(keys.map((queryKey) => queryClient.invalidateQueries({ queryKey })));
  return answer;
}

export const createConnector = (body: Given<'createConnector'>): Promise<Connector> =>
  changed(told(api.POST('/api/v2/connectors/issue-tracker/', { body })));

export const updateConnector = (id: number, body: Given<'updateConnector'>): Promise<Connector> =>
  changed(told(api.PATCH('/api/v2/connectors/issue-tracker/{id}/', { params: { path: { id } }, body })));

export const deleteConnector = (id: number): Promise<unknown> =>
  changed(told(api.DELETE('/api/v2/connectors/issue-tracker/{id}/', { params: { path: { id } } })));

const query = { include: 'depths' };

/** Tries what is not stored yet, on the parameters of a stored connector if one is named. */
export const testConnector = (body: Given<'testConnector'>): Promise<Tested> =>
  told(api.POST('/api/v2/connectors/test-issue-tracker/', { params: { query }, body }));

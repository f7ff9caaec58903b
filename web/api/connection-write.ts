/** Connections: made, changed, paused, deleted. */
import { api, told } from './client.ts';
import type { Connection } from './connections.ts';
import { queryClient } from './query-client.ts';
import type { Given } from './types.ts';

async function changed<T>(done: Promise<T>): Promise<T> {
  const answer = await done;
  await queryClient.invalidateQueries({ queryKey: ['connections'] });
  return answer;
}

export const createConnection = (body: Given<'createConnection'>): Promise<Connection> =>
  changed(told(api.POST('/api/v2/connections/issue-tracker/', { body })));

export const updateConnection = (id: number, body: Given<'updateConnection'>): Promise<Connection> =>
  changed(told(api.PATCH('/api/v2/connections/issue-tracker/{id}/', { params: { path: { id } }, body })));

export const deleteConnection = (id: number): Promise<unknown> =>
  changed(told(api.DELETE('/api/v2/connections/issue-tracker/{id}/', { params: { path: { id } } })));

export const pauseConnection = (id: number): Promise<unknown> =>
  changed(told(api.POST('/api/v2/connections/issue-tracker/{id}/pause/', { params: { path: { id } } })));

export const resumeConnection = (id: number): Promise<unknown> =>
  changed(told(api.DELETE('/api/v2/connections/issue-tracker/{id}/pause/', { params: { path: { id } } })));

/** The address at which a connection's tracker may say that something changed. */
import { queryOptions } from '@tanstack/react-query';
import { api, told } from './client.ts';
import { queryClient } from './query-client.ts';
import type { Answer } from './types.ts';

const PATH = '/api/v2/connections/issue-tracker/{id}/hints/';
const at = (id: number) => ({ params: { path: { id } } });

export type Hints = Answer<'getHints'>;

export const hints = (id: number) =>
  queryOptions({
    queryKey: ['connections', id, 'hints'],
    queryFn: () => told(api.GET(PATH, at(id))),
    // People send one to see whether it arrives; no event tells of it.
    refetchInterval: ({ state }) => (state.data?.enabled === true ? 5_000 : false),
  });

const readAgain = (id: number): Promise<void> => queryClient.invalidateQueries(hints(id));

/** Answers the new address, which nobody can read again. */
export async function enableHints(id: number): Promise<string> {
  const { address } = await told(api.POST(PATH, at(id)));
  await readAgain(id);
  return address;
}

export async function disableHints(id: number): Promise<void> {
  await told(api.DELETE(PATH, at(id)));
  await readAgain(id);
}

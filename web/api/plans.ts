/** Plans: made, looked at, applied, discarded. */
import { queryOptions } from '@tanstack/react-query';
import { api, told } from './client.ts';
import { queryClient } from './query-client.ts';
import type { Answer, Row } from './types.ts';

export type PlanSummary = Row<'listPlans'>;
export type Plan = Answer<'getPlan'>;
export type Planned = Plan['actions'][number];

/** The newest of the connection; null: none was ever made. */
export const newestPlan = (connection: number) =>
  queryOptions({
    queryKey: ['plans', 'newest of', connection],
    queryFn: async (): Promise<PlanSummary | null> => {
      const query = { connection, page_size: 1 };
      const { results } = await told(api.GET('/api/v2/plans/', { params: { query } }));
      return results[0] ?? null;
    },
  });

/** With its actions, of which there may be thousands: they are not compared with those read before. */
export const plan = (id: number) =>
  queryOptions({
    queryKey: ['plans', id],
    queryFn: () => told(api.GET('/api/v2/plans/{id}/', { params: { path: { id } } })),
    structuralSharing: false,
  });

const readAgain = async (): Promise<void> => {
  await Promise.all(
    ['plans', 'jobs', 'connections'].map((noun) => queryClient.invalidateQueries({ queryKey: [noun] })),
  );
};

export async function makePlan(connection: number): Promise<void> {
  await told(api.POST('/api/v2/plans/', { body: { connection } }));
  await readAgain();
}

/** Without a selection all of it. */
export async function applyPlan(id: number, actions?: readonly string[]): Promise<void> {
  const body = actions === undefined ? {} : { actions: [...actions] };
  await told(api.POST('/api/v2/plans/{id}/apply/', { params: { path: { id } }, body }));
  await readAgain();
}

export async function discardPlan(id: number): Promise<void> {
  await told(api.POST('/api/v2/plans/{id}/discard/', { params: { path: { id } } }));
  await readAgain();
}

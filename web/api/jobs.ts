/** Runs: those of a connection, one with what became of its items, and what it said to the tracker. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, told } from './client.ts';
import { liveJobKey, type LiveJob } from './live.ts';
import { queryClient } from './query-client.ts';
import type { Answer, Row } from './types.ts';

export type Job = Answer<'getJob'>;
export type JobAction = Row<'listJobActions'>;
export type Exchange = Row<'getJobTrace'>;

export const RUNS_PER_PAGE = 30;

/** Newest first. */
export const jobs = (connection: number, page = 1) =>
  queryOptions({
    queryKey: ['jobs', 'of', connection, page],
    queryFn: () =>
      told(
        api.GET('/api/v2/jobs/issue-tracker/', {
          params: { query: { connection, page, page_size: RUNS_PER_PAGE, exclude: 'connection' } },
        }),
      ),
  });

export const job = (id: number) =>
  queryOptions({
    queryKey: ['jobs', id],
    queryFn: () => told(api.GET('/api/v2/jobs/issue-tracker/{id}/', { params: { path: { id } } })),
  });

/** The run that applies a plan; null before it was asked for. */
export const jobOfPlan = (plan: number) =>
  queryOptions({
    queryKey: ['jobs', 'of plan', plan],
    queryFn: async (): Promise<Job | null> => {
      const query = { plan, page_size: 1 };
      const { results } = await told(api.GET('/api/v2/jobs/issue-tracker/', { params: { query } }));
      return results[0] ?? null;
    },
  });

export const jobActions = (id: number) =>
  queryOptions({
    queryKey: ['jobs', id, 'actions'],
    queryFn: () => told(api.GET('/api/v2/jobs/issue-tracker/{id}/actions/', { params: { path: { id } } })),
  });

export const trace = (id: number) =>
  queryOptions({
    queryKey: ['jobs', id, 'trace'],
    queryFn: () => told(api.GET('/api/v2/jobs/issue-tracker/{id}/trace/', { params: { path: { id } } })),
  });

export async function cancelJob(id: number): Promise<void> {
  await told(api.POST('/api/v2/jobs/issue-tracker/{id}/cancel/', { params: { path: { id } } }));
  await queryClient.invalidateQueries({ queryKey: ['jobs'] });
}

/** What the stream of events said last of a run; undefined: nothing yet. */
export const useLiveJob = (id: number): LiveJob | undefined =>
  useQuery<LiveJob>({ queryKey: liveJobKey(id), enabled: false }).data;

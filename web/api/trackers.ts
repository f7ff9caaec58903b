/** Questions to a tracker, for parameters that are not stored yet and for those that are. */
import { queryOptions } from '@tanstack/react-query';
import { api, told } from './client.ts';
import type { Answer, Given } from './types.ts';

type Unsaved = Given<'testConnection'>;

const query = { include: 'depths' };

export const testUnsaved = (body: Unsaved): Promise<Answer<'testConnection'>> =>
  told(api.POST('/api/v2/connections/test-issue-tracker/', { params: { query }, body }));

export const testStored = (id: number): Promise<Answer<'testStoredConnection'>> =>
  told(api.POST('/api/v2/connections/issue-tracker/{id}/test/', { params: { path: { id } } }));

/** The tracker is asked once per question: lists change seldom, and each answer costs requests. */
const ASKED_ONCE = { retry: false, staleTime: 10 * 60_000 } as const;

export const trackerProjects = (body: Unsaved) =>
  queryOptions({
    queryKey: ['trackers', 'projects', body],
    queryFn: () => told(api.POST('/api/v2/connections/projects-issue-tracker/', { body })),
    ...ASKED_ONCE,
  });

export const trackerLists = (body: Unsaved) =>
  queryOptions({
    queryKey: ['trackers', 'lists', body],
    queryFn: () => told(api.POST('/api/v2/connections/metadata-issue-tracker/', { body })),
    ...ASKED_ONCE,
  });

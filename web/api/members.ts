/** Who works in a project. */
import { queryOptions } from '@tanstack/react-query';
import { api, told } from './client.ts';
import { queryClient } from './query-client.ts';
import type { Given, Row } from './types.ts';

export type Member = Row<'listMembers'>;

export const members = (projectId: number) =>
  queryOptions({
    queryKey: ['projects', projectId, 'members'],
    queryFn: () =>
      told(api.GET('/api/v2/projects/{project_id}/members/', { params: { path: { project_id: projectId } } })),
  });

/** What somebody may do in a project may change with it. */
const again = (projectId: number) => queryClient.invalidateQueries({ queryKey: ['projects', projectId] });

export async function addMember(projectId: number, body: Given<'createMember'>): Promise<void> {
  const path = { project_id: projectId };
  await told(api.POST('/api/v2/projects/{project_id}/members/', { params: { path }, body }));
  await again(projectId);
}

export async function setMemberRole(projectId: number, userId: number, role: string): Promise<void> {
  const path = { project_id: projectId, user_id: userId };
  await told(api.PATCH('/api/v2/projects/{project_id}/members/{user_id}/', { params: { path }, body: { role } }));
  await again(projectId);
}

export async function removeMember(projectId: number, userId: number): Promise<void> {
  const path = { project_id: projectId, user_id: userId };
  await told(api.DELETE('/api/v2/projects/{project_id}/members/{user_id}/', { params: { path } }));
  await again(projectId);
}

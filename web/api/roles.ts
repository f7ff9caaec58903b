/** Roles: those held everywhere, and those in a project. */
import { queryOptions } from '@tanstack/react-query';
import { api, told } from './client.ts';
import { queryClient } from './query-client.ts';
import type { Given, Row } from './types.ts';

export type Role = Row<'listUserRoles'>;

/** Both kinds are kept alike. */
export type RoleKind = 'user-roles' | 'project-roles';

export const roles = (kind: RoleKind) =>
  queryOptions({
    queryKey: ['roles', kind],
    queryFn: () => told(api.GET(`/api/v2/${kind}/`)),
  });

const again = () =>
  Promise.all(['roles', 'session', 'projects'].map((noun) => queryClient.invalidateQueries({ queryKey: [noun] })));

/** id null: a new one. */
export async function saveRole(kind: RoleKind, id: string | null, body: Given<'createUserRole'>): Promise<void> {
  if (id === null) await told(api.POST(`/api/v2/${kind}/`, { body }));
  else await told(api.PATCH(`/api/v2/${kind}/{id}/`, { params: { path: { id } }, body }));
  await again();
}

export async function deleteRole(kind: RoleKind, id: string): Promise<void> {
  await told(api.DELETE(`/api/v2/${kind}/{id}/`, { params: { path: { id } } }));
  await again();
}

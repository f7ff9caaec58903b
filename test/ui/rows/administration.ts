import type { PageRow } from './page-row.ts';

const api = '**/api/v2';

export const ADMINISTRATION_PAGES: readonly PageRow[] = [
  { path: '/admin/users', heading: 'Users', reads: `${api}/users/`, full: 'Administrator' },
  { path: '/admin/roles', heading: 'Roles', reads: `${api}/user-roles/`, full: 'Sync Service' },
  { path: '/admin/audit', heading: 'Audit log', reads: `${api}/audit/?*`, full: /completed first run/ },
  { path: '/admin/health', heading: 'Health', reads: `${api}/health/`, full: 'All is well' },
  { path: '/me', heading: 'My account', reads: `${api}/users/me/`, full: 'Save the name' },
];

import type { PageRow } from './page-row.ts';

const connections = '**/api/v2/connections/issue-tracker/';

export const CONNECTION_PAGES: readonly PageRow[] = [
  { path: '/connections', heading: 'Connections', reads: `${connections}?*`, full: 'Payments in Jira' },
];

import type { PageRow } from './page-row.ts';

const connections = '**/api/v2/connections/issue-tracker/';
const jobs = '**/api/v2/jobs/issue-tracker/';
const heading = 'Payments in Jira';

export const CONNECTION_PAGES: readonly PageRow[] = [
  { path: '/connections', heading: 'Connections', reads: `${connections}?*`, full: 'Payments in Jira' },
  { path: '/connections/1', heading, reads: `${jobs}?*`, full: '0 created, 0 updated, 40 left as they are.' },
  { path: '/connections/1/items', heading, reads: `${connections}1/items/`, full: 'Encrypt personal data at rest' },
  { path: '/connections/1/items/1-T13', heading, reads: `${connections}1/items/1-T13/`, full: 'Seen in the tracker' },
  { path: '/connections/1/plan', heading, reads: '**/api/v2/plans/1/', full: 'Create an issue' },
  { path: '/connections/1/conflicts', heading, reads: `${connections}1/conflicts/`, full: 'No conflict waits for you' },
  { path: '/connections/1/runs', heading, reads: `${jobs}?*`, full: 'Run 3' },
  { path: '/connections/1/runs/3', heading, reads: `${jobs}3/`, full: 'status: changed in the tracker to "Done"' },
  { path: '/connections/1/trace', heading, reads: `${jobs}4/trace/`, full: 'Nothing was recorded' },
  { path: '/connections/1/settings', heading, reads: `${connections}1/?*`, full: 'Duplicate or delete' },
];

import type { PageRow } from './page-row.ts';

const connectors = '**/api/v2/connectors/issue-tracker/';

export const CONNECTOR_PAGES: readonly PageRow[] = [
  { path: '/admin/connectors', heading: 'Connectors', reads: connectors, full: 'Jira in the box' },
  {
    path: '/admin/connectors/new',
    heading: 'New connector',
    reads: '**/api/v2/plugins/issue-tracker/',
    full: 'Redmine',
  },
  {
    path: '/admin/connectors/1',
    heading: /Connector|Jira in the box/,
    reads: `${connectors}1/`,
    full: 'Connection Details',
  },
  {
    path: '/connections/new',
    heading: 'New connection',
    reads: '**/api/v2/projects/?*',
    full: 'Project whose tasks become issues',
  },
];

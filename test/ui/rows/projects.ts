import type { PageRow } from './page-row.ts';

const projects = '**/api/v2/projects';

export const PROJECT_PAGES: readonly PageRow[] = [
  { path: '/projects', heading: 'Projects', reads: `${projects}/?include=*`, full: 'Web shop / Checkout' },
  {
    path: '/projects/1',
    heading: 'Payments',
    reads: `${projects}/1/tasks/?*`,
    full: 'Keep card numbers out of our systems',
  },
  { path: '/projects/1/members', heading: 'Payments', reads: `${projects}/1/members/`, full: 'Add a member' },
  {
    path: '/projects/1/import',
    heading: 'Import tasks',
    reads: `${projects}/1/imports/?*`,
    full: '40 new, 0 changed, 0 unchanged',
  },
  { path: '/projects/1/details', heading: 'Payments', reads: `${projects}/1/?*`, full: 'Save the details' },
  {
    path: '/projects/1/tasks/1-T2',
    heading: 'T2: Name who may see which customer data',
    reads: `${projects}/1/tasks/1-T2/?*`,
    full: 'somebody of the legal team has signed it off',
  },
];

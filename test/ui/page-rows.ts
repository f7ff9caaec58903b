/** The pages that `pages.test.ts` looks at. The story of the demo was told: project 1, connection 1 to Jira. */
export interface PageRow {
  readonly path: string;
  /** Its first-level heading. */
  readonly heading: string | RegExp;
  /** What it reads before it can show anything. */
  readonly reads: string | RegExp;
  /** What stands there when all of it is. */
  readonly full: string | RegExp;
}

const connections = '**/api/v2/connections/issue-tracker/';

export const PAGES: readonly PageRow[] = [
  { path: '/connections', heading: 'Connections', reads: `${connections}?*`, full: 'Payments in Jira' },
];

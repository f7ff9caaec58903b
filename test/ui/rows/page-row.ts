/** A page that `pages.test.ts` looks at. The story of the demo was told: project 1, connection 1 to Jira. */
export interface PageRow {
  readonly path: string;
  /** Its first-level heading. */
  readonly heading: string | RegExp;
  /** What it reads before it can show anything. */
  readonly reads: string | RegExp;
  /** What stands there when all of it is. */
  readonly full: string | RegExp;
}

import type { PageRow } from './page-row.ts';

export const PROJECT_PAGES: readonly PageRow[] = [];

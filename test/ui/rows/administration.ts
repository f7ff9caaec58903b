import type { PageRow } from './page-row.ts';

export const ADMINISTRATION_PAGES: readonly PageRow[] = [];

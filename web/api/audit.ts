/** Who changed what. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, told } from './client.ts';
import type { Row } from './types.ts';

export type AuditEntry = Row<'listAudit'>;

export interface AuditQuery {
  readonly search?: string;
  readonly actor?: number;
  readonly name?: string;
  readonly date_from?: string;
  readonly date_to?: string;
  readonly page: number;
}

export const AUDIT_PAGE = 50;

/** The newest first. */
export const audit = (query: AuditQuery) =>
  queryOptions({
    queryKey: ['audit', query],
    queryFn: () => told(api.GET('/api/v2/audit/', { params: { query: { ...query, page_size: AUDIT_PAGE } } })),
    placeholderData: keepPreviousData,
  });

/** What the address of the audit log says beside the path. */
import type { AuditQuery } from '../../api/audit.ts';
import { textIn, type GivenSearch } from '../../ui/search-params.ts';

export interface AuditSearch {
  readonly q?: string;
  readonly actor?: number;
  readonly failed?: true;
  /** Days, as the reader's calendar has them: `2026-11-24`. */
  readonly since?: string;
  readonly until?: string;
  readonly page?: number;
}

const whole = (value: unknown): number | null =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : null;

const dayIn = <K extends 'since' | 'until'>(given: GivenSearch, key: K): { readonly [key in K]?: string } => {
  const found = textIn(given, key);
  return Number.isNaN(Date.parse(`${found[key]}T00:00`)) ? {} : found;
};

export function auditSearch(given: GivenSearch): AuditSearch {
  const [actor, page] = [whole(given['actor']), whole(given['page'])];
  return {
    ...textIn(given, 'q'),
    ...dayIn(given, 'since'),
    ...dayIn(given, 'until'),
    ...(actor === null ? {} : { actor }),
    ...(given['failed'] === true ? { failed: true } : {}),
    ...(page === null || page === 1 ? {} : { page }),
  };
}

/** Days begin and end where the reader is. */
const momentOf = (day: string, time: string): string => new Date(`${day}T${time}`).toISOString();

export const auditQuery = ({ q, actor, failed, since, until, page = 1 }: AuditSearch): AuditQuery => ({
  page,
  ...(q === undefined ? {} : { search: q }),
  ...(actor === undefined ? {} : { actor }),
  ...(failed === undefined ? {} : { name: 'FailedLogInActivity' }),
  ...(since === undefined ? {} : { date_from: momentOf(since, '00:00') }),
  ...(until === undefined ? {} : { date_to: momentOf(until, '23:59:59.999') }),
});

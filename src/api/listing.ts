/** Lists: always `count, next, previous, results`; complete unless a page is asked for. */
import type { FastifyRequest } from 'fastify';
import Type, { type TSchema } from 'typebox';
import type { Found, Slice } from '../store/listed.ts';
import { invalidPage } from './errors.ts';

const MAX_PAGE_SIZE = 10_000;
const DEFAULT_PAGE_SIZE = 100;

/** Members of every list's query. Sizes out of range are clamped, not refused: clients ask for 10,000. */
export const PAGE_QUERY = {
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: 'The page, from 1' })),
  page_size: Type.Optional(Type.Integer({ description: `Rows per page, at most ${MAX_PAGE_SIZE}` })),
};

/** Comma-separated names, once or repeated. Names that mean nothing here are ignored. */
export const NAMES = Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())]));

export const names = (value: string | string[] | undefined): ReadonlySet<string> =>
  new Set([value ?? []].flat().flatMap((text) => text.split(',').map((name) => name.trim())));

export const Listed = <T extends TSchema>(item: T) =>
  Type.Object({
    count: Type.Integer({ description: 'How many there are in all' }),
    next: Type.Union([Type.String(), Type.Null()]),
    previous: Type.Union([Type.String(), Type.Null()]),
    results: Type.Array(item),
  });

interface PageQuery {
  readonly page?: number;
  readonly page_size?: number;
}

const sizeOf = (query: PageQuery): number => Math.min(MAX_PAGE_SIZE, Math.max(1, query.page_size ?? DEFAULT_PAGE_SIZE));

/** null: everything. */
export function sliceOf(query: PageQuery): Slice | null {
  if (query.page === undefined && query.page_size === undefined) return null;
  const limit = sizeOf(query);
  return { limit, offset: ((query.page ?? 1) - 1) * limit };
}

/** The body of a list. `baseUrl` makes the links absolute: clients follow them as they are. */
export function listing<Row, Wire>(
  request: FastifyRequest,
  baseUrl: string,
  found: Found<Row>,
  toWire: (row: Row) => Wire,
): { count: number; next: string | null; previous: string | null; results: Wire[] } {
  const query = request.query as PageQuery;
  const results = found.rows.map(toWire);
  const slice = sliceOf(query);
  if (slice === null) return { count: found.count, next: null, previous: null, results };
  if (slice.offset > 0 && slice.offset >= found.count) throw invalidPage();
  const page = query.page ?? 1;
  const link = (to: number): string => {
    const url = new URL(request.url, `${baseUrl}/`);
    url.searchParams.set('page', String(to));
    return `${baseUrl}${url.pathname}${url.search}`;
  };
  const last = slice.offset + slice.limit >= found.count;
  return {
    count: found.count,
    next: last ? null : link(page + 1),
    previous: page > 1 ? link(page - 1) : null,
    results,
  };
}

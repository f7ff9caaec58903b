/** Rally's web services (WSAPI 2.0) as far as we use them: one function per endpoint, no decisions. */
import type { Json } from '../../model/json.ts';
import type { Purpose, Send, TrackerResponse } from '../../model/transport.ts';
import { complaint, unexpected } from './errors.ts';

/** How one object names another. */
export interface Ref {
  readonly _ref: string;
  readonly _refObjectName?: string;
  readonly _type?: string;
}

/** A story, defect or task, with the attributes that were fetched. */
export interface Row extends Ref {
  readonly ObjectID: number;
  readonly FormattedID: string;
  readonly Name: string;
  readonly Description: string | null;
  readonly Project: Ref;
  readonly CreationDate: string;
  readonly LastUpdateDate: string;
  readonly Tags: { readonly Count: number; readonly _tagsNameArray?: readonly Tag[] };
  readonly Owner?: (Ref & { readonly UserName?: string; readonly EmailAddress?: string }) | null;
  readonly [attribute: string]: unknown;
}

export interface Tag {
  readonly Name: string;
  readonly _ref: string;
}

export interface Page<T> {
  readonly rows: readonly T[];
  readonly total: number;
}

/** What became of a write: the object as it is now, and what Rally ignored. */
export interface Written {
  readonly object: Row;
  readonly warnings: readonly string[];
}

type Query = Readonly<Record<string, string>>;

const PATH = '/slm/webservice/v2.0';

/** Rally's own maximum. */
export const PAGE = 2_000;

/** Comparisons in one query: the address must not grow too long. */
export const OR_LIMIT = 50;

/** Asks for its own account. */
export const getAccount = (send: Send): Promise<TrackerResponse> =>
  send({ purpose: 'check', method: 'GET', path: `${PATH}/user`, query: { fetch: 'UserName,ObjectID,Disabled' } });

export const getProjectsAnonymously = (send: Send, query: string): Promise<TrackerResponse> =>
  send({
    purpose: 'check',
    method: 'GET',
    path: `${PATH}/project`,
    query: { query, fetch: 'Name' },
    authenticated: false,
  });

/** Begins a session: writes by user and password carry its token and cookie. */
export const getAuthorization = (send: Send): Promise<TrackerResponse> =>
  send({ purpose: 'check', method: 'GET', path: `${PATH}/security/authorize` });

/** What to ask of a list; `start` counts from 1. */
export interface ListQuery {
  readonly purpose: Purpose;
  /** `defect`, or a list inside an object: `/typedefinition/-1/Attributes`. */
  readonly path: string;
  readonly fetch: string;
  readonly query?: string;
  readonly order?: string;
  readonly start?: number;
  readonly size?: number;
  /** Where to look: workspace, project and how far up and down. */
  readonly scope?: Query;
}

/** One page. */
export async function getList<T = Row>(send: Send, list: ListQuery): Promise<Page<T>> {
  const { purpose, path, size = PAGE } = list;
  const query = queryOf(list);
  const response = await send({ purpose, method: 'GET', path: `${PATH}/${path.replace(/^\//, '')}`, query });
  if (response.isTooLong === true && size > SMALLEST_PAGE) return getList(send, { ...list, size: Math.ceil(size / 4) });
  const { Results: rows, TotalResultCount: total } = resultOf(response);
  if (!Array.isArray(rows) || typeof total !== 'number') throw unexpected(response);
  return { rows: rows as readonly T[], total };
}

const queryOf = ({ fetch, query = '', order = '', start = 1, size = PAGE, scope }: ListQuery): Query => ({
  ...scope,
  fetch,
  ...(query === '' ? {} : { query }),
  ...(order === '' ? {} : { order }),
  start: String(start),
  pagesize: String(size),
});

const SMALLEST_PAGE = 20;

export const postCreate = (send: Send, { purpose, type, fields, query }: Creation): Promise<TrackerResponse> =>
  send({ purpose, method: 'POST', path: `${PATH}/${type}/create`, query, body: { [type]: fields } });

export interface Creation {
  readonly purpose: Purpose;
  readonly type: string;
  readonly fields: Json;
  readonly query: Query;
}

/** `ref` is relative: `/defect/12`. */
export function postUpdate(send: Send, ref: string, fields: Json, query: Query): Promise<TrackerResponse> {
  const type = ref.split('/').at(-2) ?? '';
  return send({ purpose: 'update', method: 'POST', path: `${PATH}${ref}`, query, body: { [type]: fields } });
}

export const postTags = (
  send: Send,
  ref: string,
  change: 'add' | 'remove',
  tags: readonly string[],
): Promise<TrackerResponse> =>
  send({
    purpose: 'update',
    method: 'POST',
    path: `${PATH}${ref}/Tags/${change}`,
    query: { fetch: 'Name' },
    body: { CollectionItems: tags.map((_ref) => ({ _ref })) },
  });

export const deleteItem = (send: Send, ref: string): Promise<TrackerResponse> =>
  send({ purpose: 'update', method: 'DELETE', path: `${PATH}${ref}` });

interface Envelope {
  readonly Errors?: readonly string[];
  readonly Warnings?: readonly string[];
  readonly [member: string]: unknown;
}

/** What stands in the one member of a 200 answer, whatever it is called. Errors inside are errors. */
export function resultOf(response: TrackerResponse): Envelope {
  const envelope = envelopeOf(response);
  const errors = envelope.Errors ?? [];
  if (errors.length > 0) throw complaint(errors);
  return envelope;
}

/** The same with its errors still inside. */
export function envelopeOf(response: TrackerResponse): Envelope {
  const { status, body } = response;
  const [inside] = typeof body === 'object' && body !== null ? Object.values(body) : [];
  if (status === 200 && typeof inside === 'object' && inside !== null) return inside as Envelope;
  throw unexpected(response);
}

/** The object that a create or an update answers with. */
export function writtenIn(response: TrackerResponse): Written {
  const { Object: object, Warnings: warnings = [] } = resultOf(response);
  if (typeof object !== 'object' || object === null) throw unexpected(response);
  return { object: object as Row, warnings };
}

/** Not only a reference, but with the attributes that were asked for. */
export const isWhole = (row: Partial<Row>): boolean => row.LastUpdateDate !== undefined && row.Tags !== undefined;

/** `/defect/12` of an absolute or relative reference; portfolio items keep both parts of their type. */
export const relative = (ref: string): string =>
  /(?:\/portfolioitem)?\/\w+\/-?[\w-]+$/i.exec(ref)?.[0].toLowerCase() ?? ref;

/** The ObjectID at the end of a reference. */
export const idOf = (ref: string): string => ref.split('/').at(-1) ?? '';

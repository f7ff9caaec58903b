/** ServiceNow's Table and Batch API as far as we use them: one function per endpoint, no decisions. */
import type { Json } from '../../model/json.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import type { Purpose, Send, TrackerResponse } from '../../model/transport.ts';

/** Every value is a text; references too, because we ask without links. */
export type Row = Readonly<Record<string, string>>;

export interface Rows {
  readonly rows: readonly Row[];
  /** Of the whole list, rows that the account may not see included. */
  readonly total: number;
}

/** Rows per page: the list of a thousand issues is two requests, and an answer stays below a megabyte or two. */
export const PAGE = 500;
/** Ids or marks per question: an address of 8 kB is taken by everything in between. */
export const BATCH = 100;
/** Writes per batch request: a batch has 30 seconds, of which business rules take their part. */
export const WRITES = 25;

export interface Question {
  readonly purpose: Purpose;
  readonly table: string;
  /** An encoded query; a part of it that ServiceNow does not understand is left out without a word. */
  readonly query: string;
  readonly fields: readonly string[];
  readonly limit?: number;
  readonly offset?: number;
  readonly authenticated?: false;
}

export const askRows = (send: Send, question: Question): Promise<TrackerResponse> => {
  const { purpose, table, query, fields, limit = PAGE, offset = 0, authenticated } = question;
  return send({
    purpose,
    method: 'GET',
    path: `/api/now/table/${table}`,
    query: {
      sysparm_query: query,
      sysparm_fields: fields.join(','),
      sysparm_limit: String(limit),
      sysparm_offset: String(offset),
      sysparm_exclude_reference_link: 'true',
    },
    ...(authenticated === undefined ? {} : { authenticated }),
  });
};

export async function getRows(send: Send, question: Question): Promise<Rows> {
  const response = await askRows(send, question);
  const rows = resultOf(response);
  if (!Array.isArray(rows)) throw unexpected(response);
  const total = Number(response.headers['x-total-count'] ?? rows.length);
  return { rows: rows as readonly Row[], total };
}

const written = (fields: readonly string[]): Readonly<Record<string, string>> => ({
  sysparm_fields: fields.join(','),
  sysparm_exclude_reference_link: 'true',
});

export interface Writing {
  readonly table: string;
  /** The record that is changed; null: a new one. */
  readonly id: string | null;
  readonly record: Readonly<Record<string, Json>>;
  /** What the answer is to show. */
  readonly fields: readonly string[];
}

const methodOf = ({ id }: Writing): 'POST' | 'PATCH' => (id === null ? 'POST' : 'PATCH');

const pathOf = ({ table, id }: Writing): string => `/api/now/table/${table}${id === null ? '' : `/${id}`}`;

export const sendRow = (send: Send, purpose: Purpose, writing: Writing): Promise<TrackerResponse> =>
  send({
    purpose,
    method: methodOf(writing),
    path: pathOf(writing),
    query: written(writing.fields),
    body: writing.record,
  });

/** One writing in a batch, and by what its answer is known. */
export type Part = readonly [name: string, writing: Writing];

export const sendBatch = (send: Send, purpose: Purpose, parts: readonly Part[]): Promise<TrackerResponse> =>
  send({
    purpose,
    method: 'POST',
    path: '/api/now/v1/batch',
    body: { batch_request_id: '1', rest_requests: parts.map(inBatch) },
  });

const CONTENT = [
  { name: 'Content-Type', value: 'application/json' },
  { name: 'Accept', value: 'application/json' },
];

const inBatch = ([name, writing]: Part): Json => ({
  id: name,
  method: methodOf(writing),
  url: `${pathOf(writing)}?${new URLSearchParams(written(writing.fields)).toString()}`,
  headers: CONTENT,
  exclude_response_headers: true,
  body: Buffer.from(JSON.stringify(writing.record)).toString('base64'),
});

/** What a batch did: the answer of each, as if it had come alone, and the names of those that it did not begin. */
export interface Batched {
  readonly served: ReadonlyMap<string, Answer>;
  readonly unserved: ReadonlySet<string>;
}

export type Answer = Pick<TrackerResponse, 'status' | 'body'>;

export function batchedIn(response: TrackerResponse): Batched {
  const [served, unserved = []] = ['serviced_requests', 'unserviced_requests'].map((name) =>
    response.status === 200 ? memberOf(response.body, name) : undefined,
  );
  if (!Array.isArray(served) || !Array.isArray(unserved)) throw unexpected(response);
  return { served: new Map(served.map(servedOf)), unserved: new Set(unserved.map(String)) };
}

function servedOf(one: unknown): readonly [string, Answer] {
  const body = memberOf(one, 'body');
  const text = typeof body === 'string' ? Buffer.from(body, 'base64').toString('utf8') : '';
  return [String(memberOf(one, 'id')), { status: Number(memberOf(one, 'status_code')), body: parsed(text) }];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;

/** `result` of a good answer; anything else is not what a ServiceNow says. */
export function resultOf(response: Answer): unknown {
  const result = memberOf(response.body, 'result');
  if (response.status < 300 && result !== undefined) return result;
  throw unexpected(response);
}

/** ServiceNow's own words; '' when there are none. */
export function complaintOf({ body }: Pick<Answer, 'body'>): string {
  const error = memberOf(body, 'error');
  return [memberOf(error, 'message'), memberOf(error, 'detail')]
    .filter((text): text is string => typeof text === 'string' && text !== '')
    .join(': ');
}

export function unexpected(response: Answer): TrackerError {
  const { status } = response;
  const words = complaintOf(response);
  const said = words === '' ? '' : ` It says: "${words}".`;
  if (status >= 500) return new TrackerError('down', `ServiceNow failed with an internal error (${status}).${said}`);
  if (status === 403)
    return new TrackerError('settings', `ServiceNow does not allow this account to do that (403).${said}`);
  if (words !== '') return new TrackerError('settings', `ServiceNow refuses the question (${status}).${said}`);
  return new TrackerError(
    'settings',
    `This does not answer like a ServiceNow (${status}): check the server. A developer instance that sleeps answers with a web page; wake it up by logging in.`,
  );
}

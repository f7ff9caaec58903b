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
/** Creates per batch request: a batch has 30 seconds, of which business rules take their part. */
export const CREATES = 25;

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
  readonly purpose: Purpose;
  readonly table: string;
  readonly record: Readonly<Record<string, Json>>;
  /** What the answer is to show. */
  readonly fields: readonly string[];
}

export const postRow = (send: Send, { purpose, table, record, fields }: Writing): Promise<TrackerResponse> =>
  send({ purpose, method: 'POST', path: `/api/now/table/${table}`, query: written(fields), body: record });

export const patchRow = (
  send: Send,
  id: string,
  { purpose, table, record, fields }: Writing,
): Promise<TrackerResponse> =>
  send({ purpose, method: 'PATCH', path: `/api/now/table/${table}/${id}`, query: written(fields), body: record });

/** One answer of a batch, as if it had come alone. */
export interface Served {
  readonly id: string;
  readonly status: number;
  readonly body: unknown;
}

/** Several creates in one request. What is not in the answer was not begun: ServiceNow ran out of time. */
export async function postBatch(
  send: Send,
  writings: readonly (Writing & { readonly id: string })[],
): Promise<readonly Served[]> {
  const response = await send({
    purpose: 'create',
    method: 'POST',
    path: '/api/now/v1/batch',
    body: { batch_request_id: '1', rest_requests: writings.map(inBatch) },
  });
  const served = response.status === 200 ? memberOf(response.body, 'serviced_requests') : undefined;
  if (!Array.isArray(served)) throw unexpected(response);
  return served.map(servedOf);
}

const CONTENT = [
  { name: 'Content-Type', value: 'application/json' },
  { name: 'Accept', value: 'application/json' },
];

function inBatch({ id, table, record, fields }: Writing & { readonly id: string }): Json {
  const query = new URLSearchParams(written(fields)).toString();
  return {
    id,
    method: 'POST',
    url: `/api/now/table/${table}?${query}`,
    headers: CONTENT,
    exclude_response_headers: true,
    body: Buffer.from(JSON.stringify(record)).toString('base64'),
  };
}

function servedOf(one: unknown): Served {
  const body = memberOf(one, 'body');
  const text = typeof body === 'string' ? Buffer.from(body, 'base64').toString('utf8') : '';
  return { id: String(memberOf(one, 'id')), status: Number(memberOf(one, 'status_code')), body: parsed(text) };
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
export function resultOf(response: Pick<TrackerResponse, 'status' | 'body'>): unknown {
  const result = memberOf(response.body, 'result');
  if (response.status < 300 && result !== undefined) return result;
  throw unexpected(response);
}

/** ServiceNow's own words; '' when there are none. */
export function complaintOf({ body }: Pick<TrackerResponse, 'body'>): string {
  const error = memberOf(body, 'error');
  return [memberOf(error, 'message'), memberOf(error, 'detail')]
    .filter((text): text is string => typeof text === 'string' && text !== '')
    .join(': ');
}

export function unexpected(response: Pick<TrackerResponse, 'status' | 'body'>): TrackerError {
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

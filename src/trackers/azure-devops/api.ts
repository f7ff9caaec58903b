/** Azure DevOps' REST API as far as we use it: one function per endpoint, no decisions. */
import type { Json } from '../../model/json.ts';
import type { Purpose, Send, TrackerResponse } from '../../model/transport.ts';
import { bodyOf, unexpected } from './errors.ts';

/** The oldest that we support (Server 2020) is understood by all. */
const VERSION = '6.0';
const PREVIEW = '6.0-preview.3';

/** Work items of one read or one batch of writes. */
export const BATCH = 200;

/** More rows are an error. */
const MOST_FOUND = 19_999;

export interface Identity {
  readonly displayName?: string;
  readonly uniqueName?: string;
  readonly id?: string;
}

/** A work item with the fields that were asked for; one without a value is left out. */
export interface Row {
  readonly id: number;
  readonly rev: number;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly relations?: readonly Relation[];
}

export interface Relation {
  readonly rel: string;
  readonly url: string;
}

/** One step of a patch (RFC 6902). */
export interface Op {
  readonly op: 'add' | 'replace' | 'remove' | 'test';
  readonly path: string;
  readonly value?: Json;
}

type Query = Readonly<Record<string, string>>;

interface Listed<T> {
  readonly value: readonly T[];
}

const get = (send: Send, purpose: Purpose, path: string, query: Query = {}): Promise<TrackerResponse> =>
  send({ purpose, method: 'GET', path, query: { ...query, 'api-version': VERSION } });

const segment = encodeURIComponent;

/** Asks for one project, whichever. */
export const getProjects = (send: Send): Promise<TrackerResponse> =>
  get(send, 'check', '/_apis/projects', { $top: '1' });

/** Those that are there to be worked in, after so many others. */
export const getProjectPage = (send: Send, skipped: number): Promise<TrackerResponse> =>
  get(send, 'metadata', '/_apis/projects', {
    stateFilter: 'wellFormed',
    $top: String(BATCH),
    $skip: String(skipped),
  });

export interface ProjectRow {
  readonly id: string;
  readonly name: string;
}

export const getProject = (send: Send, purpose: Purpose, project: string): Promise<TrackerResponse> =>
  get(send, purpose, `/_apis/projects/${segment(project)}`);

export const getProjectAnonymously = (send: Send, project: string): Promise<TrackerResponse> =>
  send({
    purpose: 'check',
    method: 'GET',
    path: `/_apis/projects/${segment(project)}`,
    query: { 'api-version': VERSION },
    authenticated: false,
  });

export interface TypeRow {
  readonly name: string;
  readonly states?: readonly { readonly name: string; readonly category?: string }[];
  /** `''`: where new ones begin. */
  readonly transitions?: Readonly<Record<string, readonly { readonly to: string }[]>>;
}

export const getType = (
  send: Send,
  purpose: Purpose,
  at: { readonly project: string; readonly type: string },
): Promise<TrackerResponse> =>
  get(send, purpose, `/${segment(at.project)}/_apis/wit/workitemtypes/${segment(at.type)}`);

export interface TypeFieldRow {
  readonly referenceName: string;
  readonly name: string;
  readonly alwaysRequired?: boolean;
  readonly allowedValues?: readonly unknown[];
}

export async function getTypeFields(
  send: Send,
  at: { readonly project: string; readonly type: string },
): Promise<readonly TypeFieldRow[]> {
  const path = `/${segment(at.project)}/_apis/wit/workitemtypes/${segment(at.type)}/fields`;
  return listOf(await get(send, 'metadata', path, { $expand: 'all' }));
}

export interface FieldRow {
  readonly referenceName: string;
  /** `string`, `plainText`, `html`, `integer`, `double`, `boolean`, `identity`, … */
  readonly type: string;
  readonly readOnly?: boolean;
}

export const getFields = async (send: Send, project: string): Promise<readonly FieldRow[]> =>
  listOf(await get(send, 'metadata', `/${segment(project)}/_apis/wit/fields`));

export const getTeams = async (send: Send, project: string): Promise<readonly { readonly id: string }[]> =>
  listOf(await get(send, 'metadata', `/_apis/projects/${segment(project)}/teams`, { $top: '500' }));

export const getMembers = async (
  send: Send,
  project: string,
  team: string,
): Promise<readonly { readonly identity?: Identity }[]> =>
  listOf(
    await get(send, 'metadata', `/_apis/projects/${segment(project)}/teams/${segment(team)}/members`, { $top: '500' }),
  );

export const listOf = <T>(response: TrackerResponse): readonly T[] => {
  const { value } = bodyOf<Partial<Listed<T>>>(response);
  if (!Array.isArray(value)) throw unexpected(response);
  return value as readonly T[];
};

/** What the log says of one work item: its latest revision, with the fields that were asked for. */
export interface Logged {
  readonly id: number;
  readonly rev: number;
  readonly fields?: Readonly<Record<string, unknown>>;
}

export interface LogPage {
  readonly rows: readonly Logged[];
  readonly cursor: string;
  readonly isLast: boolean;
}

/** From where to read the log on: after a cursor, from a time, or (null) from its beginning. */
export type LogPlace = { readonly cursor: string } | { readonly time: string } | null;

/** Every work item of the project that changed since, each once, deleted ones included. Null: the cursor is not accepted. */
export async function getLog(
  send: Send,
  purpose: Purpose,
  at: { readonly project: string; readonly place: LogPlace; readonly fields: readonly string[] },
): Promise<LogPage | null> {
  const { place } = at;
  const response = await get(send, purpose, `/${segment(at.project)}/_apis/wit/reporting/workitemrevisions`, {
    fields: at.fields.join(','),
    includeLatestOnly: 'true',
    includeDeleted: 'true',
    ...(place === null ? {} : 'cursor' in place ? { continuationToken: place.cursor } : { startDateTime: place.time }),
  });
  if (response.status === 400 && place !== null && 'cursor' in place) return null;
  const body = bodyOf<{
    values?: readonly Logged[];
    continuationToken?: string;
    nextLink?: string;
    isLastBatch?: boolean;
  }>(response);
  const cursor = body.continuationToken ?? tokenIn(body.nextLink);
  if (!Array.isArray(body.values) || cursor === null) throw unexpected(response);
  return { rows: body.values, cursor, isLast: body.isLastBatch !== false };
}

/** Older answers have it in the address of the next page only; `;` is not encoded there. */
const tokenIn = (link: string | undefined): string | null => {
  const found = /[?&]continuationToken=([^&]*)/.exec(link ?? '')?.[1];
  return found === undefined ? null : decodeURIComponent(found);
};

/** Ids only, in all projects unless the query says otherwise. */
export async function postQuery(send: Send, purpose: Purpose, query: string): Promise<readonly number[]> {
  const response = await send({
    purpose,
    method: 'POST',
    path: '/_apis/wit/wiql',
    query: { $top: String(MOST_FOUND), 'api-version': VERSION },
    body: { query },
  });
  const { workItems } = bodyOf<{ readonly workItems?: readonly { readonly id: number }[] }>(response);
  if (!Array.isArray(workItems)) throw unexpected(response);
  const ids = (workItems as readonly { readonly id: number }[]).map(({ id }) => id);
  return ids.length < MOST_FOUND ? ids : [...ids, ...(await postQuery(send, purpose, further(query, ids)))];
}

/** The query must be sorted by id. */
const further = (query: string, ids: readonly number[]): string =>
  query.replace(/ AND \[System\.Id\] > \d+(?= ORDER BY)|(?= ORDER BY)/, ` AND [System.Id] > ${ids.at(-1) ?? 0}`);

/** What to read of each: some fields, or what it is related to. */
export type Wanted = { readonly fields: readonly string[] } | { readonly $expand: 'relations' };

/** Up to `BATCH` of them; one that is gone or hidden is not in the answer. */
export async function postRead(
  send: Send,
  purpose: Purpose,
  ids: readonly string[],
  wanted: Wanted,
): Promise<readonly Row[]> {
  const response = await send({
    purpose,
    method: 'POST',
    path: '/_apis/wit/workitemsbatch',
    query: { 'api-version': VERSION },
    body: { ids: ids.map(Number), errorPolicy: 'omit', ...wanted },
  });
  return listOf<Row | null>(response).flatMap((row) => row ?? []);
}

/** A write of one work item: to `/_apis/wit/workitems/12`, or to `/Project/_apis/wit/workitems/$Task` for a new one. */
export interface Patch {
  readonly path: string;
  readonly ops: readonly Op[];
}

const PATCH_TYPE = { 'content-type': 'application/json-patch+json' };

export const pathOfNew = (project: string, type: string): string =>
  `/${segment(project)}/_apis/wit/workitems/$${segment(type)}`;

export const pathOf = (id: string): string => `/_apis/wit/workitems/${id}`;

const isNew = ({ path }: Patch): boolean => path.includes('$');

export const sendPatch = (send: Send, purpose: Purpose, patch: Patch, query: Query = {}): Promise<TrackerResponse> =>
  send({
    purpose,
    method: isNew(patch) ? 'POST' : 'PATCH',
    path: patch.path,
    query: { ...query, 'api-version': VERSION },
    headers: PATCH_TYPE,
    body: patch.ops as unknown as Json,
  });

/** Several at once, each for itself: one that is refused does not keep the others from being done. */
export const sendBatch = (send: Send, purpose: Purpose, patches: readonly Patch[]): Promise<TrackerResponse> =>
  send({
    purpose,
    method: 'PATCH',
    path: '/_apis/wit/$batch',
    query: { 'api-version': VERSION },
    body: patches.map(({ path, ops }) => ({
      method: 'PATCH',
      uri: `${path}?api-version=${VERSION}`,
      headers: { 'Content-Type': 'application/json-patch+json' },
      body: ops as unknown as Json,
    })),
  });

/** Into the recycle bin. */
export const deleteItem = (send: Send, id: number): Promise<TrackerResponse> =>
  send({ purpose: 'update', method: 'DELETE', path: pathOf(String(id)), query: { 'api-version': VERSION } });

export interface CommentRow {
  readonly id?: number;
  /** As older answers call it. */
  readonly commentId?: number;
  readonly text?: string;
  readonly createdBy?: Identity;
  readonly createdDate: string;
  readonly format?: string;
  readonly isDeleted?: boolean;
}

export const getComments = (send: Send, id: string, token: string | null): Promise<TrackerResponse> =>
  send({
    purpose: 'comment',
    method: 'GET',
    path: `/_apis/wit/workItems/${id}/comments`,
    query: { $top: '200', ...(token === null ? {} : { continuationToken: token }), 'api-version': PREVIEW },
  });

export const postComment = (send: Send, project: string, id: string, text: string): Promise<TrackerResponse> =>
  send({
    purpose: 'comment',
    method: 'POST',
    path: `/${segment(project)}/_apis/wit/workItems/${id}/comments`,
    query: { 'api-version': PREVIEW },
    body: { text },
  });

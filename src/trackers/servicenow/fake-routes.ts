/** The fake ServiceNow's endpoints: authentication, the Table API, the Batch API. */
import type { Instant } from '../../model/instant.ts';
import { jsonAnswer, type FakeAnswer, type FakeRequest } from '../fake.ts';
import { found } from './fake-query.ts';
import { recordsOf, type FakeAccount, type FakeRecord, type FakeTable, type FakeWorld } from './fake-world.ts';
import { create, refusal, write, type Given, type Writer } from './fake-write.ts';

interface Call {
  readonly world: FakeWorld;
  readonly now: Instant;
  /** Null: nobody. */
  readonly account: FakeAccount | null;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string | null;
}

const failure = (status: number, message: string, detail: string | null, headers = {}): FakeAnswer =>
  jsonAnswer(status, { error: { message, detail }, status: 'failure' }, headers);

const UNKNOWN = failure(401, 'User Not Authenticated', 'Required to provide Auth information', {
  'www-authenticate': 'BASIC realm="Service-now"',
});

const ASLEEP: FakeAnswer = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  text: '<html><title>Instance Hibernating page</title></html>',
};

export function answer(world: FakeWorld, request: FakeRequest, now: Instant): FakeAnswer {
  if (world.isAsleep) return ASLEEP;
  const { pathname: path, searchParams: query } = new URL(request.url);
  const account = authenticate(world, request.headers);
  if (account === undefined) return UNKNOWN;
  const call: Call = { world, now, account, method: request.method, path, query, body: request.body };
  return /^\/api\/now\/v1\/batch$/.test(path) ? batch(call) : route(call);
}

/** Undefined: credentials that nobody has. */
function authenticate(
  { accounts }: FakeWorld,
  headers: Readonly<Record<string, string>>,
): FakeAccount | null | undefined {
  const { 'x-sn-apikey': key, authorization = '' } = headers;
  if (key !== undefined) return accounts.find((account) => account.key === key);
  const basic = /^Basic (.+)$/i.exec(authorization)?.[1];
  if (basic === undefined) return null;
  const [name, password] = Buffer.from(basic, 'base64').toString('utf8').split(/:(.*)/s);
  return accounts.find((account) => account.name === name && account.password === password);
}

function route(call: Call): FakeAnswer {
  const [, name = '', id] = /^\/api\/now\/table\/([a-z_]+)(?:\/([^/]+))?$/.exec(call.path) ?? [];
  const table = call.world.tables.get(name);
  return (
    turnedAway(call, name) ?? (table === undefined ? failure(400, `Invalid table ${name}`, null) : at(call, table, id))
  );
}

/** Null: whoever asks may come in. */
function turnedAway({ account, method, world }: Call, name: string): FakeAnswer {
  if (account === null) return method === 'GET' && world.publicTables.has(name) ? null : UNKNOWN;
  const isClosed = world.closedTables.has(name) && account.role !== 'admin';
  return account.role === 'nobody' || isClosed
    ? failure(403, 'User Not Authorized', 'Failed API level ACL Validation')
    : null;
}

function at(call: Call, table: FakeTable, id: string | undefined): FakeAnswer {
  const record = table.records.get(id ?? '');
  if (id === undefined) return call.method === 'GET' ? list(call, table) : change(call, table, null);
  if (record === undefined || !sees(call, record))
    return failure(404, 'No Record found', "Record doesn't exist or ACL restricts the record retrieval");
  return call.method === 'GET' ? shown(call, table, record, 200) : change(call, table, record);
}

const sees = ({ account }: Call, { isHidden }: FakeRecord): boolean => !isHidden || account?.role === 'admin';

/** The limit applies before the rights: a page can be short, and the total counts what is hidden. */
function list(call: Call, table: FakeTable): FakeAnswer {
  const { query, world } = call;
  const offset = Number(query.get('sysparm_offset') ?? 0);
  const limit = Number(query.get('sysparm_limit') ?? 10_000);
  const all = found(recordsOf(world, table), table, query.get('sysparm_query') ?? '');
  const rows = all.slice(offset, offset + limit).filter((record) => sees(call, record));
  const result = rows.map((record) => rowOf(call, table, record));
  return jsonAnswer(200, { result }, { 'x-total-count': String(all.length) });
}

const REFERENCES = ['change_request', 'parent', 'assignment_group'];

/** Journals are empty when they are read; columns that are not there are left out; references are links unless nobody wants them. */
function rowOf({ query }: Call, { columns }: FakeTable, { values }: FakeRecord): Record<string, unknown> {
  const asked = (query.get('sysparm_fields') ?? '').split(',').filter((name) => name !== '');
  const names = asked.length === 0 ? [...columns] : asked.filter((name) => columns.has(name));
  const isPlain = query.get('sysparm_exclude_reference_link') === 'true';
  return Object.fromEntries(
    names.map((name) => {
      const value = values.get(name) ?? '';
      const isLink = !isPlain && value !== '' && REFERENCES.includes(name);
      return [name, isLink ? { link: `https://instance.example/api/now/table/task/${value}`, value } : value];
    }),
  );
}

const shown = (call: Call, table: FakeTable, record: FakeRecord, status: number): FakeAnswer =>
  jsonAnswer(status, { result: rowOf(call, table, record) });

const FORBIDDEN = failure(403, 'Operation Failed', 'ACL Exception Insert Failed due to security constraints');
const NO_METHOD = failure(405, 'Method not supported', null);

/** `record` null: a new one. */
function change(call: Call, table: FakeTable, record: FakeRecord | null): FakeAnswer {
  const { world, now, account, method } = call;
  if (account === null || account.role === 'reader') return FORBIDDEN;
  if (!(record === null ? ['POST'] : ['PATCH', 'PUT']).includes(method)) return NO_METHOD;
  const given = parse(call.body);
  if (given === null) return failure(400, 'Exception while reading request', 'The payload is not valid JSON');
  const writer: Writer = { world, account, now };
  const why = refusal(writer, record, given);
  if (why !== null) return failure(403, 'Operation Failed', why);
  if (record === null) return made(call, table, create(writer, table, given));
  write(writer, table, record, given);
  return shown(call, table, record, 200);
}

function made(call: Call, table: FakeTable, record: FakeRecord): FakeAnswer {
  const answered = shown(call, table, record, 201);
  const location = `https://instance.example/api/now/table/${table.name}/${record.id}`;
  return answered === null ? null : { ...answered, headers: { ...answered.headers, location } };
}

/** Of a list only the first record is looked at. */
function parse(body: string | null): Given | null {
  try {
    const parsed: unknown = JSON.parse(body ?? '{}');
    return (Array.isArray(parsed) ? (parsed[0] ?? {}) : parsed) as Given;
  } catch {
    return null;
  }
}

interface Wrapped {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly body?: string;
}

/** One after the other, in any order of answers: here the last comes first. What there is no time for is named, and not done. */
function batch(call: Call): FakeAnswer {
  if (call.account === null || call.world.refusesBatches === 401) return UNKNOWN;
  if (call.world.refusesBatches === 403) return failure(403, 'User Not Authorized', 'Failed API level ACL Validation');
  const { batch_request_id, rest_requests = [] } = JSON.parse(call.body ?? '{}') as {
    readonly batch_request_id?: string;
    readonly rest_requests?: readonly Wrapped[];
  };
  const served = rest_requests.slice(0, call.world.batchServes).map((one) => serve(call, one));
  const unserved = rest_requests.slice(call.world.batchServes).map(({ id }) => id);
  const serviced_requests = served.toReversed();
  return jsonAnswer(200, {
    batch_request_id: batch_request_id ?? '',
    serviced_requests,
    unserviced_requests: unserved,
  });
}

function serve(call: Call, { id, method, url, body }: Wrapped) {
  const { pathname: path, searchParams: query } = new URL(url, 'https://instance.example');
  const text = body === undefined ? null : Buffer.from(body, 'base64').toString('utf8');
  const answered = route({ ...call, method, path, query, body: text });
  return {
    id,
    status_code: answered?.status ?? 500,
    status_text: '',
    headers: [],
    body: Buffer.from(answered?.text ?? '').toString('base64'),
    execution_time: 1,
    redirect_url: '',
  };
}

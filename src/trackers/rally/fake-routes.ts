/** The fake Rally's endpoints: who asks, then one function per kind of address. Almost every answer has status 200. */
import type { Instant } from '../../model/instant.ts';
import { jsonAnswer, type FakeAnswer, type FakeRequest } from '../fake.ts';
import { API_PATH, thingJson, type JsonObject, type Writing } from './fake-json.ts';
import { orderOf, QueryError, testOf } from './fake-query.ts';
import { typeOf } from './fake-schema.ts';
import {
  canSee,
  isList,
  ofType,
  PREFIXES,
  projectOf,
  referred,
  type Account,
  type FakeWorld,
  type Thing,
} from './fake-world.ts';
import { changeList, create, update, type Author, type Body, type Written } from './fake-write.ts';

interface Call extends Author {
  readonly method: string;
  /** Below the API's own path: `/defect/12`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Body | null;
  readonly writing: Writing;
}

const LOG_IN: FakeAnswer = {
  status: 401,
  headers: { 'content-type': 'text/html;charset=UTF-8', 'www-authenticate': 'Basic realm="ALM"' },
  text:
    '<html><head><title>Error 401 The username or password you entered is incorrect.</title></head>' +
    '<body>An Authentication object was not found in the SecurityContext</body></html>',
};

export function answer(world: FakeWorld, request: FakeRequest, now: Instant): FakeAnswer {
  const url = new URL(request.url);
  const at = url.pathname.indexOf(API_PATH);
  if (at < 0) return { status: 404, headers: { 'content-type': 'text/html' }, text: '<h1>Not found</h1>' };
  const who = authenticate(world, request.headers);
  if (who === null) return LOG_IN;
  const fetch = url.searchParams.get('fetch');
  const names = fetch === 'true' ? true : new Set((fetch ?? '').split(',').filter((name) => name !== ''));
  const call: Call = {
    world,
    now,
    account: who.account,
    readOnly: who.readOnly,
    method: request.method,
    path: url.pathname.slice(at + API_PATH.length),
    query: url.searchParams,
    body: parse(request.body),
    writing: { origin: url.origin, fetch: names },
  };
  if (call.path === '/security/authorize') return authorize(call, who.basic);
  const refused = call.method !== 'GET' && who.basic && !hasToken(call, request.headers);
  return refused ? errorAnswer(call, ['Not authorized to perform action: Invalid key']) : route(call);
}

interface Who {
  readonly account: Account;
  readonly readOnly: boolean;
  /** By password, so that writes need a token. */
  readonly basic: boolean;
}

function authenticate({ accounts }: FakeWorld, headers: Readonly<Record<string, string>>): Who | null {
  const key = headers['zsessionid'];
  if (key !== undefined) {
    const account = accounts.find((one) => one.key === key || one.readOnlyKey === key);
    return account === undefined ? null : { account, readOnly: account.readOnlyKey === key, basic: false };
  }
  const basic = /^Basic (.+)$/i.exec(headers['authorization'] ?? '')?.[1] ?? '';
  const [name, password] = Buffer.from(basic, 'base64').toString('utf8').split(/:(.*)/s);
  const account = accounts.find((one) => one.name === name && one.password === password);
  return account === undefined ? null : { account, readOnly: false, basic: true };
}

function parse(text: string | null): Body | null {
  try {
    return JSON.parse(text ?? 'null') as Body | null;
  } catch {
    return null;
  }
}

/** The token belongs to the session that the cookie names. */
function authorize({ world, account }: Call, basic: boolean): FakeAnswer {
  const number = (world.nextId += 1);
  const session = { cookie: `S${number}`, token: `token-${number}`, account };
  if (basic) world.sessions.push(session);
  const headers = { 'set-cookie': `JSESSIONID=${session.cookie}; Path=/; Secure; HttpOnly, SERVERID=a1; Path=/` };
  return jsonAnswer(200, { OperationResult: { ...NOTHING, SecurityToken: session.token } }, headers);
}

function hasToken({ world, account, query }: Call, headers: Readonly<Record<string, string>>): boolean {
  const cookie = /JSESSIONID=(\w+)/.exec(headers['cookie'] ?? '')?.[1];
  const session = world.sessions.find((one) => one.cookie === cookie);
  return session?.account === account && session.token === query.get('key');
}

const NOTHING = { Errors: [] as readonly string[], Warnings: [] as readonly string[] };

const isCreate = ({ path, method }: Call): boolean => method !== 'GET' && path.endsWith('/create');

function errorAnswer(call: Call, errors: readonly string[], warnings: readonly string[] = []): FakeAnswer {
  const name = isCreate(call) ? 'CreateResult' : 'OperationResult';
  return jsonAnswer(200, { [name]: { ...NOTHING, Errors: errors, Warnings: warnings } });
}

/** `/type`, `/type/create`, `/type/1`, `/type/1/List`, `/type/1/List/add`; portfolio items have a type of two parts. */
const ADDRESS = /^\/((?:portfolioitem\/)?[a-z]+)(?:\/(create|-?\d+))?(?:\/([A-Za-z]+))?(?:\/(add|remove))?$/;

function route(call: Call): FakeAnswer {
  const [, type = '', which, list, change] = ADDRESS.exec(call.path) ?? [];
  if (type === '') return { status: 404, headers: {}, text: '' };
  if (which === 'create') return createOne(call, type);
  if (which !== undefined) return inside(call, visible(call, type, which), { list, change });
  return type === 'user' && !call.query.has('query') ? whoAmI(call) : query_(call, type);
}

interface Inside {
  readonly list: string | undefined;
  readonly change: string | undefined;
}

function inside(call: Call, thing: Thing | null, { list, change }: Inside): FakeAnswer {
  if (thing === null) return errorAnswer(call, [`Cannot find object to ${VERBS[call.method] ?? 'update'}`]);
  if (list === undefined) return one(call, thing);
  return change === undefined ? inner(call, thing, list) : changeOne(call, thing, { list, change });
}

function visible({ world, account }: Call, type: string, id: string): Thing | null {
  const thing = referred(world, `/${type}/${id}`);
  return thing?.type.toLowerCase() === type && canSee(world, account, thing) ? thing : null;
}

const VERBS: Readonly<Record<string, string>> = { GET: 'read', DELETE: 'delete' };

/** `GET /user` is the asking account itself. */
const whoAmI = ({ account, writing }: Call): FakeAnswer =>
  jsonAnswer(200, { User: { ...thingJson(account.thing, writing), ...NOTHING } });

function one(call: Call, thing: Thing): FakeAnswer {
  if (call.method === 'GET') {
    const name = thing.type.split('/').at(-1) ?? '';
    return jsonAnswer(200, { [name]: { ...thingJson(thing, call.writing), ...NOTHING } });
  }
  if (call.method === 'DELETE') {
    const { errors } = update(call, thing, {});
    thing.recycled = errors.length === 0;
    return errorAnswer(call, errors);
  }
  const body = unwrapped(call, thing.type);
  return body === null ? errorAnswer(call, ['Cannot parse input']) : writtenAnswer(call, update(call, thing, body));
}

function createOne(call: Call, type: string): FakeAnswer {
  const body = unwrapped(call, type);
  return body === null ? errorAnswer(call, ['Cannot parse input']) : writtenAnswer(call, create(call, type, body));
}

/** The attributes stand in a member with the type's lower-case name. */
function unwrapped({ body }: Call, type: string): Body | null {
  const name = type.split('/').at(-1)?.toLowerCase() ?? '';
  const wrapped = body?.[name];
  return typeof wrapped === 'object' && wrapped !== null ? (wrapped as Body) : null;
}

function writtenAnswer(call: Call, { errors, warnings, thing }: Written): FakeAnswer {
  if (thing === null || errors.length > 0) return errorAnswer(call, errors, warnings);
  const name = isCreate(call) ? 'CreateResult' : 'OperationResult';
  return jsonAnswer(200, { [name]: { Errors: [], Warnings: warnings, Object: thingJson(thing, call.writing) } });
}

function changeOne(
  call: Call,
  thing: Thing,
  { list, change }: { readonly list: string; readonly change: string },
): FakeAnswer {
  const items = call.body?.['CollectionItems'];
  const errors = changeList(call, { thing, list }, change as 'add', Array.isArray(items) ? items : []);
  if (errors.length > 0) return errorAnswer(call, errors);
  const now = thing.values.get(list);
  const results = isList(now) ? now.map((each) => thingJson(each, call.writing)) : [];
  return jsonAnswer(200, { OperationResult: { ...NOTHING, Results: results } });
}

function inner(call: Call, thing: Thing, name: string): FakeAnswer {
  const list = thing.values.get(name);
  return isList(list) ? paged(call, list) : errorAnswer(call, ['Cannot find object to read']);
}

/** A query over one type. */
function query_(call: Call, type: string): FakeAnswer {
  const { world, account, query } = call;
  const isKnown = type === 'artifact' || typeOf(world, type) !== undefined || LISTED.has(type);
  if (!isKnown) return errorAnswer(call, [`Not a valid type: ${type}`]);
  try {
    const text = query.get('query') ?? '';
    const test = text === '' ? () => true : testOf(text);
    const within = scopeOf(call, type);
    const all = ofType(world, type).filter((thing) => canSee(world, account, thing) && within(thing));
    return paged(call, all.filter(test).toSorted(orderOf(query.get('order') ?? '')));
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return paged(call, [], [error.message]);
  }
}

const LISTED = new Set(
  'workspace project user tag typedefinition conversationpost projectpermission flowstate'.split(' '),
);

/** Of one workspace; of one project too, with what is above and below it as asked (below unless told otherwise). */
function scopeOf({ world, query }: Call, type: string): (thing: Thing) => boolean {
  const workspace = referred(world, query.get('workspace') ?? '');
  const project = referred(world, query.get('project') ?? '');
  const isScoped = PREFIXES[typeOf(world, type)?.values.get('TypePath') as string] !== undefined || type === 'artifact';
  const down = query.get('projectScopeDown') !== 'false';
  const isInside = (home: Thing): boolean =>
    project === undefined || !isScoped || home === project || (down && home.values.get('Parent') === project);
  return (thing) => {
    const home = projectOf(thing);
    if (home === undefined) return true;
    return (workspace === undefined || home.values.get('Workspace') === workspace) && isInside(home);
  };
}

const LARGEST_PAGE = 2_000;

function paged({ query, writing }: Call, all: readonly Thing[], errors: readonly string[] = []): FakeAnswer {
  const size = Math.min(LARGEST_PAGE, Number(query.get('pagesize')) || 20);
  const start = Math.max(1, Number(query.get('start')) || 1);
  const results = all.slice(start - 1, start - 1 + size).map((thing): JsonObject => thingJson(thing, writing));
  const counts = { TotalResultCount: all.length, StartIndex: start, PageSize: size };
  return jsonAnswer(200, { QueryResult: { ...NOTHING, Errors: errors, ...counts, Results: results } });
}

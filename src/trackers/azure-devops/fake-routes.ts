/** The fake Azure DevOps' endpoints: who asks and may ask, then one function per kind of address. */
import type { Instant } from '../../model/instant.ts';
import { jsonAnswer, type FakeAnswer, type FakeRequest } from '../fake.ts';
import { inProject, inWork, NOBODY, withItem, type Call } from './fake-call.ts';
import { addComments, listComments } from './fake-comments.ts';
import { failed, failure, identity, listed, projectJson, typeJson } from './fake-json.ts';
import { readLog } from './fake-log.ts';
import { batchRead, change, creation, query, removal } from './fake-work.ts';
import type { Account, FakeType, FakeWorld, Project } from './fake-world.ts';

const SIGN_IN: FakeAnswer = {
  status: 203,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  text: '<html><head><title>Azure DevOps Services | Sign In</title></head><body></body></html>',
};

const NO_ORGANIZATION: FakeAnswer = {
  status: 404,
  headers: {
    'content-type': 'text/plain; charset=utf-8',
    'x-tfs-serviceerror': 'The%20resource%20cannot%20be%20found.',
  },
  text: 'The resource cannot be found.',
};

/** Without its header the asker is taken for a browser, and sent to sign in. */
const unknownAsker = ({ headers }: FakeRequest): FakeAnswer =>
  headers['x-tfs-fedauthredirect'] === 'Suppress' ? NOBODY : SIGN_IN;

export function answer(world: FakeWorld, request: FakeRequest, now: Instant): FakeAnswer {
  const url = new URL(request.url);
  const [, organization, ...rest] = decodeURIComponent(url.pathname).split('/');
  if (organization !== world.organization) return NO_ORGANIZATION;
  const path = `/${rest.join('/')}`;
  const account = authenticate(world, request.headers['authorization']);
  if (account === null) {
    const isOpen = request.headers['authorization'] === undefined ? publicProject(world, request.method, path) : null;
    return isOpen === null ? unknownAsker(request) : jsonAnswer(200, projectJson(isOpen));
  }
  const call: Call = {
    world,
    account,
    now,
    root: `${url.origin}/${organization}`,
    method: request.method,
    path,
    query: url.searchParams,
    contentType: request.headers['content-type'] ?? '',
    body: request.body === null ? null : (JSON.parse(request.body) as unknown),
    validateOnly: url.searchParams.get('validateOnly') === 'true',
  };
  return paced(world, versioned(call) ?? route(call));
}

/** Slowed down: what was asked is done, and the answer asks to wait. */
const paced = ({ retryAfter }: FakeWorld, answered: FakeAnswer): FakeAnswer =>
  answered === null || retryAfter === null
    ? answered
    : { ...answered, headers: { ...answered.headers, 'retry-after': String(retryAfter), 'x-ratelimit-delay': '1.5' } };

function authenticate({ accounts }: FakeWorld, authorization = ''): Account | null {
  const [kind, value = ''] = authorization.split(' ');
  const token = kind === 'Bearer' ? value : Buffer.from(value, 'base64').toString('utf8').split(':').slice(1).join(':');
  return accounts.find((account) => account.token === token) ?? null;
}

const publicProject = ({ projects }: FakeWorld, method: string, path: string): Project | null =>
  projects.find(
    ({ name, id, isPublic }) =>
      isPublic && method === 'GET' && [name, id].some((one) => path === `/_apis/projects/${one}`),
  ) ?? null;

/** Newer than the server: refused. */
function versioned({ world, query }: Call): FakeAnswer | null {
  const version = Number.parseFloat(query.get('api-version') ?? '');
  if (version <= world.version) return null;
  const message = `The requested REST API version of ${version} is out of range for this server.`;
  return failure(failed(400, 'VssVersionOutOfRangeException', message));
}

type Handle = (call: Call, ...parts: readonly string[]) => FakeAnswer;

const ROUTES: readonly (readonly [method: string, path: RegExp, handle: Handle])[] = [
  ['GET', /^\/_apis\/projects$/, (call) => projects(call)],
  [
    'GET',
    /^\/_apis\/projects\/([^/]+)$/,
    (call, name) => inProject(call, name, (project) => jsonAnswer(200, projectJson(project))),
  ],
  ['GET', /^\/_apis\/projects\/([^/]+)\/teams$/, () => listed([{ id: 'team-1', name: 'Team' }])],
  ['GET', /^\/_apis\/projects\/([^/]+)\/teams\/team-1\/members$/, (call, name) => members(call, name)],
  [
    'GET',
    /^\/([^/]+)\/_apis\/wit\/workitemtypes\/([^/]+)$/i,
    (call, ...at) => ofType(call, at, (type) => jsonAnswer(200, typeJson(type))),
  ],
  ['GET', /^\/([^/]+)\/_apis\/wit\/workitemtypes\/([^/]+)\/fields$/i, (call, ...at) => ofType(call, at, typeFields)],
  ['GET', /^\/([^/]+)\/_apis\/wit\/fields$/, (call, name) => fields(call, name)],
  [
    'GET',
    /^\/([^/]+)\/_apis\/wit\/reporting\/workitemrevisions$/i,
    (call, name) => inWork(call, name, (project) => readLog(call, project)),
  ],
  ['POST', /^\/_apis\/wit\/wiql$/, (call) => query(call)],
  ['POST', /^\/_apis\/wit\/workitemsbatch$/i, (call) => batchRead(call)],
  ['POST', /^\/([^/]+)\/_apis\/wit\/workitems\/\$([^/]+)$/i, (call, ...at) => creation(call, at)],
  ['PATCH', /^\/_apis\/wit\/workitems\/(\d+)$/i, (call, id) => change(call, id)],
  ['DELETE', /^\/_apis\/wit\/workitems\/(\d+)$/i, (call, id) => removal(call, id)],
  ['PATCH', /^\/_apis\/wit\/\$batch$/, (call) => batchWrite(call)],
  [
    'GET',
    /^\/_apis\/wit\/workitems\/(\d+)\/comments$/i,
    (call, id) => withItem(call, id, (item) => listComments(call, item)),
  ],
  [
    'POST',
    /^\/([^/]+)\/_apis\/wit\/workitems\/(\d+)\/comments$/i,
    (call, _name, id) => withItem(call, id, (item) => addComments(call, item)),
  ],
];

function route(call: Call): FakeAnswer {
  for (const [method, path, handle] of ROUTES) {
    const found = method === call.method ? path.exec(call.path) : null;
    if (found !== null) return handle(call, ...found.slice(1));
  }
  return failure(failed(404, 'VssServiceResponseException', `TF400898: There is no ${call.method} ${call.path}.`));
}

/** A token without the scope is as good as none. A page is as large as the server likes, and says whether there is another. */
function projects({ world, account, query }: Call): FakeAnswer {
  if (!account.scopes.project) return NOBODY;
  const all = world.projects.filter(
    (one) => account.roles.has(one) && (query.get('stateFilter') === 'all' || one.state === 'wellFormed'),
  );
  const from = Number(query.get('$skip') ?? 0);
  const until = from + Math.min(Number(query.get('$top') ?? 100), world.projectPage);
  const answered = listed(all.slice(from, until).map(projectJson));
  if (answered === null || until >= all.length) return answered;
  return { ...answered, headers: { ...answered.headers, 'x-ms-continuationtoken': String(until) } };
}

const members = (call: Call, name: string | undefined): FakeAnswer =>
  inProject(call, name, (project) =>
    listed(
      call.world.accounts.filter(({ roles }) => roles.has(project)).map((account) => ({ identity: identity(account) })),
    ),
  );

const ofType = (call: Call, [name, type]: readonly string[], then: (type: FakeType) => FakeAnswer): FakeAnswer =>
  inWork(call, name, (project) => {
    const found = project.types.find((one) => one.name === type);
    if (found !== undefined) return then(found);
    return failure(
      failed(404, 'WorkItemTypeNotFoundException', `VS402323: Work item type ${type ?? ''} does not exist.`),
    );
  });

const typeFields = ({ fields: all }: FakeType): FakeAnswer =>
  listed(
    all.map(({ ref, name, required, values }) => ({
      referenceName: ref,
      name,
      alwaysRequired: required === true,
      allowedValues: [...(values ?? [])],
    })),
  );

const fields = (call: Call, name: string | undefined): FakeAnswer =>
  inWork(call, name, ({ types }) =>
    listed(
      types.flatMap(({ fields: all }) =>
        all.map(({ ref, name: label, type, readOnly }) => ({
          referenceName: ref,
          name: label,
          type,
          readOnly: readOnly === true,
        })),
      ),
    ),
  );

interface Part {
  readonly method: string;
  readonly uri: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Each part for itself; its answer is JSON within JSON. */
function batchWrite(call: Call): FakeAnswer {
  const parts = call.body as readonly Part[];
  if (call.world.refusesBatches) return { status: 404, headers: { 'content-type': 'text/html' }, text: '<h1>404</h1>' };
  if (parts.length > 200)
    return failure(failed(400, 'VssPropertyValidationException', 'VS402846: Too many requests in a batch.'));
  const value = parts.map((part) => {
    const url = new URL(part.uri, 'https://part.example');
    const path = decodeURIComponent(url.pathname);
    const contentType = part.headers['Content-Type'] ?? '';
    const method = path.includes('/$') ? 'POST' : part.method;
    const answered = route({ ...call, method, path, query: url.searchParams, contentType, body: part.body });
    return {
      code: answered?.status ?? 500,
      headers: { 'Content-Type': 'application/json' },
      body: answered?.text ?? '',
    };
  });
  return listed(call.world.shufflesBatches ? value.toReversed() : value);
}

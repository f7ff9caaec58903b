/** The fake GitLab's endpoints: authentication, then one function per route. */
import type { Instant } from '../../model/instant.ts';
import { jsonAnswer, type FakeAnswer, type FakeRequest } from '../fake.ts';
import {
  EXPIRED,
  FORBIDDEN,
  listed,
  message,
  notFound,
  projectNamed,
  TOO_LITTLE,
  UNKNOWN,
  type Call,
  type Route,
} from './fake-call.ts';
import { create, events, graph, issues, note, notes, update } from './fake-issues.ts';
import { accountJson, epicJson, projectJson, tokenJson, userJson } from './fake-json.ts';
import type { FakeToken, FakeWorld } from './fake-world.ts';
import type { Attributes } from './fake-write.ts';

export function answer(world: FakeWorld, request: FakeRequest, now: Instant): FakeAnswer {
  const url = new URL(request.url);
  const given = /^Bearer (.+)$/i.exec(request.headers['authorization'] ?? '')?.[1] ?? null;
  const token = world.tokens.find(({ text: known }) => known === given) ?? null;
  const isWrite = request.method !== 'GET' && url.pathname !== '/api/graphql';
  const refusal = given === null ? null : refusalOf(token, now, isWrite);
  if (refusal !== null) return refusal;
  return route({ world, now, token, user: token?.user ?? null, url, ...read(request) });
}

const read = ({ method, headers, body }: FakeRequest) => ({
  method,
  tag: headers['if-none-match'] ?? null,
  body: JSON.parse(body ?? '{}') as Attributes,
});

function refusalOf(token: FakeToken | null, now: Instant, isWrite: boolean): FakeAnswer {
  if (token === null) return UNKNOWN;
  if (token.expires !== null && now > Date.parse(token.expires)) return EXPIRED;
  return isWrite && !token.scopes.includes('api') ? TOO_LITTLE : null;
}

function route(call: Call): FakeAnswer {
  for (const [method, pattern, handle] of ROUTES) {
    const match = method === call.method ? pattern.exec(call.url.pathname) : null;
    if (match !== null) return handle(call, decodeURIComponent(match[1] ?? ''), decodeURIComponent(match[2] ?? ''));
  }
  return jsonAnswer(404, { error: '404 Not Found' });
}

const PROJECT = '^\\/api\\/v4\\/projects\\/([^/]+)';
const ISSUE = `${PROJECT}\\/issues\\/(\\d+)`;

const ROUTES: readonly (readonly [string, RegExp, Route])[] = [
  [
    'GET',
    /^\/api\/v4\/user$/,
    ({ world, user }) => (user === null ? UNKNOWN : jsonAnswer(200, accountJson(world, user))),
  ],
  ['GET', /^\/api\/v4\/personal_access_tokens\/self$/, self],
  ['GET', /^\/api\/v4\/groups\/([^/]+)\/epics\/(\d+)$/, epic],
  ['POST', /^\/api\/graphql$/, graph],
  ['GET', /^\/api\/v4\/projects$/, projects],
  ['GET', new RegExp(`${PROJECT}$`), project],
  ['GET', new RegExp(`${PROJECT}\\/members\\/all$`), members],
  ['GET', new RegExp(`${PROJECT}\\/members\\/all\\/(\\d+)$`), member],
  ['GET', new RegExp(`${PROJECT}\\/labels$`), labels],
  ['GET', new RegExp(`${PROJECT}\\/milestones$`), milestones],
  ['GET', new RegExp(`${PROJECT}\\/issues$`), issues],
  ['POST', new RegExp(`${PROJECT}\\/issues$`), create],
  ['PUT', new RegExp(`${ISSUE}$`), update],
  ['GET', new RegExp(`${ISSUE}\\/notes$`), notes],
  ['POST', new RegExp(`${ISSUE}\\/notes$`), note],
  ['GET', new RegExp(`${ISSUE}\\/resource_state_events$`), (call, ...at) => events(call, at, 'state')],
  ['GET', new RegExp(`${ISSUE}\\/resource_label_events$`), (call, ...at) => events(call, at, 'label')],
];

function self({ token }: Call): FakeAnswer {
  return token === null || token.isOauth ? UNKNOWN : jsonAnswer(200, tokenJson(token));
}

function projects(call: Call): FakeAnswer {
  const { world, user } = call;
  if (user === null) return UNKNOWN;
  const all = world.projects.filter(
    ({ archived, issuesAccess, members }) => members.has(user.id) && !archived && issuesAccess !== 'disabled',
  );
  return listed(
    call,
    all.map((one) => projectJson(world, one, null)),
  );
}

/** Under a former name GitLab leads on to the number. */
function project(call: Call, name: string): FakeAnswer {
  const found = projectNamed(call, name);
  if (found === null) return notFound('Project');
  if (found.formerPaths.includes(name)) {
    const location = `${call.world.host}/api/v4/projects/${found.id}`;
    return message(301, 'Moved', { location });
  }
  const level = call.user === null ? null : (found.members.get(call.user.id) ?? null);
  return jsonAnswer(200, projectJson(call.world, found, level));
}

function members(call: Call, name: string): FakeAnswer {
  const found = projectNamed(call, name);
  if (found === null || call.user === null) return notFound('Project');
  const all = call.world.users.filter(({ id }) => found.members.has(id) || found.guests.has(id));
  return listed(
    call,
    all.map((user) => ({
      ...userJson(call.world, user),
      access_level: found.members.get(user.id) ?? found.guests.get(user.id),
    })),
  );
}

function member(call: Call, name: string, id: string): FakeAnswer {
  const found = projectNamed(call, name);
  const user = call.world.users.find((one) => String(one.id) === id);
  const level = found?.members.get(Number(id)) ?? found?.guests.get(Number(id));
  if (found === null || user === undefined || level === undefined) return notFound('Not found');
  return jsonAnswer(200, { ...userJson(call.world, user), access_level: level });
}

function labels(call: Call, name: string): FakeAnswer {
  const found = projectNamed(call, name);
  if (found === null) return notFound('Project');
  const part = call.url.searchParams.get('search') ?? '';
  const all = [...found.labels].filter((label) => label.includes(part)).toSorted();
  return listed(
    call,
    all.map((label, index) => ({ id: index + 1, name: label, color: '#428bca', description: null })),
  );
}

function milestones(call: Call, name: string): FakeAnswer {
  const found = projectNamed(call, name);
  if (found === null) return notFound('Project');
  return listed(
    call,
    [...found.milestones].map(([id, title]) => ({ id, title, state: 'active' })),
  );
}

function epic({ world, user }: Call, group: string, number: string): FakeAnswer {
  if (user === null) return UNKNOWN;
  if (!world.premium) return FORBIDDEN;
  const found = world.epics.find((one) => one.group === group && String(one.iid) === number);
  return found === undefined ? notFound('Epic') : jsonAnswer(200, epicJson(found));
}

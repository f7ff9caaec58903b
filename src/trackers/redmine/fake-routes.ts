/** The fake Redmine's endpoints: authentication, then one function per route. */
import type { Instant } from '../../model/instant.ts';
import { jsonAnswer, type FakeAnswer, type FakeRequest } from '../fake.ts';
import { PAGE } from './api.ts';
import { accountJson, childrenJson, issueJson, journalsJson, projectJson, roleJson } from './fake-json.ts';
import { customFieldsJson, membershipsJson, searchJson, trackersJson } from './fake-lists.ts';
import { queryIssues } from './fake-query.ts';
import { hasIssues, may, roleIn, type FakeProject, type FakeUser, type FakeWorld } from './fake-world.ts';
import { allowedStatuses, createIssue, updateIssue, type Attributes } from './fake-write.ts';

export interface Call {
  readonly world: FakeWorld;
  readonly now: Instant;
  /** Null: nobody. */
  readonly user: FakeUser | null;
  readonly query: URLSearchParams;
  readonly include: readonly string[];
  readonly body: Attributes;
}

type Route = (call: Call, argument: string) => FakeAnswer;

const UNKNOWN: FakeAnswer = {
  status: 401,
  headers: { 'content-type': 'application/json', 'www-authenticate': 'Basic realm="Redmine API"' },
  text: '',
};

export function answer(world: FakeWorld, request: FakeRequest, now: Instant): FakeAnswer {
  const url = new URL(request.url);
  const query = url.searchParams;
  const user = authenticate(world, request.headers, query);
  if (user === undefined) return UNKNOWN;
  const body = parse(request.body);
  if (body === null) return jsonAnswer(400);
  const call: Call = { world, now, user, query, include: (query.get('include') ?? '').split(','), body };
  for (const [method, pattern, route] of ROUTES) {
    const match = method === request.method ? pattern.exec(url.pathname) : null;
    if (match !== null) return route(call, decodeURIComponent(match[1] ?? ''));
  }
  return jsonAnswer(404);
}

/** Undefined: credentials that nobody has. Without REST credentials are not even looked at. */
function authenticate(
  { restEnabled, users }: FakeWorld,
  headers: Readonly<Record<string, string>>,
  query: URLSearchParams,
): FakeUser | null | undefined {
  const key = headers['x-redmine-api-key'] ?? query.get('key');
  const basic = /^Basic (.+)$/i.exec(headers['authorization'] ?? '')?.[1];
  if (!restEnabled || (key === null && basic === undefined)) return null;
  if (key !== null) return users.find((user) => user.key === key);
  const [login, password] = Buffer.from(basic ?? '', 'base64')
    .toString('utf8')
    .split(/:(.*)/s);
  return users.find((user) => user.key === login || (user.login === login && user.password === password));
}

/** The attributes of the issue; a body without the wrapper has none. Null: not JSON. */
function parse(body: string | null): Attributes | null {
  try {
    const { issue } = JSON.parse(body ?? '{}') as { issue?: Attributes };
    return issue ?? {};
  } catch {
    return null;
  }
}

const ROUTES: readonly (readonly [string, RegExp, Route])[] = [
  ['GET', /^\/users\/current\.json$/, account],
  ['GET', /^\/projects\.json$/, projects],
  ['GET', /^\/projects\/([^/]+)\.json$/, project],
  ['GET', /^\/roles\/(\d+)\.json$/, role],
  ['GET', /^\/issue_statuses\.json$/, (call) => listed(call, 'issue_statuses', call.world.statuses)],
  ['GET', /^\/enumerations\/issue_priorities\.json$/, priorities],
  ['GET', /^\/trackers\.json$/, (call) => listed(call, 'trackers', trackersJson(call.world))],
  ['GET', /^\/custom_fields\.json$/, customFields],
  ['GET', /^\/projects\/([^/]+)\/memberships\.json$/, memberships],
  ['GET', /^\/search\.json$/, search],
  ['GET', /^\/issues\.json$/, issues],
  ['POST', /^\/issues\.json$/, create],
  ['GET', /^\/issues\/(\d+)\.json$/, show],
  ['PUT', /^\/issues\/(\d+)\.json$/, update],
  ['DELETE', /^\/issues\/(\d+)\.json$/, remove],
];

/** Nobody is asked to log in; somebody is told no. Without REST there is no way to log in. */
const refuse = ({ user, world }: Call): FakeAnswer => (user === null && world.restEnabled ? UNKNOWN : jsonAnswer(403));

/** Nobody, on a server that wants to know everybody. */
const isStranger = ({ user, world }: Call): boolean => user === null && world.loginRequired;

const projectNamed = ({ projects }: FakeWorld, name: string): FakeProject | undefined =>
  projects.find(({ id, identifier }) => identifier === name || String(id) === name);

function account(call: Call): FakeAnswer {
  const { user, world, include } = call;
  return user === null ? refuse(call) : jsonAnswer(200, { user: accountJson(world, user, include) });
}

function project(call: Call, name: string): FakeAnswer {
  if (isStranger(call)) return refuse(call);
  const found = projectNamed(call.world, name);
  if (found === undefined) return jsonAnswer(404);
  if (roleIn(call.world, call.user, found) === null) return refuse(call);
  return jsonAnswer(200, { project: projectJson(call.world, found, call.include) });
}

/** Archived ones are not listed for anybody. */
function projects(call: Call): FakeAnswer {
  if (isStranger(call)) return refuse(call);
  const { world, user, query } = call;
  const seen = world.projects.filter((one) => one.status !== 9 && roleIn(world, user, one) !== null);
  const [offset, limit] = [Number(query.get('offset') ?? 0), Math.min(PAGE, Number(query.get('limit') ?? 25))];
  const rows = seen.slice(offset, offset + limit).map((one) => projectJson(world, one, []));
  return jsonAnswer(200, { projects: rows, total_count: seen.length, offset, limit });
}

function role(call: Call, id: string): FakeAnswer {
  const found = call.world.roles.find((one) => String(one.id) === id);
  if (call.user === null) return refuse(call);
  return found === undefined ? jsonAnswer(404) : jsonAnswer(200, { role: roleJson(found) });
}

const listed = (call: Call, name: string, entries: readonly unknown[]): FakeAnswer =>
  isStranger(call) ? refuse(call) : jsonAnswer(200, { [name]: entries });

function priorities(call: Call): FakeAnswer {
  const entries = call.world.priorities.map((one) => ({ ...one, is_default: one.id === 2, active: true }));
  return listed(call, 'issue_priorities', entries);
}

/** For administrators only. */
function customFields(call: Call): FakeAnswer {
  const { user, world } = call;
  return user?.admin === true ? jsonAnswer(200, { custom_fields: customFieldsJson(world) }) : refuse(call);
}

function memberships(call: Call, name: string): FakeAnswer {
  const found = projectNamed(call.world, name);
  if (found === undefined || roleIn(call.world, call.user, found) === null) return refuse(call);
  const entries = membershipsJson(call.world, found);
  return jsonAnswer(200, { memberships: entries, total_count: entries.length, offset: 0, limit: 25 });
}

function search({ world, user, query }: Call): FakeAnswer {
  const results = searchJson(
    world,
    queryIssues(world, user, new URLSearchParams({ status_id: '*' })),
    query.get('q') ?? '',
  );
  return jsonAnswer(200, { results, total_count: results.length, offset: 0, limit: 25 });
}

function issues(call: Call): FakeAnswer {
  const { world, user, query } = call;
  const name = query.get('project_id');
  const within = name === null ? null : (projectNamed(world, name) ?? undefined);
  if (within === undefined) return jsonAnswer(404);
  if (within !== null && !(roleIn(world, user, within) && hasIssues(within))) return refuse(call);
  const limit = Math.min(PAGE, Number(query.get('limit')) || 25);
  const offset = Number(query.get('offset')) || 0;
  const found = queryIssues(world, user, query);
  const page = found.slice(offset, offset + limit).map((issue) => issueJson(world, issue));
  return jsonAnswer(200, { issues: page, total_count: found.length, offset, limit });
}

function create(call: Call): FakeAnswer {
  const { world, user, body, now } = call;
  if (user === null) return refuse(call);
  const made = createIssue(world, user, body, now);
  return 'id' in made ? jsonAnswer(201, { issue: issueJson(world, made) }) : jsonAnswer(422, { errors: made });
}

function show(call: Call, id: string): FakeAnswer {
  const { world, user, include } = call;
  const issue = world.issues.get(Number(id));
  if (issue === undefined) return jsonAnswer(404);
  const as = roleIn(world, user, issue.project);
  if (as === null || !may(as, 'view_issues')) return refuse(call);
  const shown = issueJson(world, issue);
  if (include.includes('children')) shown['children'] = childrenJson(world, issue.id);
  if (include.includes('attachments')) shown['attachments'] = [];
  if (include.includes('journals')) shown['journals'] = journalsJson(issue);
  if (include.includes('allowed_statuses')) shown['allowed_statuses'] = allowedStatuses({ world, role: as }, issue);
  return jsonAnswer(200, { issue: shown });
}

function update(call: Call, id: string): FakeAnswer {
  const { world, user, body, now } = call;
  if (user === null) return refuse(call);
  const issue = world.issues.get(Number(id));
  if (issue === undefined) return jsonAnswer(404);
  const as = roleIn(world, user, issue.project);
  const isOpen = issue.project.status === 1 && (may(as, 'edit_issues') || may(as, 'add_issue_notes'));
  if (as === null || !isOpen) return jsonAnswer(403);
  const errors = updateIssue({ world, user, role: as, now }, issue, body);
  return errors === null ? jsonAnswer(204) : jsonAnswer(422, { errors });
}

function remove(call: Call, id: string): FakeAnswer {
  const { world, user } = call;
  if (user === null) return refuse(call);
  const issue = world.issues.get(Number(id));
  if (issue === undefined) return jsonAnswer(404);
  if (!may(roleIn(world, user, issue.project), 'delete_issues')) return jsonAnswer(403);
  world.issues.delete(issue.id);
  return jsonAnswer(204);
}

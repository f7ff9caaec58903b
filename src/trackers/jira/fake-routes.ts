/** The fake Jira's endpoints: which kind has them, and under which address. */
import type { WireResponse } from '../../http/wire.ts';
import type { Instant } from '../../model/instant.ts';
import { jsonAnswer, type FakeAnswer, type FakeRequest } from '../fake.ts';
import { logIn, type Login } from './fake-accounts.ts';
import { getBulkTransitions, getQueue, postBulkTransitions, postWorkflows, searchWorkflows } from './fake-admin.ts';
import { page, Refused } from './fake-answers.ts';
import { postIssues } from './fake-bulk.ts';
import { isObject, type Call } from './fake-call.ts';
import { getComment, getComments, listComments, postComment, putComment } from './fake-comments.ts';
import { bulkFetch, countIssues, getIssue, searchCloud, searchDataCenter, searchRemoved } from './fake-find.ts';
import { getChangelog, postChangelogs } from './fake-history.ts';
import type { Limits } from './fake-limits.ts';
import * as project from './fake-project.ts';
import { deleteProperty, getLinks, getProperties, getProperty, postLink, putProperty } from './fake-properties.ts';
import { getTransitions, postTransition } from './fake-workflow.ts';
import type { FakeWorld, Kind } from './fake-world.ts';
import { deleteIssue, postIssue, putIssue } from './fake-write.ts';

type Route = (call: Call, first: string, second: string) => FakeAnswer;

/** `*` stands for one part of the path. */
const ROUTES: readonly (readonly [method: string, path: string, route: Route, only?: Kind])[] = [
  ['GET', 'serverInfo', project.getServerInfo],
  ['GET', 'myself', project.getMyself],
  ['GET', 'mypermissions', project.getPermissions],
  ['GET', 'project', project.getProjects, 'data-center'],
  ['GET', 'project/search', project.searchProjects, 'cloud'],
  ['GET', 'project/*', project.getProject],
  ['GET', 'project/*/statuses', project.getProjectStatuses],
  ['GET', 'issue/createmeta/*/issuetypes', project.getCreateTypes],
  ['GET', 'issue/createmeta/*/issuetypes/*', project.getCreateFields],
  ['GET', 'priority', project.getPriorities],
  ['GET', 'priority/search', project.searchPriorities, 'cloud'],
  ['GET', 'field', project.getFields],
  ['GET', 'status', project.getStatuses],
  ['GET', 'user/assignable/search', project.getAssignable],
  ['GET', 'user/search', project.getUsers],
  ['POST', 'issue', postIssue],
  ['POST', 'issue/bulk', postIssues],
  ['POST', 'issue/bulkfetch', bulkFetch, 'cloud'],
  ['GET', 'search/jql', (call) => searchCloud(call, call.query), 'cloud'],
  ['POST', 'search/jql', (call) => searchCloud(call, call.body), 'cloud'],
  ['POST', 'search/approximate-count', countIssues, 'cloud'],
  ['GET', 'search', searchRemoved, 'cloud'],
  ['POST', 'search', searchRemoved, 'cloud'],
  ['GET', 'search', (call) => searchDataCenter(call, call.query), 'data-center'],
  ['POST', 'search', (call) => searchDataCenter(call, call.body), 'data-center'],
  ['GET', 'issue/*', getIssue],
  ['PUT', 'issue/*', putIssue],
  ['DELETE', 'issue/*', deleteIssue],
  ['GET', 'issue/*/transitions', getTransitions],
  ['POST', 'issue/*/transitions', postTransition],
  ['GET', 'bulk/issues/transition', getBulkTransitions, 'cloud'],
  ['POST', 'bulk/issues/transition', postBulkTransitions, 'cloud'],
  ['GET', 'bulk/queue/*', getQueue, 'cloud'],
  ['GET', 'workflows/search', searchWorkflows, 'cloud'],
  ['POST', 'workflows', postWorkflows, 'cloud'],
  ['POST', 'comment/list', listComments, 'cloud'],
  ['GET', 'issue/*/comment', getComments],
  ['POST', 'issue/*/comment', postComment],
  ['GET', 'issue/*/comment/*', getComment],
  ['PUT', 'issue/*/comment/*', putComment],
  ['GET', 'issue/*/properties', getProperties],
  ['GET', 'issue/*/properties/*', getProperty],
  ['PUT', 'issue/*/properties/*', putProperty],
  ['DELETE', 'issue/*/properties/*', deleteProperty],
  ['GET', 'issue/*/changelog', getChangelog, 'cloud'],
  ['POST', 'changelog/bulkfetch', postChangelogs, 'cloud'],
  ['GET', 'issue/*/remotelink', getLinks],
  ['POST', 'issue/*/remotelink', postLink],
];

interface Place {
  readonly root: string;
  readonly gateway: boolean;
  /** Below the root. */
  readonly path: string;
}

/** Null: this Jira does not live there. */
function placeOf({ kind, cloudId, contextPath }: FakeWorld, url: URL): Place | null {
  const prefixes = kind === 'cloud' ? [`/ex/jira/${cloudId}/`, '/'] : [`${contextPath}/`];
  const prefix = prefixes.find((one) => url.pathname.startsWith(one));
  if (prefix === undefined || url.pathname.startsWith('/ex/jira/') !== prefix.startsWith('/ex/jira/')) return null;
  return {
    root: `${url.origin}${prefix.slice(0, -1)}`,
    gateway: prefix.startsWith('/ex/jira/'),
    path: url.pathname.slice(prefix.length),
  };
}

export function answer(world: FakeWorld, limits: Limits, request: FakeRequest, now: Instant): FakeAnswer {
  const url = new URL(request.url);
  const place = placeOf(world, url);
  if (place === null) return page(404, 'Not Found');
  if (world.kind === 'cloud' && place.path === '_edge/tenant_info') return jsonAnswer(200, { cloudId: world.cloudId });
  const [, version, path] = /^rest\/api\/(2|3|latest)\/(.+)$/.exec(place.path) ?? [];
  if (version === undefined || path === undefined) return page(404, 'Not Found');
  const login = logIn(world, request.headers['authorization'], place.gateway, place.root);
  const { refusal, headers } = limits.meet({ method: request.method, path: url.pathname, user: login.user, now });
  const given = refusal ?? within(world, place, { ...request, version, path, login, now });
  return given === null ? null : { ...given, headers: { ...headersFor(world, login), ...headers, ...given.headers } };
}

interface Inside extends FakeRequest {
  readonly version: string;
  readonly path: string;
  readonly login: Login;
  readonly now: Instant;
}

function within(world: FakeWorld, place: Place, inside: Inside): FakeAnswer {
  const { version, path, login, now } = inside;
  const cloud = world.kind === 'cloud';
  if (login.refusal !== undefined) return login.refusal;
  if (login.unknown !== undefined && path !== 'serverInfo') return login.unknown;
  if (version === '3' && !cloud) return notThisVersion(place, inside);
  const body = parse(inside.body);
  if (body === undefined)
    return jsonAnswer(400, {
      errorMessages: ['There was an error parsing JSON. Check that your request body is valid.'],
    });
  return routed(
    { method: inside.method, path, url: inside.url },
    {
      world,
      cloud,
      now,
      user: login.user,
      root: place.root,
      self: `${place.root}/rest/api/${version}`,
      rich: version === '3',
      query: new URL(inside.url).searchParams,
      body: isObject(body) ? body : {},
      raw: body,
    },
  );
}

/** Data Center sends strangers to the login page rather than saying that it has no version 3. */
function notThisVersion({ root }: Place, { login, url }: Inside): WireResponse {
  if (login.user !== null) return page(404, 'Not Found');
  const location = `${root}/login.jsp?os_destination=${encodeURIComponent(url)}`;
  return { status: 302, headers: { location, 'content-type': 'text/html;charset=UTF-8' }, text: '' };
}

/** Undefined: not JSON. */
function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return undefined;
  }
}

const PATTERNS = ROUTES.map(
  ([method, path, route, only]) => [method, new RegExp(`^${path.replaceAll('*', '([^/]+)')}$`), route, only] as const,
);

function routed({ method, path, url }: { method: string; path: string; url: string }, call: Call): FakeAnswer {
  for (const [verb, pattern, route, only] of PATTERNS) {
    const match = verb === method && (only ?? call.world.kind) === call.world.kind ? pattern.exec(path) : null;
    if (match === null) continue;
    try {
      return route(call, decodeURIComponent(match[1] ?? ''), decodeURIComponent(match[2] ?? ''));
    } catch (error) {
      if (error instanceof Refused) return error.answer;
      throw error;
    }
  }
  return jsonAnswer(404, { message: `null for uri: ${url}`, 'status-code': 404 });
}

/** Data Center says with every answer who it thinks is asking. */
const headersFor = ({ kind }: FakeWorld, { user, reason }: Login): Readonly<Record<string, string>> => ({
  'x-arequestid': 'fake',
  ...(kind === 'cloud' ? {} : { 'x-ausername': user?.name ?? 'anonymous' }),
  ...(reason === undefined ? {} : { 'x-seraph-loginreason': reason }),
});

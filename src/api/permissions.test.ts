/** The permission table, iterated: every route for every kind of person. */
import { beforeAll, expect, test } from 'vitest';
import { aConnection, aConnector, aProject, person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';
import { isOperation, RULES, type Operation } from './rules.ts';

interface Route {
  readonly method: string;
  readonly url: string;
  readonly operation: string;
}

let api: TestApi;
let routes: Route[] = [];
let ids: Record<string, number> = {};

beforeAll(async () => {
  api = await startApi(await freshDatabase());
  const project = await aProject(api, 'Guarded');
  const connector = await aConnector(api);
  const connection = await aConnection(api, { project, connector });
  const task = { title: 't', text: '', priority: 5, phase: 'requirements' };
  await api.call('POST', `projects/${project}/tasks/`, task);
  const job = (await api.call('POST', 'jobs/issue-tracker/', { connection, ready: false })).body.id;
  const plan = (await api.call('POST', 'plans/', { connection })).body.id;
  ids = { project, connector, connection, job, plan };
  const spec = (await api.app.inject({ url: '/api/openapi.json' })).json();
  routes = Object.entries(spec.paths as Record<string, Record<string, { operationId: string }>>).flatMap(
    ([url, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => ({
        method: method.toUpperCase(),
        url,
        operation: operationId,
      })),
  );
});

/** What has no number as its id. */
const NAMED: Readonly<Record<string, string>> = {
  phases: 'X1',
  'task-statuses': 'TS1',
  plugins: 'redmine',
  'user-roles': 'UR1',
  'project-roles': 'PR1',
  groups: 'G1',
};

/** The path with the ids of things that exist. */
const at = ({ url }: Route): string => {
  const kind = ['connections', 'connectors', 'jobs', 'plans', 'projects'].find((one) =>
    url.startsWith(`/api/v2/${one}/`),
  );
  const id = kind === undefined ? 1 : (ids[kind.slice(0, -1)] ?? 1);
  const named = Object.entries(NAMED).find(([part]) => url.includes(part))?.[1] ?? String(id);
  return url
    .replace('/api/v2/', '')
    .replace('{project_id}', String(ids['project']))
    .replace('{task_id}', 'PT1')
    .replace('{field}', 'status')
    .replace('{note_id}', '999999')
    .replace('{user_id}', '1')
    .replace('{how_to_id}', 'I999999')
    .replace('{secret}', 'unknown')
    .replace('{id}', named);
};

/** A body that gets past validation, so that the answer is about the permission. */
const BODIES: Partial<Record<Operation, () => object>> = {
  createConnection: () => ({
    alias: 'x',
    connector: ids['connector'],
    project: ids['project'],
    params: { issue_tracker_project: 'p' },
  }),
  linkItem: () => ({ issue: '1' }),
  resolveConflict: () => ({ take: 'task' }),
  createJob: () => ({ connection: ids['connection'], ready: false }),
  createProjectJob: () => ({ connection: ids['connection'], ready: false }),
  createPlan: () => ({ connection: ids['connection'] }),
  createTask: () => ({ title: 't', text: '', priority: 5, phase: 'requirements' }),
  createNote: () => ({ text: 'n' }),
  updateNote: () => ({ text: 'n' }),
  createPhase: () => ({ name: 'p' }),
  deletePhase: () => ({ replacement: 'X2' }),
  createTaskStatus: () => ({ name: 's', meaning: 'DONE' }),
  createAnalysisNote: () => ({ status: 'pass' }),
  createHowTo: () => ({ title: 'h', content: 'c' }),
  acceptTaskUpdate: () => ({ accepted: true }),
  createMember: () => ({ user: 1, role: 'PR3' }),
  updateMember: () => ({ role: 'PR3' }),
  replaceMember: () => ({ role: 'PR3' }),
  importTasks: () => ({ format: 'csv', content: 'id,title\nT1,x\n', preview: true }),
};

/** Who has which of the table's permissions: global role, role in the project (null: a stranger). */
const PEOPLE: readonly [name: string, role: string, inProject: string | null][] = [
  ['administrator', 'UR4', null],
  ['sync service', 'UR5', null],
  ['stranger', 'UR1', null],
  ['nobody', 'UR2', null],
  ['lead', 'UR3', 'PR1'],
  ['developer', 'UR1', 'PR2'],
  ['observer', 'UR2', 'PR3'],
  ['tester', 'UR1', 'PR4'],
];

test('every route has a row, and every row a route (or says why not)', () => {
  const served = new Set(routes.map((route) => route.operation));
  expect(routes.filter((route) => !isOperation(route.operation))).toEqual([]);
  expect(Object.keys(RULES).filter((operation) => !served.has(operation))).toEqual([
    'lockProject',
    'editTask',
    'verifyTask',
  ]);
});

test('nobody gets in without credentials', async () => {
  const open: string[] = [];
  for (const route of routes) {
    const answer = await api.app.inject({ method: route.method as 'GET', url: `/api/v2/${at(route)}` });
    if (answer.statusCode !== 401) open.push(`${route.operation} ${answer.statusCode}`);
  }
  expect(open.toSorted()).toEqual(['createSession 400', 'getFirstRun 200', 'receiveHint 404']);
});

test.each(PEOPLE)('%s may do what the table says, and nothing else', async (name, role, inProject) => {
  const membership = inProject === null ? null : { project: ids['project']!, role: inProject };
  const call = api.as(await person(api.db, `${name.replace(' ', '-')}@example.com`, role, membership));
  const globally = await permissionsOf('roles', role);
  const locally = inProject === null ? [] : await permissionsOf('project_roles', inProject);
  // Deletions last and only refused ones: what the others need must stay.
  const asked = routes.filter((one) => one.method !== 'DELETE' || !may(one.operation, globally, locally));
  // The stream of events has no end; everybody may have it.
  for (const route of asked.filter(({ operation }) => operation !== 'streamEvents')) {
    const operation = route.operation as Operation;
    const body = BODIES[operation]?.() ?? (['GET', 'DELETE'].includes(route.method) ? undefined : {});
    const { status } = await call(route.method, at(route), body);
    if (may(operation, globally, locally)) expect([operation, status]).not.toEqual([operation, 403]);
    else expect([403, 404, 400].map((code) => [operation, code])).toContainEqual([operation, status]);
    if (!may(operation, globally, locally) && sees(globally, inProject))
      expect([operation, status]).toEqual([operation, 403]);
  }
});

const permissionsOf = async (table: 'roles' | 'project_roles', id: string): Promise<string[]> =>
  (await api.db.selectFrom(table).select('permissions').where('id', '=', id).executeTakeFirstOrThrow()).permissions;

function may(operation: string, globally: readonly string[], locally: readonly string[]): boolean {
  const rule: { global: readonly string[]; project?: readonly string[] } = RULES[operation as Operation];
  const byRole = rule.global.some((one) => one === '*' || globally.includes(one) || globally.includes('*'));
  const visible =
    rule.project === undefined ||
    locally.length > 0 ||
    globally.includes('*') ||
    globally.includes('view_all_projects');
  return visible && (byRole || (rule.project ?? []).some((one) => locally.includes(one)));
}

const sees = (globally: readonly string[], inProject: string | null): boolean =>
  inProject !== null || globally.includes('*') || globally.includes('view_all_projects');

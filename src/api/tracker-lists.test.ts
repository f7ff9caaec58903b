import { beforeAll, beforeEach, expect, test } from 'vitest';
import { aConnector, person, REDMINE, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';
import type { Metadata, TrackerProject } from '../model/tracker.ts';
import { TrackerError } from '../model/tracker-error.ts';

const METADATA: Metadata = {
  statuses: ['New', 'Closed'],
  priorities: ['Low'],
  custom: ['Risk'],
  home: '7',
  people: ['ann@example.com'],
  projectName: 'Payments',
  native: { secret: 'opaque' },
};

let api: TestApi;
let projects: readonly TrackerProject[] | null;
let failure: TrackerError | null;
let asked: Record<string, unknown>[] = [];

beforeAll(async () => {
  const asking = (params: Record<string, unknown>): void => {
    asked.push(params);
    if (failure !== null) throw failure;
  };
  api = await startApi(await freshDatabase(), {
    readMetadata: async (_system, params) => (asking(params), METADATA),
    listProjects: async (_system, params) => (asking(params), projects),
  });
});
beforeEach(() => {
  projects = [{ id: 'pay', name: 'Payments' }];
  failure = null;
  asked = [];
});

const BODY = { name: 'x', system: 'redmine', params: { ...REDMINE, issue_tracker_project: 'pay' } };
const lists = (body: object) => api.call('POST', 'connections/metadata-issue-tracker/', body);
const choices = (body: object) => api.call('POST', 'connections/projects-issue-tracker/', body);

test('the lists of the project that unsaved parameters name, without the people', async () => {
  const connector = await aConnector(api);
  expect(await lists({ name: 'x', connector, params: { issue_tracker_project: 'pay' } })).toMatchObject({
    status: 200,
    body: {
      project: { id: '7', name: 'Payments' },
      statuses: ['New', 'Closed'],
      priorities: ['Low'],
      fields: ['Risk'],
    },
  });
  expect(asked[0]).toMatchObject({ issue_tracker_server: 'redmine.example.com', issue_tracker_project: 'pay' });
});

test('without a project there are no lists', async () => {
  expect(await lists({ ...BODY, params: REDMINE })).toMatchObject({
    status: 400,
    body: { params: { issue_tracker_project: ['This field is required.'] } },
  });
  expect(asked).toEqual([]);
});

test('the projects to choose from need no project yet', async () => {
  expect((await choices({ ...BODY, params: REDMINE })).body).toEqual({
    known: true,
    projects: [{ id: 'pay', name: 'Payments' }],
  });
});

test('where the system does not list its projects, that is said', async () => {
  projects = null;
  expect((await choices(BODY)).body).toEqual({ known: false, projects: [] });
});

test.each([
  ['lists', lists],
  ['projects', choices],
])('what is wrong is told by the parameter, for %s', async (_what, ask) => {
  failure = new TrackerError('credentials', 'The key is not known.', { param: 'issue_tracker_api_token' });
  expect(await ask(BODY)).toMatchObject({
    status: 400,
    body: { params: { issue_tracker_api_token: ['The key is not known.'] } },
  });
});

test.each(['metadata', 'projects'])('%s need the edit permission', async (what) => {
  const member = api.as(await person(api.db, `${what}@example.com`, 'UR1'));
  expect((await member('POST', `connections/${what}-issue-tracker/`, BODY)).status).toBe(403);
  expect(asked).toEqual([]);
});

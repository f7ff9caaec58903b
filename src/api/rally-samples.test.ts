/** The documented samples of connections to Rally, letter by letter: accepted, and answered with what they show. */
import { beforeAll, expect, test } from 'vitest';
import { aProject, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';
import { MASK, Secret } from '../model/secret.ts';

let api: TestApi;
let tried: Record<string, unknown>[] = [];
beforeAll(async () => {
  const testTracker = async (_system: unknown, params: Record<string, unknown>) => void tried.push(params);
  api = await startApi(await freshDatabase(), { testTracker });
});

const SAMPLE = {
  sde_project: 'Demo Project',
  issue_tracker_auth_mode: 'basic',
  issue_tracker_user: 'rally_user',
  sde_verification_filter: 'none,partial,pass,fail',
  rally_workspace: 'Rally Workspace',
  issue_tracker_method: 'https',
  issue_tracker_validate_cert: true,
  issue_tracker_title_format: '$task_id $title',
  issue_tracker_server: '',
  sde_businessunit: 'General',
  sde_application: 'Demo Application',
  issue_tracker_project: 'Rally Project',
  issue_tracker_pass: 'rally_password',
  issue_tracker_phases: 'requirements,architecture-design,development',
  sde_statuses_in_scope: 'TODO',
  conflict_policy: 'issue_tracker',
  sde_min_priority: 7,
  issue_tracker_reference_context: 14,
  last_successful_run: '2019-11-28T20:22:32.588388+00:00',
};

const { issue_tracker_project: PROJECT, ...SYSTEM_PARAMS } = SAMPLE;

const aRally = async (name: string): Promise<number> => {
  const system = { id: 'rally', short_name: 'CA Agile Central', name: 'CA Agile Central (formerly Rally)' };
  const { status, body } = await api.call('POST', 'connectors/issue-tracker/', { name, system, params: SYSTEM_PARAMS });
  expect([status, body]).toEqual([201, body]);
  expect(body.system).toEqual(system);
  return body.id;
};

test('the parameters of the list, given back as they stand, make and change a connection', async () => {
  const connector = await aRally('Rally');
  const project = await aProject(api, 'Demo Project');
  const { issue_tracker_pass: _pass, ...params } = SAMPLE;
  const body = { alias: 'Rally Integration', connector, project, params };
  const made = await api.call('POST', 'connections/issue-tracker/', body);
  expect([made.status, made.body]).toEqual([201, made.body]);
  expect(made.body).toMatchObject({ alias: 'Rally Integration', frequency: 'manually', command: 'sync_rally' });
  const { issue_tracker_reference_context: _context, last_successful_run: _run, ...shown } = params;
  expect(made.body.params).toMatchObject({
    ...shown,
    sde_businessunit: expect.any(String) as string,
    issue_tracker_pass: MASK,
    issue_tracker_project: PROJECT,
  });
  const patch = { params: { ...params, issue_tracker_pass: MASK } };
  expect(await api.call('PATCH', `connections/issue-tracker/${made.body.id}/`, patch)).toMatchObject({ status: 200 });
});

test('the sample of a test is tried with what the connector adds', async () => {
  const connector = await aRally('Rally too');
  const project = await aProject(api, 'Tried');
  tried = [];
  const answer = await api.call('POST', 'connections/test-issue-tracker/', {
    connector,
    alias: 'Issue Tracker Test',
    project,
    system: { id: 'rally' },
    params: {
      issue_tracker_auth_mode: 'basic',
      issue_tracker_user: 'username',
      issue_tracker_pass: 'password',
      issue_tracker_project: 'rally_project',
      issue_tracker_validate_cert: true,
    },
  });
  expect(answer).toMatchObject({ status: 200, body: { success: true } });
  const [params] = tried;
  expect(params).toMatchObject({
    rally_workspace: 'Rally Workspace',
    issue_tracker_project: 'rally_project',
    issue_tracker_user: 'username',
  });
  const pass = params?.['issue_tracker_pass'];
  expect(pass instanceof Secret && pass.reveal()).toBe('password');
});

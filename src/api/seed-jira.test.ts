/** The documented samples with Jira, as they stand there. */
import { beforeAll, expect, test } from 'vitest';
import { aProject, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';

let api: TestApi;
let connector: number;
let project: number;
beforeAll(async () => {
  api = await startApi(await freshDatabase());
  project = await aProject(api, 'Project 1');
  const params = {
    jira_version: '5',
    issue_tracker_server: 'my-company.atlassian.net',
    issue_tracker_auth_mode: 'basic',
    issue_tracker_user: 'Sindy',
    issue_tracker_pass: 'id',
  };
  const { status, body } = await api.call('POST', 'connectors/issue-tracker/', {
    name: 'JIRA',
    system: { id: 'jira' },
    params,
  });
  expect(status).toBe(201);
  connector = body.id as number;
});

const PATH = 'connections/issue-tracker/';
const SYSTEM = { id: 'jira', name: 'JIRA', short_name: 'JIRA' };

/** What the sample answer says of the parameters; secrets are masked, and nothing of ours is called like somebody's server. */
const SAMPLE = {
  sde_project: 'Project 1',
  issue_tracker_auth_mode: 'basic',
  issue_tracker_user: 'Sindy',
  sde_verification_filter: 'none,partial,pass,fail',
  jira_version: '5',
  issue_tracker_method: 'https',
  issue_tracker_validate_cert: true,
  issue_tracker_title_format: '$task_id $title',
  issue_tracker_server: 'my-company.atlassian.net',
  issue_tracker_project: 'Example Project',
  issue_tracker_pass: '********',
  issue_tracker_parent_issue: 'Parent',
  issue_tracker_phases: 'requirements,architecture-design,development',
  sde_statuses_in_scope: 'TODO',
  conflict_policy: 'issue_tracker',
  sde_min_priority: 7,
};

test('create, update and delete', async () => {
  const made = await api.call('POST', PATH, {
    alias: 'Example Connection',
    connector,
    debug_mode: true,
    project,
    frequency: 'hourly',
    params: { issue_tracker_project: 'Example Project', issue_tracker_parent_issue: 'Parent' },
  });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({ system: SYSTEM, command: 'sync_jira', frequency: 'hourly', debug_mode: true });
  expect(made.body).toMatchObject({ inaccessible: false, connector, project, params: SAMPLE });
  expect(made.body.params).toMatchObject({
    issue_tracker_reference_context: made.body.id,
    session_capture_socket: '/data/session-capture.sock',
  });
  const path = `${PATH}${String(made.body.id)}/`;
  const patched = await api.call('PATCH', path, {
    alias: 'Example Connection Updated Name',
    connector,
    project,
    frequency: 'manually',
    params: { issue_tracker_project: 'Project Name' },
  });
  expect(patched.status).toBe(200);
  expect(patched.body).toMatchObject({
    alias: 'Example Connection Updated Name',
    system: SYSTEM,
    frequency: 'manually',
    command: 'sync_jira',
    params: { ...SAMPLE, issue_tracker_project: 'Project Name' },
  });
  expect((await api.call('DELETE', path)).status).toBe(204);
});

test('what the old schema calls its own is accepted: version, type, statuses and names of transitions', async () => {
  const params = {
    jira_version: '4',
    jira_issue_type: 'Bug',
    jira_done_statuses: 'Resolved,Closed',
    jira_reopen_transition: 'Reopen Issue',
    jira_close_transition: 'Close Issue',
    issue_tracker_server: 'bugs.example.com',
    issue_tracker_user: 'ann',
    issue_tracker_pass: 'secret',
  };
  const body = { name: 'Old', system: { id: 'jira' }, params };
  expect(await api.call('POST', 'connectors/issue-tracker/', body)).toMatchObject({ status: 201 });
});

/** A connection whose custom fields name a custom attribute needs one with a value, wherever that can be known. */
import { beforeAll, expect, test } from 'vitest';
import { aConnection, aConnector, aProject, REDMINE, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';

let api: TestApi;
let connector: number;
beforeAll(async () => {
  api = await startApi(await freshDatabase());
  connector = await aConnector(api);
});

const params = (macro: string) => ({
  issue_tracker_project: 'pay',
  issue_tracker_custom_fields: JSON.stringify({ Team: `of \${${macro}}` }),
});
const PATH = 'connections/issue-tracker/';
const refusal = (macro: string) => ({
  status: 400,
  body: { params: { issue_tracker_custom_fields: [expect.stringMatching(`Missing value for .${macro} .*"Team"`)] } },
});
const give = async (level: string, project: number, custom_attributes: object): Promise<void> => {
  const { application } = (await api.call('GET', `projects/${project}/`)).body;
  const at = level === 'project' ? `projects/${project}/` : `applications/${application}/`;
  expect((await api.call('PATCH', at, { custom_attributes })).status).toBe(200);
};

test.each(['project', 'application'])('an attribute of the %s', async (level) => {
  const project = await aProject(api, `With ${level}`);
  const macro = `${level}_custom_attr_the-team`;
  const body = { alias: 'A', connector, project, params: params(macro) };
  expect(await api.call('POST', PATH, body)).toMatchObject(refusal(macro));
  expect(await api.call('POST', `${PATH.replace('issue-tracker', 'test-issue-tracker')}`, body)).toMatchObject(
    refusal(macro),
  );
  const { id } = (await api.call('POST', PATH, { ...body, params: { issue_tracker_project: 'pay' } })).body;
  expect(await api.call('PATCH', `${PATH}${id}/`, { params: params(macro) })).toMatchObject(refusal(macro));
  await give(level, project, { 'the-team': 'red' });
  expect((await api.call('PATCH', `${PATH}${id}/`, { params: params(macro) })).status).toBe(200);
  const other = await aProject(api, `Without ${level}`);
  expect(await api.call('PATCH', `${PATH}${id}/`, { project: other })).toMatchObject(refusal(macro));
});

test('a value that is taken away later shows in the test of the connection; its other options can be changed', async () => {
  const project = await aProject(api, 'Taken away');
  await give('project', project, { team: 'red' });
  const macro = 'project_custom_attr_team';
  const id = await aConnection(api, { project, connector, params: params(macro) });
  const tried = async () => (await api.call('POST', `${PATH}${id}/test/`)).body;
  expect(await tried()).toMatchObject({ success: true });
  await give('project', project, { team: null });
  expect((await tried()).depths).toMatchObject([
    { depth: 'server', success: true },
    { depth: 'project', success: true },
    {
      depth: 'settings',
      success: false,
      param: 'issue_tracker_custom_fields',
      message: expect.stringContaining(macro),
    },
  ]);
  expect((await api.call('PATCH', `${PATH}${id}/`, { alias: 'B' })).status).toBe(200);
});

test('without a project nothing can be known of its attributes', async () => {
  const body = { name: 'T', system: { id: 'redmine' }, params: { ...REDMINE, ...params('project_custom_attr_x') } };
  expect((await api.call('POST', 'connections/test-issue-tracker/', body)).status).toBe(200);
});

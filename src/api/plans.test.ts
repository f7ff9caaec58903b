import { beforeAll, expect, test } from 'vitest';
import { aConnection, aConnector, aProject, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';
import type { Create, Skip } from '../model/plan.ts';

let api: TestApi;
let project: number;
beforeAll(async () => {
  api = await startApi(await freshDatabase());
  project = await aProject(api, 'Plans');
});

const create: Create = {
  do: 'create',
  taskId: 'T1',
  title: 'Use TLS',
  reason: { code: 'new-task', text: 'There is no issue yet.', remedy: '' },
  cause: 'new',
  cost: 1,
  held: null,
  marker: 'ls-secret-marker',
  generation: 0,
  fields: {
    title: 'T1: Use TLS',
    body: 'text',
    priority: 'High',
    status: 'New',
    parent: null,
    custom: { A: 'b' },
    labels: [],
    assignee: null,
  },
  base: {},
  taskUrl: 'https://x/T1',
};
const skip: Skip = {
  do: 'skip',
  taskId: 'T2',
  title: 'Log',
  reason: { code: 'up-to-date', text: 'Both sides agree.', remedy: '' },
  cause: 'none',
  cost: 0,
  held: null,
  issueId: '7',
  issueKey: '#7',
  conflicts: [],
  decisions: [],
};

/** A plan as its job leaves it. */
async function openPlan(): Promise<{ id: number; connection: number }> {
  const connection = await aConnection(api, { project, connector: await aConnector(api) });
  const made = await api.call('POST', 'plans/', { connection });
  expect(made).toMatchObject({
    status: 201,
    body: { connection, project, state: 'planning', actions: [], counts: {} },
  });
  expect(api.woken).toContain(connection);
  const content = { actions: JSON.stringify([create, skip]), holds: JSON.stringify(['look out']) };
  await api.db
    .updateTable('plans')
    .set({ ...content, state: 'open', requests: JSON.stringify({ create: 1 }) })
    .where('id', '=', made.body.id)
    .execute();
  return { id: made.body.id, connection };
}

test('shows each action with its reason and cost, and lists plans without them', async () => {
  const { id, connection } = await openPlan();
  const { body } = await api.call('GET', `plans/${id}/`);
  expect(body).toMatchObject({
    state: 'open',
    holds: ['look out'],
    requests: { create: 1 },
    counts: { create: 1, skip: 1 },
  });
  expect(body.actions[0]).toEqual({
    task: `${project}-T1`,
    title: 'Use TLS',
    action: 'create',
    reason: create.reason,
    cost: 1,
    held: null,
    issue: null,
    to_issue: create.fields,
    to_task: null,
    note: null,
    comment: null,
    to_comments: [],
    to_notes: [],
    decisions: [],
  });
  expect(body.actions[1]).toMatchObject({ action: 'skip', issue: '#7', reason: skip.reason, to_issue: {} });
  expect(JSON.stringify(body)).not.toContain(create.marker);
  const list = (await api.call('GET', `plans/?connection=${connection}&state=open`)).body;
  expect(list.count).toBe(1);
  expect(list.results[0]).toMatchObject({ id, state: 'open' });
  expect(list.results[0]).not.toHaveProperty('actions');
});

test('is applied once, all of it or the actions chosen', async () => {
  const { id, connection } = await openPlan();
  const applied = await api.call('POST', `plans/${id}/apply/`, { actions: [`${project}-T1`] });
  expect(applied).toMatchObject({
    status: 201,
    body: { kind: 'apply', plan: id, state: 'queued', connection: { id: connection } },
  });
  const runs = await api.call('GET', `jobs/issue-tracker/?plan=${id}`);
  expect(runs.body.results).toMatchObject([{ id: applied.body.id }]);
  const { selection } = await api.db
    .selectFrom('jobs')
    .select('selection')
    .where('id', '=', applied.body.id)
    .executeTakeFirstOrThrow();
  expect(selection).toEqual(['T1']);
  const again = await api.call('POST', `plans/${id}/apply/`);
  expect(again).toMatchObject({ status: 409, body: { detail: 'The plan is not open but applying: make a new one.' } });
});

test('actions that it does not have are named', async () => {
  const { id } = await openPlan();
  expect(await api.call('POST', `plans/${id}/apply/`, { actions: ['T1', 'T9'] })).toMatchObject({
    status: 400,
    body: { actions: ['The plan has no action for "T9".'] },
  });
  expect((await api.call('GET', `plans/${id}/`)).body.state).toBe('open');
});

test('is discarded once', async () => {
  const { id } = await openPlan();
  expect(await api.call('POST', `plans/${id}/discard/`)).toMatchObject({ status: 200, body: { state: 'discarded' } });
  expect((await api.call('POST', `plans/${id}/discard/`)).status).toBe(409);
  expect((await api.call('POST', `plans/${id}/apply/`)).status).toBe(409);
});

test('a plan that is still being made cannot be applied yet', async () => {
  const connection = await aConnection(api, { project, connector: await aConnector(api) });
  const { body } = await api.call('POST', 'plans/', { connection });
  const { status, body: refused } = await api.call('POST', `plans/${body.id}/apply/`);
  expect([status, refused.detail]).toEqual([409, 'The plan is not open but planning: try again later.']);
});

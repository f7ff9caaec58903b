/** One walk through everything that the API stores and reads, on both databases. */
import { expect, test } from 'vitest';
import { aConnection, aConnector, aProject, startApi } from '../../test/api.ts';
import { describeOnBothDatabases } from '../../test/database.ts';

describeOnBothDatabases('the API', (fresh) => {
  test('makes, shows, changes and deletes', async () => {
    const { db } = await fresh();
    const api = await startApi(db);
    const project = await aProject(api);
    const connector = await aConnector(api, { fields_editable_on_project: ['conflict_policy'] });
    const connection = await aConnection(api, { project, connector, frequency: 'daily' });
    const tasks = `projects/${project}/tasks/`;
    const task = {
      title: 't',
      text: '%',
      priority: 5,
      phase: 'testing',
      tags: ['a', 'b'],
      assigned_to: ['admin@example.com'],
    };
    const made = await api.call('POST', tasks, task, { 'idempotency-key': 'k' });
    expect(made).toMatchObject({
      status: 201,
      body: { tags: ['a', 'b'], assigned_to: [{ email: 'admin@example.com' }] },
    });
    expect((await api.call('POST', tasks, task, { 'idempotency-key': 'k' })).body).toEqual(made.body);
    await api.call('PATCH', `${tasks}${made.body.id}/`, { status: 'DONE', status_note: 'n', tags: [] });
    expect(
      (await api.call('GET', `${tasks}?search=%25&status=DONE&include=references&page_size=1`)).body,
    ).toMatchObject({
      count: 1,
      results: [{ status: 'TS1', note_count: 1, tags: [], references: [] }],
    });
    const job = (await api.call('POST', 'jobs/issue-tracker/', { connection, ready: false })).body;
    const plan = (await api.call('POST', 'plans/', { connection })).body;
    await api.call('PATCH', `connections/issue-tracker/${connection}/`, { params: { issue_tracker_project: 'web' } });
    const list = (await api.call('GET', `connections/issue-tracker/?include=last_job,schedule&project=${project}`))
      .body;
    expect(list.results).toMatchObject([{ id: connection, in_progress: true, last_job: { id: job.id } }]);
    expect((await api.call('GET', `jobs/issue-tracker/?ready=false&page=1`)).body).toMatchObject({
      count: 1,
      results: [job].map(({ id }) => ({ id })),
    });
    expect((await api.call('POST', `jobs/issue-tracker/${job.id}/cancel/`)).body.state).toBe('cancelled');
    expect((await api.call('GET', `plans/${plan.id}/`)).body).toMatchObject({ holds: [], requests: {}, actions: [] });
    expect((await api.call('GET', 'connectors/issue-tracker/')).body.results[0].fields_editable_on_project).toEqual([
      'conflict_policy',
    ]);
    expect((await api.call('DELETE', `connections/issue-tracker/${connection}/`)).status).toBe(204);
    expect((await api.call('DELETE', `connectors/issue-tracker/${connector}/`)).status).toBe(204);
  });
});

import { afterEach, describe, expect, test } from 'vitest';
import { jsonAnswer } from '../fake.ts';
import { doc, KINDS, Stages, textFor, type Stage } from './fake-stage.ts';
import { refusing } from './fake.ts';

const stages = new Stages(process.env['LOCKSTEP_SPECS']);

afterEach(() => expect(stages.complaints()).toEqual([]));

test(
  stages.areChecked
    ? "every answer below is held against Jira's official descriptions"
    : "Jira's official descriptions are not at hand: LOCKSTEP_SPECS names no folder with jira-*-subset.json",
  () => {
    const liar = stages.watch('cloud', { handle: () => jsonAnswer(200, { accountId: 7 }) });
    liar.handle({ method: 'GET', url: 'https://demo.atlassian.net/rest/api/3/myself', headers: {}, body: null });
    const found = stages.areChecked ? ['GET /rest/api/3/myself 200/accountId must be string'] : [];
    expect(stages.complaints()).toEqual(found);
  },
);

describe.each(KINDS)('%s: creating and editing', (kind) => {
  test('a bulk create keeps what is good and says which were not', () => {
    const { client, draft, fieldsOf } = stages.start(kind);
    const drafts = [draft(), draft({ priority: { name: 'Huge' } }), draft({ summary: 'Two', labels: ['a'] })];
    const { status, body } = client.ask('POST /issue/bulk', { issueUpdates: drafts });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      issues: [{ key: 'PAY-1' }, { key: 'PAY-2' }],
      errors: [
        { failedElementNumber: 1, elementErrors: { errors: { priority: "Priority name 'Huge' is not valid" } } },
      ],
    });
    expect(fieldsOf('PAY-2')).toMatchObject({ summary: 'Two', labels: ['a'], priority: { name: 'Medium' } });
    const none = client.ask('POST /issue/bulk', { issueUpdates: [draft({ summary: '' })] });
    expect(none).toMatchObject({ status: 400, body: { issues: [], errors: [{ failedElementNumber: 0 }] } });
  });

  test.each<[string, object, string]>([
    ['summary', { summary: 'x'.repeat(256) }, "Summary can't exceed 255 characters."],
    ['summary', { summary: 'a\nb' }, 'The summary is invalid because it contains newline characters.'],
    ['labels', { labels: ['two words'] }, "The label 'two words' contains spaces which is invalid."],
    ['nonsense', { nonsense: 1 }, "Field 'nonsense' cannot be set. It is not on the appropriate screen, or unknown."],
    ['issuetype', { issuetype: { name: 'Nonsense' } }, 'Specify a valid issue type'],
    [
      'issuetype',
      { issuetype: { name: 'Sub-task' } },
      'Issue type is a sub-task but parent issue key or id not specified.',
    ],
  ])('%s: %j is refused', (field, fields, words) => {
    const { client, draft } = stages.start(kind);
    const { status, body } = client.ask('POST /issue', draft(fields));
    expect([status, body]).toEqual([400, { errorMessages: [], errors: { [field]: words } }]);
  });

  test('texts are limited, and on Cloud documents lose what its schema does not have', () => {
    const { client, create, draft, fieldsOf } = stages.start(kind);
    expect(client.ask('POST /issue', draft({ description: textFor(kind, 'x'.repeat(32_768)) })).status).toBe(400);
    expect(
      client.ask('POST /issue', draft({ description: textFor(kind === 'cloud' ? 'data-center' : 'cloud', 'x') }))
        .status,
    ).toBe(400);
    const odd = { ...doc('a'), content: [...doc('a').content, { type: 'blink', content: [] }] };
    const id = create({ description: kind === 'cloud' ? odd : 'a\r\nb ' });
    expect(fieldsOf(id)['description']).toEqual(kind === 'cloud' ? doc('a') : 'a\r\nb ');
    const empty = { ...doc(''), content: [{ type: 'paragraph', content: [{ type: 'text', text: '' }] }] };
    expect(client.ask('POST /issue', draft({ description: empty })).status).toBe(400);
  });

  test('required fields without a default are asked for, by their ids', () => {
    const { jira, client, draft, create } = stages.start(kind);
    const team = jira.addField('Team', { kind: 'select', options: ['Red', 'Blue'], required: true });
    jira.addField('Size', { kind: 'float', required: true, default: 1 });
    const { status, body } = client.ask('POST /issue', draft());
    expect([status, body]).toEqual([400, { errorMessages: [], errors: { [team]: 'Team is required.' } }]);
    const id = create({ [team]: { value: 'Blue' } });
    const cleared = client.ask(`PUT /issue/${id}`, { fields: { [team]: null } });
    expect(cleared).toMatchObject({ status: 400, body: { errors: { [team]: 'Team is required.' } } });
    const twice = client.ask(`PUT /issue/${id}`, { fields: { summary: 'a' }, update: { summary: [{ set: 'b' }] } });
    expect(twice.status).toBe(400);
  });

  test.each<[string, object, unknown, unknown, unknown]>([
    ['textfield', {}, 'x', 'x', 7],
    ['float', {}, 1.5, 1.5, '1.5'],
    ['datepicker', {}, '2026-03-01', '2026-03-01', '1 March'],
    ['datetime', {}, '2026-03-01T10:00:00.000+0100', '2026-03-01T10:00:00.000+0100', '2026-03-01'],
    ['select', { options: ['A', 'B'] }, { value: 'B' }, expect.objectContaining({ value: 'B' }), { value: 'C' }],
    [
      'multiselect',
      { options: ['A', 'B'] },
      [{ value: 'B' }],
      [expect.objectContaining({ value: 'B' })],
      { value: 'B' },
    ],
    [
      'cascadingselect',
      { options: [['A', ['B']]] },
      { value: 'A', child: { value: 'B' } },
      expect.objectContaining({ value: 'A', child: expect.objectContaining({ value: 'B' }) }),
      { value: 'A', child: { value: 'C' } },
    ],
    ['labels', {}, ['a'], ['a'], ['a b']],
  ])('a %s', (name, plan, value, ...[shown, wrong]) => {
    const { jira, client, create, draft, fieldsOf } = stages.start(kind);
    const field = jira.addField('F', { kind: name, ...plan });
    expect(fieldsOf(create({ [field]: value }))[field]).toEqual(shown);
    expect(fieldsOf(create())[field]).toBe(null);
    const { status, body } = client.ask('POST /issue', draft({ [field]: wrong }));
    expect(status).toBe(400);
    expect(Object.keys((body as { errors: object }).errors)).toEqual([field]);
  });

  test('edits set, add and remove; what changes nothing leaves no trace', () => {
    const { client, create, fieldsOf } = stages.start(kind);
    const id = create({ labels: ['a', 'b'] }, { properties: [{ key: 'lockstep', value: { marker: 'm' } }] });
    const before = fieldsOf(id);
    const edit = {
      fields: { summary: 'Two', status: { name: 'Done' } },
      update: { labels: [{ add: 'c' }, { remove: 'a' }] },
    };
    expect(client.ask(`PUT /issue/${id}`, edit)).toMatchObject({ status: 204, text: '' });
    const after = fieldsOf(id);
    expect(after).toMatchObject({ summary: 'Two', labels: ['b', 'c'], status: before['status'] });
    expect(after['updated']).not.toBe(before['updated']);
    expect(client.ask(`PUT /issue/${id}`, { fields: { summary: 'Two' } }).status).toBe(204);
    expect(fieldsOf(id)['updated']).toBe(after['updated']);
    const { body } = client.ask(`GET /issue/${id}?fields=summary&properties=lockstep&expand=changelog`);
    expect(body).toMatchObject({ fields: { summary: 'Two' }, properties: { lockstep: { marker: 'm' } } });
    expect((body as { changelog: { histories: readonly object[] } }).changelog.histories).toHaveLength(1);
  });

  test('edits are refused for want of a body, of the right, and of an administrator', () => {
    const { jira, client, create } = stages.start(kind);
    const id = create();
    expect(client.ask(`PUT /issue/${id}`, {})).toMatchObject({
      status: 400,
      body: { errorMessages: ["one of 'fields' or 'update' required"] },
    });
    const quiet = client.ask(`PUT /issue/${id}?notifyUsers=false`, { fields: { summary: 'x' } });
    expect(quiet.status).toBe(403);
    const reader = jira.addAccount('bob');
    jira.addProject('OPS', { members: [{ account: reader, permissions: ['BROWSE_PROJECTS'] }] });
    const authorization = client.authorizationOf(reader);
    const refused = client.ask('POST /issue', { fields: { project: { key: 'OPS' } } }, { authorization });
    expect(refused.status).toBe(400);
    expect(client.ask('GET /project/OPS').status).toBe(404);
    expect(client.ask('GET /project/OPS', undefined, { authorization }).status).toBe(200);
  });

  test('assignees must be known and assignable; nobody is somebody, too', () => {
    const { jira, account, client, create, fieldsOf } = stages.start(kind);
    const name = (who: { accountId: string; name: string }) =>
      kind === 'cloud' ? { accountId: who.accountId } : { name: who.name };
    const id = create({ assignee: name(account) });
    expect(fieldsOf(id)['assignee']).toMatchObject({ emailAddress: 'ann@example.net', ...name(account) });
    expect(client.ask(`PUT /issue/${id}`, { fields: { assignee: name({ accountId: 'x', name: 'x' }) } })).toMatchObject(
      {
        status: 400,
        body: { errors: { assignee: "User 'x' does not exist." } },
      },
    );
    expect(client.ask(`PUT /issue/${id}`, { fields: { assignee: null } }).status).toBe(204);
    expect(fieldsOf(id)['assignee']).toBe(null);
    jira.addAccount('eve', { emailHidden: true });
    const people = client.ask('GET /user/assignable/search?project=PAY').body as { emailAddress?: string }[];
    expect(people.map(({ emailAddress }) => emailAddress)).toEqual(['ann@example.net', undefined]);
    expect(client.ask(`GET /user/search?${kind === 'cloud' ? 'query' : 'username'}=eve`).body).toHaveLength(1);
  });

  test('parents: sub-tasks, and epics in the way of the kind', () => {
    const { client, create, draft, fieldsOf } = stages.start(kind);
    const task = create();
    const below = create({ issuetype: { name: 'Sub-task' }, parent: { id: task } });
    expect(fieldsOf(below)['parent']).toMatchObject({ id: task, key: 'PAY-1' });
    expect(fieldsOf(task)['subtasks']).toMatchObject([{ id: below }]);
    expect(client.ask(`DELETE /issue/${task}`).status).toBe(400);
    expect(client.ask(`DELETE /issue/${task}?deleteSubtasks=true`).status).toBe(204);
    if (kind === 'cloud') {
      const epic = create({ issuetype: { name: 'Epic' } });
      expect(fieldsOf(create({ parent: { id: epic } }))['parent']).toMatchObject({ id: epic });
    } else {
      expect(client.ask('POST /issue', draft({ issuetype: { name: 'Epic' } })).status).toBe(400);
      create({ issuetype: { name: 'Epic' }, customfield_10101: 'E' });
      expect(fieldsOf(create({ customfield_10100: 'PAY-3' }))['customfield_10100']).toBe('PAY-3');
      expect(client.ask('POST /issue', draft({ customfield_10100: 'PAY-4' })).status).toBe(400);
    }
  });

  test('faults come in between', () => {
    const { jira, client, draft } = stages.start(kind);
    jira.faults.add({ method: 'POST', times: 1, ...refusing('Not today.') });
    expect(client.ask('POST /issue', draft())).toMatchObject({ status: 400, body: { errorMessages: ['Not today.'] } });
    expect(client.ask('POST /issue', draft()).status).toBe(201);
  });
});

describe.each(KINDS)('%s: workflow, comments, properties, links', (kind) => {
  const done = kind === 'cloud' ? 'Done' : 'Closed';
  const transitionsOf = ({ client }: Stage, id: string) =>
    (
      client.ask(`GET /issue/${id}/transitions?expand=transitions.fields`).body as {
        transitions: readonly {
          id: string;
          name: string;
          to: { name: string };
          fields: Record<string, { required: boolean }>;
        }[];
      }
    ).transitions;

  test('only what is offered can be done, with what its screen asks for', () => {
    const stage = stages.start(kind);
    const { client, create, fieldsOf } = stage;
    const id = create();
    const offered = transitionsOf(stage, id);
    const last = offered.find(({ to }) => to.name === done);
    const path = `POST /issue/${id}/transitions`;
    expect(client.ask(path, { transition: { id: '999' } })).toMatchObject({
      status: 400,
      body: { errorMessages: ["Transition id '999' is not valid for this issue."] },
    });
    const asked = Object.keys(last?.fields ?? {});
    expect(asked).toEqual(kind === 'cloud' ? [] : ['resolution']);
    const bare = { transition: { id: last?.id }, update: { comment: [{ add: { body: textFor(kind, 'Why') } }] } };
    if (kind === 'data-center') {
      expect(client.ask(path, bare)).toMatchObject({
        status: 400,
        body: { errors: { resolution: 'Resolution is required.' } },
      });
    }
    expect(
      client.ask(path, kind === 'cloud' ? bare : { ...bare, fields: { resolution: { name: 'Fixed' } } }).status,
    ).toBe(204);
    expect(fieldsOf(id)).toMatchObject({
      status: { name: done, statusCategory: { key: 'done' } },
      resolution: { name: kind === 'cloud' ? 'Done' : 'Fixed' },
    });
    // Cloud's own workflow has no screens, and so no place for a comment.
    expect(client.ask(`GET /issue/${id}/comment`).body).toMatchObject(
      kind === 'cloud' ? { total: 0 } : { total: 1, comments: [{ body: textFor(kind, 'Why') }] },
    );
    expect(transitionsOf(stage, id).map(({ to }) => to.name)).toEqual(
      kind === 'cloud' ? ['To Do', 'In Progress', 'Done'] : ['Reopened'],
    );
  });

  test('a workflow of ones own, and an account that may not use it', () => {
    const { jira, client } = stages.start(kind);
    const account = jira.addAccount('bob');
    const rights = ['BROWSE_PROJECTS', 'CREATE_ISSUES'];
    const workflow = {
      statuses: [
        { name: 'New', category: 'new' as const },
        { name: 'Over', category: 'done' as const },
      ],
      transitions: [{ name: 'End', from: ['New'], to: 'Over', fields: ['Reason'] }],
      initial: 'New',
    };
    jira.addField('Reason', { kind: 'textfield' });
    jira.addProject('OPS', { workflow, issueTypes: ['Bug'], members: [{ account, permissions: rights }] });
    const authorization = client.authorizationOf(account);
    const fields = { project: { key: 'OPS' }, issuetype: { name: 'Bug' }, summary: 'x' };
    expect(client.ask('POST /issue', { fields }, { authorization }).status).toBe(201);
    expect(client.ask('GET /issue/OPS-1/transitions', undefined, { authorization }).body).toMatchObject({
      transitions: [],
    });
    expect(client.ask('GET /project/OPS/statuses', undefined, { authorization }).body).toMatchObject([
      { name: 'Bug', statuses: [{ name: 'New' }, { name: 'Over' }] },
    ]);
    expect(client.ask('POST /issue/OPS-1/transitions', { transition: { id: '11' } })).toMatchObject({
      status: 404,
      text: '',
    });
  });

  test('comments carry properties and can be changed by who wrote them', () => {
    const { jira, client, create } = stages.start(kind);
    const id = create();
    const properties = [{ key: 'lockstep', value: { origin: 'ls-n1' } }];
    const made = client.ask(`POST /issue/${id}/comment?expand=properties`, { body: textFor(kind, 'A'), properties });
    expect(made).toMatchObject({ status: 201, body: { properties, author: { displayName: 'ann' } } });
    const { id: commentId } = made.body as { id: string };
    const changed = client.ask(`PUT /issue/${id}/comment/${commentId}?expand=properties`, { body: textFor(kind, 'B') });
    expect(changed).toMatchObject({ status: 200, body: { body: textFor(kind, 'B'), properties } });
    const bob = jira.addAccount('bob');
    jira.say(id, bob, 'Mine');
    const list = client.ask(`GET /issue/${id}/comment?startAt=1&maxResults=1&orderBy=created`).body as {
      comments: { id: string }[];
    };
    expect(list).toMatchObject({
      total: 2,
      comments: [{ body: textFor(kind, 'Mine'), author: { displayName: 'bob' } }],
    });
    expect(client.ask(`PUT /issue/${id}/comment/${list.comments[0]?.id}`, { body: textFor(kind, 'C') }).status).toBe(
      400,
    );
    expect(client.ask(`POST /issue/${id}/comment`, { body: kind === 'cloud' ? 'text' : '' }).status).toBe(400);
    jira.world.commentLimit = 2;
    if (kind === 'cloud') expect(client.ask(`POST /issue/${id}/comment`, { body: doc('D') }).status).toBe(413);
    expect(client.ask(`GET /issue/${id}/comment/1`).status).toBe(404);
  });

  test('properties are kept with an issue without changing it', () => {
    const { client, create, fieldsOf } = stages.start(kind);
    const id = create();
    const before = fieldsOf(id)['updated'];
    const path = `/issue/${id}/properties/lockstep`;
    expect(client.ask(`GET ${path}`).status).toBe(404);
    expect(client.ask(`PUT ${path}`, { a: 1 }).status).toBe(201);
    expect(client.ask(`PUT ${path}`, { a: 2 }).status).toBe(200);
    expect(client.ask(`GET ${path}`).body).toEqual({ key: 'lockstep', value: { a: 2 } });
    expect(client.ask(`GET /issue/${id}/properties`).body).toMatchObject({ keys: [{ key: 'lockstep' }] });
    expect(client.ask(`PUT ${path}`, 'x'.repeat(40_000)).status).toBe(400);
    expect(client.ask(`DELETE ${path}`).status).toBe(204);
    expect(fieldsOf(id)['updated']).toBe(before);
  });

  test('there is one link per global id', () => {
    const { client, create } = stages.start(kind);
    const id = create();
    const link = (title: string) => ({ globalId: 'g=1', object: { url: 'https://lockstep.example/t', title } });
    expect(client.ask(`POST /issue/${id}/remotelink`, link('A')).status).toBe(201);
    expect(client.ask(`POST /issue/${id}/remotelink`, link('B')).status).toBe(200);
    expect(client.ask(`GET /issue/${id}/remotelink`).body).toMatchObject([{ globalId: 'g=1', object: { title: 'B' } }]);
    expect(client.ask(`POST /issue/${id}/remotelink`, { object: { title: 'C' } }).status).toBe(400);
  });

  test('people act past the interface', () => {
    const { jira, client, create, fieldsOf, search } = stages.start(kind);
    const id = create({ labels: ['m'] }, { properties: [{ key: 'lockstep', value: 1 }] });
    jira.edit(id, { summary: 'Two', priority: 'High', description: 'By hand', labels: ['m', 'n'] });
    jira.setStatus(id, done);
    expect(fieldsOf(id)).toMatchObject({
      summary: 'Two',
      priority: { name: 'High' },
      labels: ['m', 'n'],
      status: { name: done },
    });
    expect(fieldsOf(id)['description']).toEqual(textFor(kind, 'By hand'));
    const copy = jira.clone(id);
    expect(client.ask(`GET /issue/${copy.key}?properties=*all`).body).toMatchObject({
      fields: { labels: ['m', 'n'] },
      properties: {},
    });
    jira.archive(copy.id);
    expect(search('project = PAY ORDER BY key ASC').keys).toEqual(['PAY-1']);
    expect(client.ask(`PUT /issue/${copy.id}`, { fields: { summary: 'x' } }).status).toBe(403);
    jira.restore(copy.id);
    jira.remove(id);
    expect(client.ask(`GET /issue/${id}`).status).toBe(404);
    jira.restore(id);
    expect(search('project = PAY ORDER BY key ASC').keys).toEqual(['PAY-1', 'PAY-2']);
  });
});

/** What the fake plays of Azure DevOps, asked as a script would ask it. */
import { beforeEach, expect, test } from 'vitest';
import type { Account, Project } from './fake-world.ts';
import { cmmiTask } from './fake-types.ts';
import { FakeAzureDevops } from './fake.ts';

let fake: FakeAzureDevops;
let account: Account;
let shop: Project;

beforeEach(() => {
  let now = Date.parse('2026-03-01T12:00:00Z');
  fake = new FakeAzureDevops(() => (now += 1_000));
  account = fake.addAccount('sync');
  shop = fake.addProject('Shop', [account]);
});

interface Asked {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const PATCH_TYPE = { 'content-type': 'application/json-patch+json' };

function ask(path: string, { method = 'GET', body, headers = {} }: Asked = {}) {
  const answer = fake.handle({
    method,
    url: `https://dev.azure.com/acme${path}${path.includes('?') ? '&' : '?'}api-version=6.0`,
    headers: { authorization: `Basic ${Buffer.from(`:${account.token}`).toString('base64')}`, ...headers },
    body: body === undefined ? null : JSON.stringify(body),
  });
  if (answer === null) throw new Error('no answer');
  const isJson = answer.headers['content-type']?.includes('json') === true;
  return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(answer.text) : answer.text };
}

const set = (field: string, value: unknown) => ({ op: 'add', path: `/fields/${field}`, value });

const create = (ops: readonly unknown[], type = 'Task', query = '') =>
  ask(`/Shop/_apis/wit/workitems/$${type}${query}`, { method: 'POST', body: ops, headers: PATCH_TYPE });

const patch = (id: number, ops: readonly unknown[]) =>
  ask(`/_apis/wit/workitems/${id}`, { method: 'PATCH', body: ops, headers: PATCH_TYPE });

const query = (where: string) =>
  ask('/_apis/wit/wiql', {
    method: 'POST',
    body: { query: `SELECT [System.Id] FROM WorkItems WHERE ${where} ORDER BY [System.Id]` },
  }).body;

test('strangers get nothing: an empty 401 as a program, a page to sign in as a browser', () => {
  const stranger = { authorization: 'Basic eDp5' };
  expect(ask('/_apis/projects', { headers: stranger })).toMatchObject({ status: 203, body: /Sign In/ });
  const program = { ...stranger, 'x-tfs-fedauthredirect': 'Suppress' };
  expect(ask('/_apis/projects', { headers: program })).toMatchObject({
    status: 401,
    body: '',
    headers: { 'www-authenticate': /^Basic realm=/ },
  });
  expect(ask('/../other/_apis/projects')).toMatchObject({ status: 404, body: 'The resource cannot be found.' });
});

test('a patch has a content type of its own, known fields, and a first state', () => {
  const plain = { method: 'POST', body: [set('System.Title', 'a')], headers: { 'content-type': 'application/json' } };
  expect(ask('/Shop/_apis/wit/workitems/$Task', plain).status).toBe(415);
  expect(create([set('Custom.Nope', 'x')]).body.message).toContain('TF51535');
  expect(create([set('System.Rev', 4)]).body.typeKey).toBe('RuleValidationException');
  expect(create([set('System.Title', 'a'), set('System.State', 'Closed')]).body.customProperties).toMatchObject({
    RuleValidationErrors: [{ fieldReferenceName: 'System.State' }],
  });
  expect(create([]).body.message).toContain('Title');
  expect(create([set('System.Title', 'a'.repeat(256))]).status).toBe(400);
  expect(create([set('System.Title', 'a')], 'Bug').status).toBe(404);
  expect(fake.items()).toEqual([]);
  expect(create([set('System.Title', 'a')], 'Task', '?validateOnly=true')).toMatchObject({ status: 200 });
  expect(fake.items()).toEqual([]);
  expect(create([set('System.Title', 'a')]).body).toMatchObject({ id: 1, rev: 1, fields: { 'System.State': 'New' } });
});

test('writes can insist on a revision, and states follow their graph', () => {
  shop.types.splice(0, 1, cmmiTask());
  create([set('System.Title', 'a')]);
  const test1 = { op: 'test', path: '/rev', value: 1 };
  expect(patch(1, [test1, set('System.State', 'Resolved')]).status).toBe(400);
  expect(patch(1, [test1, set('System.State', 'Active')]).body).toMatchObject({ rev: 2 });
  expect(patch(1, [test1, set('System.State', 'Resolved')]).status).toBe(412);
  expect(ask('/Shop/_apis/wit/workitemtypes/Task').body.transitions.Active).toEqual([
    { to: 'Proposed', actions: null },
    { to: 'Resolved', actions: null },
  ]);
});

test('the log goes on from where it was read, names what was deleted, and not what was moved', () => {
  const page = (token?: string) =>
    ask(
      `/Shop/_apis/wit/reporting/workitemrevisions?fields=System.Tags,System.IsDeleted&includeLatestOnly=true&includeDeleted=true${token === undefined ? '' : `&continuationToken=${token}`}`,
    ).body;
  for (const n of [1, 2, 3]) fake.addItem(shop, 'Task', { 'System.Title': `N${n}` });
  fake.world.logPage = 2;
  const first = page();
  expect([first.values.length, first.isLastBatch]).toEqual([2, false]);
  const second = page(first.continuationToken);
  expect([second.values.length, second.isLastBatch]).toEqual([1, true]);
  expect(page(second.continuationToken).values).toEqual([]);
  fake.edit(1, { 'System.Title': 'b' });
  fake.edit(1, { 'System.Title': 'c' });
  fake.remove(2);
  fake.move(3, fake.addProject('Elsewhere', [account]));
  expect(page(second.continuationToken).values).toEqual([
    { id: 1, rev: 3, fields: {} },
    { id: 2, rev: 2, fields: { 'System.IsDeleted': true } },
  ]);
  fake.world.forgottenUpTo = 99;
  expect(page(second.continuationToken).message).toContain('continuation token');
});

test('a query understands fields, tags and lists, and refuses the rest', () => {
  const elsewhere = fake.addProject('Elsewhere', [account]);
  for (const [n, project] of [shop, shop, elsewhere].entries())
    fake.addItem(project, 'Task', { 'System.Title': `It's ${n}` });
  fake.setTags(2, ['Ls-one', 'b']);
  fake.setTags(3, ['ls-one']);
  const ids = (where: string) => query(where).workItems.map(({ id }: { id: number }) => id);
  expect(ids("[System.Tags] CONTAINS 'ls-one'")).toEqual([2, 3]);
  expect(ids("[System.Tags] CONTAINS 'ls'")).toEqual([]);
  expect(ids("[System.TeamProject] = 'Shop' AND [System.Tags] CONTAINS 'ls-one'")).toEqual([2]);
  expect(ids("([System.Title] = 'It''s 0' OR [System.Tags] CONTAINS 'b') AND [System.Id] > 1")).toEqual([2]);
  expect(ids("[System.Title] IN ('it''s 0', 'It''s 2')")).toEqual([1, 3]);
  for (const odd of ["[Custom.No] = 'x'", "[System.Title] LIKE 'x'", "[System.Title] = 'x' extra", '([System.Id] > 1'])
    expect(query(odd).typeKey).toBe('WorkItemTrackingQueryException');
  account.roles.delete(elsewhere);
  expect(ids("[System.Tags] CONTAINS 'ls-one'")).toEqual([2]);
});

test('batches read 200, leave out what is missing on request, and know only fields that there are', () => {
  fake.addItem(shop, 'Task', { 'System.Description': '<p>x</p>' });
  const read = (body: object) => ask('/_apis/wit/workitemsbatch', { method: 'POST', body });
  const fields = ['System.Id', 'System.Description'];
  expect(read({ ids: [1, 9], fields, errorPolicy: 'omit' }).body).toEqual({
    count: 2,
    value: [expect.objectContaining({ id: 1, fields: { 'System.Id': 1, 'System.Description': '<p>x</p>' } }), null],
  });
  expect(read({ ids: [1, 9], fields }).status).toBe(404);
  expect(read({ ids: [1], fields: ['Custom.No'] }).status).toBe(400);
  expect(read({ ids: [1], fields, $expand: 'relations' }).status).toBe(400);
  expect(read({ ids: Array.from({ length: 201 }, (_, n) => n) }).status).toBe(400);
});

test('a batch of writes: each for itself, an answer within the answer', () => {
  const part = (title: string) => ({
    method: 'PATCH',
    uri: '/Shop/_apis/wit/workitems/$Task?api-version=6.0',
    headers: { 'Content-Type': 'application/json-patch+json' },
    body: title === '' ? [] : [set('System.Title', title)],
  });
  const { body } = ask('/_apis/wit/$batch', { method: 'PATCH', body: [part('a'), part(''), part('b')] });
  expect(body.value.map(({ code }: { code: number }) => code)).toEqual([200, 400, 200]);
  expect(JSON.parse(body.value[2].body)).toMatchObject({ id: 2, fields: { 'System.Title': 'b' } });
});

test('tags, rich text and comments come back in other letters', () => {
  fake.setTags(fake.addItem(shop, 'Task').id, ['PCI']);
  const description = `<P>a<br />b <script>x</script><a href='y' onclick="z">c</a>&nbsp;</P>`;
  const { body } = create([
    set('System.Title', 'a'),
    set('System.Tags', 'pci; zeta, Alpha'),
    set('System.Description', description),
    set('System.History', '<p>said</p>'),
  ]);
  expect(body.fields).toMatchObject({
    'System.Tags': 'Alpha; PCI; zeta',
    'System.Description': '<p>a<br>b <a href="y">c</a>&nbsp;</p>',
    'System.CommentCount': 1,
  });
  expect(patch(2, [set('System.Tags', 'beta')]).body.fields['System.Tags']).toBe('Alpha; PCI; beta; zeta');
  const replaced = patch(2, [{ ...set('System.Tags', 'beta'), op: 'replace' }]);
  expect(replaced.body.fields['System.Tags']).toBe('beta');
  account.mayMakeTags = false;
  expect(patch(2, [set('System.Tags', 'pci')]).status).toBe(200);
  expect(patch(2, [set('System.Tags', 'new')])).toMatchObject({ status: 403, body: { message: /TF401289/ } });
});

test('comments come newest first, page by page, and each is a revision', () => {
  const { id } = fake.addItem(shop, 'Task');
  for (let n = 0; n < 250; n += 1) fake.say(id, account, `<p>${n}</p>`);
  const first = ask(`/_apis/wit/workItems/${id}/comments?$top=200`).body;
  expect([first.comments.length, first.comments[0].text]).toEqual([200, '<p>249</p>']);
  const rest = ask(`/_apis/wit/workItems/${id}/comments?$top=200&continuationToken=${first.continuationToken}`).body;
  expect([rest.comments.length, rest.continuationToken]).toEqual([50, undefined]);
  expect(fake.item(id).rev).toBe(251);
});

test('one parent, which has to be there', () => {
  const [one, two] = [fake.addItem(shop, 'Task'), fake.addItem(shop, 'Task')];
  const child = (id: number) => ({
    op: 'add',
    path: '/relations/-',
    value: { rel: 'System.LinkTypes.Hierarchy-Reverse', url: `https://x/_apis/wit/workItems/${id}` },
  });
  expect(patch(two.id, [child(99)]).status).toBe(404);
  expect(patch(two.id, [child(one.id)]).body.fields['System.Parent']).toBe(one.id);
  expect(patch(two.id, [child(one.id)]).body.message).toContain('TF201036');
  expect(patch(two.id, [{ op: 'remove', path: '/relations/0' }]).body.fields['System.Parent']).toBeUndefined();
});

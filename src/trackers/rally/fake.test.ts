/** What the fake plays of Rally, asked as a script would ask it. */
import { beforeEach, expect, test } from 'vitest';
import type { Account, Thing } from './fake-world.ts';
import { FakeRally } from './fake.ts';

let fake: FakeRally;
let account: Account;
let workspace: Thing;
let project: Thing;

beforeEach(() => {
  let now = Date.parse('2026-03-01T12:00:00Z');
  fake = new FakeRally(
    () => (now += 1_000),
    () => 0.5,
  );
  account = fake.addAccount('sync');
  workspace = fake.addWorkspace('Main');
  project = fake.addProject(workspace, 'Demo', [[account, 'Editor']]);
});

interface Asked {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

function ask(path: string, { method = 'GET', body, headers = { zsessionid: account.key } }: Asked = {}) {
  const url = `https://rally.example/slm/webservice/v2.0${path}`;
  const answer = fake.handle({ method, url, headers, body: body === undefined ? null : JSON.stringify(body) });
  if (answer === null) throw new Error('no answer');
  const isJson = answer.headers['content-type']?.includes('json') === true;
  return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(answer.text) : answer.text };
}

const found = (path: string): { TotalResultCount: number; Results: { Name: string }[]; Errors: string[] } =>
  ask(path).body.QueryResult;

const query = (text: string): string => `query=${encodeURIComponent(text)}`;

test('nobody gets in without a key, and a password needs a token for writes', () => {
  expect(ask('/defect', { headers: {} })).toMatchObject({ status: 401 });
  expect(ask('/defect', { headers: { zsessionid: '_wrong' } }).body).toContain('Error 401 The username or password');
  const basic = { authorization: `Basic ${Buffer.from('sync@example.com:secret').toString('base64')}` };
  const made = { method: 'POST', body: { defect: { Name: 'x', Project: `/project/${project.id}` } } };
  const refused = ask('/defect/create', { ...made, headers: basic }).body;
  expect(refused.CreateResult.Errors).toEqual(['Not authorized to perform action: Invalid key']);
  const session = ask('/security/authorize', { headers: basic });
  const cookie = /JSESSIONID=\w+/.exec(session.headers['set-cookie'] ?? '')?.[0] ?? '';
  const key = session.body.OperationResult.SecurityToken;
  expect(ask(`/defect/create?key=${key}`, { ...made, headers: basic }).body.CreateResult.Object).toBeUndefined();
  const done = ask(`/defect/create?key=${key}`, { ...made, headers: { ...basic, cookie } }).body;
  expect(done.CreateResult.Errors).toEqual([]);
});

test('pages are counted from 1, have 20 rows unless told otherwise, and 2,000 at most', () => {
  for (let n = 1; n <= 25; n += 1) fake.addItem('Defect', project, { Name: `N${n}` });
  const first = found('/defect?fetch=Name');
  expect([first.TotalResultCount, first.Results.length]).toEqual([25, 20]);
  expect(found('/defect?fetch=Name&start=21').Results.map(({ Name }) => Name)).toEqual([
    'N21',
    'N22',
    'N23',
    'N24',
    'N25',
  ]);
  expect(found('/defect?pagesize=9999')).toMatchObject({ PageSize: 2_000 });
  const [newest] = found('/defect?fetch=Name&order=LastUpdateDate%20DESC').Results;
  expect(newest?.Name).toBe('N25');
});

test('a project is asked with those below it, unless told otherwise; hidden ones show nothing', () => {
  const below = fake.addProject(workspace, 'Below', [[account, 'Viewer']], project);
  const hidden = fake.addProject(workspace, 'Hidden', []);
  for (const each of [project, below, hidden]) fake.addItem('Task', each);
  const inDemo = `/task?project=/project/${project.id}`;
  expect(found(inDemo).TotalResultCount).toBe(2);
  expect(found(`${inDemo}&projectScopeDown=false`).TotalResultCount).toBe(1);
  expect(found('/task').TotalResultCount).toBe(2);
  const foreign = fake.addProject(fake.addWorkspace('Other'), 'There', [[account, 'Editor']]);
  fake.addItem('Task', foreign);
  expect(found(`/task?workspace=/workspace/${workspace.id}`).TotalResultCount).toBe(2);
});

test('a query that Rally cannot read, or that names an unknown attribute, is an error with status 200', () => {
  fake.addItem('Defect', project);
  expect(found(`/defect?${query('Name = x')}`).Errors[0]).toContain('Error parsing expression');
  expect(found(`/defect?${query('(c_Nope = x)')}`).Errors[0]).toContain('Could not find the attribute "c_Nope"');
  expect(ask('/nonsense').body.OperationResult.Errors).toEqual(['Not a valid type: nonsense']);
});

test('unknown fields are ignored with a warning, wrong values are errors, and nothing is done then', () => {
  const create = (fields: object) =>
    ask('/defect/create?fetch=Name,State,Priority', {
      method: 'POST',
      body: { defect: { Name: 'x', Project: `/project/${project.id}`, ...fields } },
    }).body.CreateResult;
  expect(create({ c_Nope: 1 })).toMatchObject({
    Errors: [],
    Warnings: ['Ignored JSON element defect.c_Nope during processing of this request.'],
    Object: { Name: 'x', State: 'Submitted', Priority: 'None' },
  });
  const wrong: readonly (readonly [object, string])[] = [
    [{ State: 'Odd' }, 'Defect.State does not allow "Odd"'],
    [{ Name: null }, 'Defect.Name should not be null'],
    [{ Name: '<script>' }, 'Defect.Name contained invalid input'],
    [{ Description: '<script>x</script>' }, 'Defect.Description contained invalid input'],
    [{ Description: 'x'.repeat(40_000) }, 'Defect.Description exceeds the maximum length'],
    [{ FormattedID: 'DE9' }, 'Defect.FormattedID is read only'],
    [{ Ready: 'yes' }, 'Defect.Ready is not a boolean'],
    [{ Owner: '/user/1' }, 'Defect.Owner could not be set'],
  ];
  for (const [fields, words] of wrong) expect(create(fields).Errors.join()).toContain(words);
  expect(fake.items()).toHaveLength(1);
  expect(ask('/defect/create', { method: 'POST', body: { Name: 'x' } }).body.CreateResult.Errors).toEqual([
    'Cannot parse input',
  ]);
});

test('one object stands under its type, a missing one changes the envelope, and the recycle bin hides', () => {
  const { id } = fake.addItem('Defect', project, { Description: '<p>a</p>' });
  const one = () => ask(`/defect/${id}?fetch=Name,Project,Tags`).body;
  expect(one().Defect).toMatchObject({ Errors: [], Project: { _refObjectName: 'Demo' }, Tags: { Count: 0 } });
  expect(ask(`/task/${id}`).body.OperationResult.Errors).toEqual(['Cannot find object to read']);
  expect(ask(`/defect/${id}`, { method: 'DELETE' }).body).toEqual({ OperationResult: { Errors: [], Warnings: [] } });
  expect(one().OperationResult.Errors).toEqual(['Cannot find object to read']);
  const update = ask(`/defect/${id}`, { method: 'POST', body: { defect: { Name: 'y' } } }).body;
  expect(update.OperationResult.Errors).toEqual(['Cannot find object to update']);
  fake.restore(id);
  expect(one().Defect._type).toBe('Defect');
});

test('lists inside of objects are read, added to and taken from; a read-only key changes nothing', () => {
  const { id } = fake.addItem('Defect', project);
  const tag = fake.addTag('a');
  const body = { CollectionItems: [{ _ref: `/tag/${tag.id}` }] };
  const added = ask(`/defect/${id}/Tags/add?fetch=Name`, { method: 'POST', body }).body.OperationResult;
  expect(added.Results).toMatchObject([{ Name: 'a' }]);
  expect(found(`/defect/${id}/Tags?fetch=Name`).Results).toMatchObject([{ Name: 'a' }]);
  const key = { zsessionid: account.readOnlyKey };
  const refused = ask(`/defect/${id}/Tags/remove`, { method: 'POST', body, headers: key }).body.OperationResult;
  expect(refused.Errors[0]).toContain('Not authorized');
  ask(`/defect/${id}/Tags/remove`, { method: 'POST', body });
  expect(fake.tagNames(id)).toEqual([]);
});

test('rich text comes back in other letters with the same meaning', () => {
  const body = {
    defect: { Name: 'x', Project: `/project/${project.id}`, Description: `<P>a<BR>"b" &quot;&amp;<a href='x'>c</a>` },
  };
  const { Object: made } = ask('/defect/create?fetch=Description', { method: 'POST', body }).body.CreateResult;
  expect(made.Description).toBe('<p>a<br />"b" "&amp;<a href="x" target="_blank">c</a></p>');
});

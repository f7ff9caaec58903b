import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { basic, type Asking } from './fake-client.ts';
import { doc, KINDS, Stages } from './fake-stage.ts';
import type { Kind } from './fake-world.ts';

const stages = new Stages(process.env['LOCKSTEP_SPECS']);

afterEach(() => expect(stages.complaints()).toEqual([]));

const LAG = 30_000;
const jqlFor = (jql: string): string => encodeURIComponent(jql);

describe.each(KINDS)('%s: searches', (kind) => {
  test('conditions, lists, quotes and orders', () => {
    const { client, create, search, clock } = stages.start(kind);
    create({ labels: ['a', 'x'] });
    clock.now += 1_000; // the index of Data Center knows no milliseconds
    const second = create({ labels: ['a-b'] });
    clock.now += 1_000;
    create({ labels: ['a'] });
    clock.now += 1_000;
    expect(search('project = PAY ORDER BY created').keys).toEqual(['PAY-1', 'PAY-2', 'PAY-3']);
    expect(search(`project='PAY' AND labels = "a" ORDER BY key DESC`).keys).toEqual(['PAY-3', 'PAY-1']);
    expect(search('labels in (x, "a-b") order by updated desc').keys).toEqual(['PAY-2', 'PAY-1']);
    expect(search(`id in (${second}) AND project != OTHER`).status).toBe(400);
    expect(search(`key in (PAY-3, ${second})`).keys).toEqual(['PAY-3', 'PAY-2']);
    client.ask(`PUT /issue/${second}`, { fields: { summary: 'x' } });
    expect(search('project = PAY ORDER BY updated DESC, key ASC').keys[0]).toBe('PAY-2');
  });

  test('times are milliseconds, or minutes in the zone of the account', () => {
    const { create, search, clock } = stages.start(kind);
    create();
    clock.now += 3_600_000;
    const between = clock.now;
    create();
    expect(search(`project = PAY AND updated >= ${between}`).keys).toEqual(['PAY-2']);
    expect(search(`project = PAY AND updated < ${between}`).keys).toEqual(['PAY-1']);
    expect(search('project = PAY AND updated >= "2026/02/28 20:00"').keys).toEqual(['PAY-2']);
    expect(search('project = PAY AND updated >= "2026-02-28 19:00"').keys).toEqual(['PAY-2', 'PAY-1']);
  });

  test.each([
    ['project = NOPE', "The value 'NOPE' does not exist for the field 'project'."],
    ['colour = red', "Field 'colour' does not exist or you do not have permission to view it."],
    ['labels >= a', "The operator '>=' is not supported by the 'labels' field."],
    ['project = PAY ORDER BY colour', "Not able to sort using field 'colour'."],
  ])('%s is refused', (jql, words) => {
    const { search, create } = stages.start(kind);
    create();
    const { status, body } = search(jql);
    expect(status).toBe(400);
    expect(body).toEqual({ errorMessages: [words], ...(kind === 'cloud' ? { warningMessages: [] } : { errors: {} }) });
    expect(search('project = ').status).toBe(400);
    expect(search('project = PAY AND updated >= soon').status).toBe(400);
  });

  test('one id that is not there spoils the query; by id the index does not lag', () => {
    const { jira, client, create, search, clock } = stages.start(kind, LAG);
    const id = create();
    expect(search('project = PAY').keys).toEqual([]);
    expect(search(`id in (${id})`).keys).toEqual(['PAY-1']);
    expect(search(`id in (${id}, 99)`).status).toBe(400);
    clock.now += LAG;
    client.ask(`PUT /issue/${id}`, { fields: { summary: 'Two' } });
    expect(search('project = PAY').body).toMatchObject({ issues: [{ fields: { summary: 'One' } }] });
    jira.remove(id);
    expect(search('project = PAY').keys).toEqual(['PAY-1']);
    clock.now += LAG;
    expect(search('project = PAY').keys).toEqual([]);
  });

  test('moved issues and projects with another key are followed', () => {
    const { jira, client, create, search } = stages.start(kind);
    jira.addProject('OPS');
    const id = create();
    jira.move(id, 'OPS');
    expect(search('project = OPS').body).toMatchObject({
      issues: [{ id, key: 'OPS-1', fields: { project: { key: 'OPS' } } }],
    });
    expect(client.ask('GET /issue/PAY-1').body).toMatchObject({ id, key: 'OPS-1' });
    jira.rekey('OPS', 'SEC');
    expect(search('project = OPS').keys).toEqual(['SEC-1']);
    expect(client.ask('GET /project/OPS').body).toMatchObject({ key: 'SEC' });
    if (kind === 'data-center') return;
    const fetched = client.ask('POST /issue/bulkfetch', { issueIdsOrKeys: ['PAY-1', id, '99'], fields: ['summary'] });
    expect(fetched.body).toMatchObject({ issues: [{ id, key: 'SEC-1' }], issueErrors: [{ id: '99' }] });
  });
});

describe.each(KINDS)('%s: who is asking', (kind) => {
  const cloud = kind === 'cloud';

  test('a public project can be read by anybody, any other by nobody', () => {
    const { jira, client, create } = stages.start(kind);
    const id = create();
    const nobody = { authorization: null };
    expect(client.ask('GET /serverInfo', undefined, nobody)).toMatchObject({
      status: 200,
      body: { deploymentType: cloud ? 'Cloud' : 'Server' },
    });
    expect(client.ask('GET /project/PAY', undefined, nobody).status).toBe(404);
    expect(client.ask(`GET /issue/${id}`, undefined, nobody).status).toBe(cloud ? 404 : 401);
    jira.publish('PAY', true);
    const project = client.ask('GET /project/PAY', undefined, nobody);
    expect(project).toMatchObject({ status: 200, body: { key: 'PAY' } });
    expect(project.headers['x-ausername']).toBe(cloud ? undefined : 'anonymous');
    expect(client.ask(`GET /issue/${id}`, undefined, nobody).status).toBe(200);
    expect(client.ask('GET /myself', undefined, nobody).status).toBe(401);
  });

  test('rights are told for those who ask', () => {
    const { jira, client } = stages.start(kind);
    const ask = 'GET /mypermissions?projectKey=PAY&permissions=';
    const names = 'BROWSE_PROJECTS,BULK_CHANGE,ADMINISTER';
    const rights = (authorization: string) => {
      const { permissions } = client.ask(`${ask}${names}`, undefined, { authorization }).body as {
        permissions: Record<string, { havePermission: boolean }>;
      };
      return Object.entries(permissions)
        .filter(([, { havePermission }]) => havePermission)
        .map(([name]) => name);
    };
    const [bulk, admin] = [jira.addAccount('b', { bulkChange: true }), jira.addAccount('c', { admin: true })];
    expect(rights(client.authorizationOf(bulk))).toEqual(['BROWSE_PROJECTS', 'BULK_CHANGE']);
    expect(rights(client.authorizationOf(admin))).toEqual(names.split(','));
    expect(client.ask(`${ask}NONSENSE`).status).toBe(400);
    expect(client.ask('GET /mypermissions?projectKey=PAY').status).toBe(cloud ? 400 : 200);
    expect(client.ask(`GET /mypermissions?projectKey=NO&permissions=${names}`).status).toBe(404);
  });

  test('the lists about a project, in pages', () => {
    const { jira, client } = stages.start(kind);
    jira.addField('Team', { kind: 'cascadingselect', options: [['Red', ['Dark']]], required: true });
    const member = (name: string) => (cloud ? name : 'values');
    const types = client.ask('GET /issue/createmeta/PAY/issuetypes').body as Record<
      string,
      { id: string; name: string }[]
    >;
    const task = types[member('issueTypes')]?.find(({ name }) => name === 'Task');
    const fields = (query: string) =>
      client.ask(`GET /issue/createmeta/PAY/issuetypes/${task?.id}${query}`).body as Record<
        string,
        { fieldId: string }[]
      >;
    const all = fields('')[member('fields')] ?? [];
    expect(all).toContainEqual(expect.objectContaining({ name: 'Team', required: true, hasDefaultValue: false }));
    expect(fields('?startAt=2&maxResults=1')).toMatchObject({ startAt: 2, maxResults: 1, total: all.length });
    expect(fields('?startAt=2&maxResults=1')[member('fields')]).toEqual([all[2]]);
    const priorities = client.ask(cloud ? 'GET /priority/search' : 'GET /priority').body;
    expect(cloud ? (priorities as { values: unknown }).values : priorities).toHaveLength(5);
    expect(client.ask('GET /field').body).toContainEqual(expect.objectContaining({ name: 'Team', custom: true }));
    expect(client.ask('GET /status').body).toHaveLength(cloud ? 3 : 5);
  });
});

describe('Cloud only', () => {
  test('scoped tokens and bearers work at the gateway only; passwords nowhere', () => {
    const { jira, client, account } = stages.start('cloud');
    const scoped = jira.addAccount('svc', { scoped: true });
    const gateway = `https://api.atlassian.com/ex/jira/${jira.world.cloudId}/rest/api/3`;
    const authorization = client.authorizationOf(scoped);
    expect(client.ask('GET /_edge/tenant_info', undefined, { root: 'https://demo.atlassian.net' }).body).toEqual({
      cloudId: jira.world.cloudId,
    });
    expect(client.ask('GET /myself', undefined, { authorization, root: gateway }).status).toBe(200);
    expect(client.ask('GET /myself', undefined, { authorization })).toMatchObject({
      status: 401,
      headers: { 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' },
    });
    const bearer = { authorization: `Bearer ${scoped.token}` };
    expect(client.ask('GET /myself', undefined, { ...bearer, root: gateway }).status).toBe(200);
    expect(client.ask('GET /myself', undefined, bearer).status).toBe(403);
    const password = client.ask('GET /myself', undefined, { authorization: basic(account.email, account.password) });
    expect([password.status, password.headers['content-type']]).toEqual([401, 'text/plain']);
    expect(
      client.ask('GET /myself', undefined, { root: 'https://api.atlassian.com/ex/jira/other/rest/api/3' }).status,
    ).toBe(404);
  });

  test('pages are chained by tokens, and a few ids can be looked up afresh', () => {
    const { client, create, search } = stages.start('cloud', LAG);
    const ids = [create(), create(), create()];
    const reconcileIssues = ids.map(Number);
    const page = search('project = PAY', { reconcileIssues, maxResults: 2 });
    const { nextPageToken, isLast } = page.body as { nextPageToken: string; isLast: boolean };
    expect([page.keys, isLast]).toEqual([['PAY-3', 'PAY-2'], false]);
    const rest = search('project = PAY', { reconcileIssues, maxResults: 2, nextPageToken });
    expect([rest.keys, rest.body]).toEqual([['PAY-1'], expect.not.objectContaining({ nextPageToken })]);
    expect(search('project = PAY', { nextPageToken: 'x' }).status).toBe(400);
    expect(search('ORDER BY key')).toMatchObject({ status: 400 });
    expect(client.ask('POST /search/approximate-count', { jql: 'project = PAY' }).body).toEqual({ count: 0 });
    const bare = client.ask(`GET /search/jql?jql=${jqlFor(`id = ${ids[0]}`)}`).body;
    expect(bare).toEqual({ issues: [{ id: ids[0] }], isLast: true });
  });

  test('what was removed says so, and the old version still speaks plainly', () => {
    const { client, create } = stages.start('cloud');
    expect(client.ask('POST /search', { jql: 'project = PAY' })).toMatchObject({ status: 410 });
    const id = create({ description: doc('a', 'b') });
    const two = { root: 'https://demo.atlassian.net/rest/api/2' };
    expect(client.ask(`GET /issue/${id}`, undefined, two).body).toMatchObject({ fields: { description: 'a\n\nb' } });
    expect(client.ask(`PUT /issue/${id}`, { fields: { description: 'c' } }, two).status).toBe(204);
    expect(client.ask(`GET /issue/${id}?fields=description`).body).toMatchObject({ fields: { description: doc('c') } });
    expect(client.ask('GET /nonsense').status).toBe(404);
  });

  test('many transitions at once, for those who may', () => {
    const { jira, client, create, fieldsOf, clock } = stages.start('cloud');
    const ids = [create(), create()];
    const path = `GET /bulk/issues/transition?issueIdsOrKeys=${ids.join(',')}`;
    expect(client.ask(path).status).toBe(403);
    const authorization = client.authorizationOf(jira.addAccount('bob', { bulkChange: true }));
    const { availableTransitions } = client.ask(path, undefined, { authorization }).body as {
      availableTransitions: readonly { issues: string[]; transitions: readonly { transitionId: number }[] }[];
    };
    expect(availableTransitions).toMatchObject([{ issues: ['PAY-1', 'PAY-2'], isTransitionsFiltered: false }]);
    const transitionId = String(availableTransitions[0]?.transitions[2]?.transitionId);
    const inputs = {
      bulkTransitionInputs: [
        { selectedIssueIdsOrKeys: [...ids, '99'], transitionId },
        { selectedIssueIdsOrKeys: [ids[0]], transitionId: '7' },
      ],
    };
    const { body } = client.ask('POST /bulk/issues/transition', inputs, { authorization });
    clock.now -= 400; // at the same moment
    const queue = `GET /bulk/queue/${(body as { taskId: string }).taskId}`;
    expect(client.ask(queue, undefined, { authorization }).body).toMatchObject({ status: 'RUNNING' });
    expect(client.ask(queue, undefined, { authorization }).body).toMatchObject({
      status: 'COMPLETE',
      processedAccessibleIssues: ids.map(Number),
      failedAccessibleIssues: { [ids[0] ?? '']: ["Transition id '7' is not valid for this issue."] },
      invalidOrInaccessibleIssueCount: 1,
    });
    expect(fieldsOf(ids[1] ?? '')).toMatchObject({ status: { name: 'Done' } });
    expect(client.ask(queue).status).toBe(400);
  });

  test('workflows, for administrators', () => {
    const { jira, client } = stages.start('cloud');
    const asked = { projectAndIssueTypes: [{ projectId: jira.world.projects[0]?.id, issueTypeId: '1' }] };
    expect(client.ask('POST /workflows', asked).status).toBe(401);
    const authorization = client.authorizationOf(jira.addAccount('root', { admin: true }));
    const { body } = client.ask('POST /workflows', asked, { authorization });
    expect(body).toMatchObject({
      statuses: [{ name: 'To Do' }, {}, {}],
      workflows: [{ transitions: [{ type: 'INITIAL' }, { name: 'To Do', type: 'GLOBAL' }, {}, {}] }],
    });
    expect(client.ask('GET /workflows/search', undefined, { authorization }).body).toMatchObject({ total: 1 });
  });

  test('what changed, of one issue and of many', () => {
    const { jira, client, create } = stages.start('cloud');
    const [id, other] = [create(), create()];
    jira.edit(id, { summary: 'Two' });
    jira.setStatus(id, 'Done');
    expect(client.ask(`GET /issue/${id}/changelog`).body).toMatchObject({
      total: 2,
      values: [
        { items: [{ fieldId: 'summary', fromString: 'One', toString: 'Two' }] },
        { items: [{}, { fieldId: 'status' }] },
      ],
    });
    const body = { issueIdsOrKeys: [id, other], fieldIds: ['status'] };
    expect(client.ask('POST /changelog/bulkfetch', body).body).toMatchObject({
      issueChangeLogs: [
        { issueId: id, changeHistories: [{ created: expect.any(Number), items: [{ toString: 'Done' }] }] },
      ],
    });
    expect(client.ask('POST /changelog/bulkfetch', { issueIdsOrKeys: [] }).status).toBe(400);
  });

  test('limits: too much at once, and too much on one issue', () => {
    const { jira, client, create, clock } = stages.start('cloud');
    const id = create();
    jira.limits.burst = { perSecond: 2 };
    const statuses = [1, 2, 3].map(() => client.ask('GET /myself'));
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(statuses[2]?.headers).toMatchObject({ 'retry-after': '1', 'ratelimit-reason': 'jira-burst-based' });
    jira.limits.burst = null;
    jira.limits.perIssueWrites = true;
    clock.now += 60_000;
    const write = () => {
      clock.now -= 399;
      return client.ask(`PUT /issue/${id}/properties/a`, 1);
    };
    const written = Array.from({ length: 21 }, write);
    expect(written.filter(({ status }) => status === 429)).toHaveLength(1);
    expect(written[20]?.headers).toMatchObject({ 'ratelimit-reason': 'jira-per-issue-on-write' });
    expect(client.ask(`GET /issue/${id}`).status).toBe(200);
  });
});

describe('Data Center only', () => {
  test('three wrong passwords bring a CAPTCHA; who may not log in at all is nobody', () => {
    const { jira, client, account } = stages.start('data-center');
    const wrong = { authorization: basic('ann', 'wrong') };
    const right = { authorization: basic('ann', account.password) };
    expect(client.ask('GET /myself', undefined, right)).toMatchObject({
      status: 200,
      headers: { 'x-ausername': 'ann' },
    });
    for (const _ of [1, 2, 3]) {
      expect(client.ask('GET /myself', undefined, wrong)).toMatchObject({
        status: 401,
        headers: { 'content-type': 'text/html;charset=UTF-8', 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' },
      });
    }
    const { status, headers } = client.ask('GET /project/PAY', undefined, right);
    expect([status, headers['x-authentication-denied-reason']]).toEqual([
      403,
      'CAPTCHA_CHALLENGE; login-url=https://demo.example/jira/login.jsp',
    ]);
    account.failedLogins = 0;
    expect(client.ask('GET /project/PAY', undefined, right).status).toBe(200);
    expect(client.ask('GET /project/PAY', undefined, { authorization: 'Bearer x' }).status).toBe(401);
    jira.world.basicAuth = false;
    jira.world.accessTokens = false;
    expect(client.ask('GET /project/PAY', undefined, right).status).toBe(403);
    expect(client.ask('GET /project/PAY')).toMatchObject({ status: 404, headers: { 'x-ausername': 'anonymous' } });
  });

  test('it lives under its context path, without the ways of Cloud', () => {
    const { client } = stages.start('data-center');
    expect(client.ask('GET /myself', undefined, { root: 'https://demo.example/rest/api/2' }).status).toBe(404);
    const three = { root: 'https://demo.example/jira/rest/api/3', authorization: null };
    expect(client.ask('GET /serverInfo', undefined, three)).toMatchObject({
      status: 302,
      headers: { 'x-ausername': 'anonymous' },
    });
    for (const what of ['POST /issue/bulkfetch', 'POST /search/jql', 'POST /changelog/bulkfetch', 'POST /workflows']) {
      expect(client.ask(what, {}).status).toBe(404);
    }
  });

  test('pages are as long as the server likes, and lenient queries pass over what is missing', () => {
    const { jira, create, search } = stages.start('data-center');
    create();
    create();
    jira.world.searchCap = 1;
    const page = search('project = PAY ORDER BY key ASC', { startAt: 1, maxResults: 100 });
    expect([page.keys, page.body]).toEqual([
      ['PAY-2'],
      expect.objectContaining({ startAt: 1, maxResults: 1, total: 2 }),
    ]);
    expect(search('key in (PAY-1, PAY-9)').status).toBe(400);
    expect(search('key in (PAY-1, PAY-9)', { validateQuery: 'warn' }).keys).toEqual(['PAY-1']);
  });

  test('a bucket per account, told with every answer', () => {
    const { jira, client, clock } = stages.start('data-center');
    jira.limits.bucket = { limit: 2, fill: 1, interval: 10 };
    const answers = [1, 2, 3].map(() => client.ask('GET /myself'));
    expect(answers.map(({ status, headers }) => [status, headers['retry-after']])).toEqual([
      [200, '0'],
      [200, '0'],
      [429, '10'],
    ]);
    clock.now += 10_000;
    expect(client.ask('GET /myself').status).toBe(200);
  });
});

interface Recorded {
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
}

/** What was recorded from real Jiras; null where the recordings are not at hand. */
function recorded(name: string, index: number): Recorded | null {
  const folder = process.env['LOCKSTEP_FIXTURES'];
  const path = join(folder ?? '', `jira/jupiterone/${name}.exchanges.json`);
  if (folder === undefined || !existsSync(path)) return null;
  return (JSON.parse(readFileSync(path, 'utf8')) as { exchanges: Recorded[] }).exchanges[index] ?? null;
}

const WRONG = { authorization: basic('ann@example.net', 'wrong') };
const BAD_JQL = { jql: "project='NotExistedProject'" };
const TRANSITION = { transition: { id: '41' } };
const BAD_PROJECT = { fields: { summary: 'failing issue', project: { id: -100 }, issuetype: { name: 'Task' } } };

describe('as recorded', () => {
  test.each<{ name: string; index: number; kind: Kind; what: string; body?: object; asking?: Asking }>([
    {
      name: 'api-v3-projectKeyToProjectIdNonExtantProject',
      index: 0,
      kind: 'cloud',
      what: 'GET /project/PROJECTNAMEBAD',
    },
    {
      name: 'api-v2-projectKeyToProjectIdNonExtantProject',
      index: 0,
      kind: 'data-center',
      what: 'GET /project/PROJECTNAMEBAD',
    },
    {
      name: 'api-v2-fetchIssuesPageNonExtantProject',
      index: 0,
      kind: 'data-center',
      what: 'POST /search',
      body: BAD_JQL,
    },
    {
      name: 'api-v3-fetchIssuesPageNonExtantProject',
      index: 0,
      kind: 'cloud',
      what: 'POST /search/jql',
      body: BAD_JQL,
    },
    { name: 'api-v3-addNewIssue', index: 2, kind: 'cloud', what: 'POST /issue', body: BAD_PROJECT, asking: WRONG },
    {
      name: 'api-v3-transitionIssue',
      index: 1,
      kind: 'cloud',
      what: 'POST /issue/JJJ-9/transitions',
      body: TRANSITION,
      asking: WRONG,
    },
  ])('$name, if at hand', ({ name, index, kind, what, body, asking }) => {
    const reply = stages.start(kind).client.ask(what, body, asking);
    expect(reply.status).toBeGreaterThanOrEqual(400);
    const response = recorded(name, index)?.response;
    if (response === undefined) return;
    expect([reply.status, reply.body]).toEqual([response.status, response.body]);
    expect(reply.headers['x-seraph-loginreason']).toBe(response.headers['x-seraph-loginreason']);
  });
});

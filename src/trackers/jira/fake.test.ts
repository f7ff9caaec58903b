import { describe, expect, test } from 'vitest';
import { describedBy, readDescription } from '../described.ts';
import { FakeClient } from './fake-client.ts';
import { FakeJira, refusing } from './fake.ts';

const KINDS = ['cloud', 'data-center'] as const;

/** A ticking clock, so that the order of changes shows in their times. */
function start(kind: (typeof KINDS)[number], indexLag = 0) {
  let now = Date.parse('2026-03-01T00:00:00.005Z');
  const clock = { tick: 400 };
  const jira = new FakeJira({
    kind,
    clock: () => (now += clock.tick),
    random: () => 0.5,
    contextPath: '/jira',
    indexLag,
  });
  const account = jira.addAccount('ann', { email: 'ann@example.net' });
  jira.addProject('PAY');
  const client = new FakeClient(jira, account);
  const draft = (fields: object = {}) => ({
    fields: { project: { key: 'PAY' }, issuetype: { name: 'Task' }, summary: 'One', ...fields },
  });
  const create = (fields: object = {}): string => {
    const { body, status } = client.ask('POST /issue', draft(fields));
    expect(status).toBe(201);
    return (body as { id: string }).id;
  };
  const fieldsOf = (id: string) =>
    (client.ask(`GET /issue/${id}`).body as { fields: Readonly<Record<string, unknown>> }).fields;
  return { jira, account, client, draft, create, fieldsOf, clock };
}

describe.each(KINDS)('%s', (kind) => {
  test('a bulk create keeps what is good and says which were not', () => {
    const { client, draft, fieldsOf } = start(kind);
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

  test('faults come in between', () => {
    const { jira, client, draft } = start(kind);
    jira.faults.add({ method: 'POST', times: 1, ...refusing('Not today.') });
    expect(client.ask('POST /issue', draft())).toMatchObject({ status: 400, body: { errorMessages: ['Not today.'] } });
    expect(client.ask('POST /issue', draft()).status).toBe(201);
  });
});

test.each([
  ['cloud', 'jira-cloud-v3-subset.json'],
  ['data-center', 'jira-v2-subset.json'],
] as const)('what the %s fake answers fits %s, where that is at hand', (kind, file) => {
  const description = readDescription(process.env['LOCKSTEP_SPECS'], file);
  const { client, draft } = start(kind);
  client.ask('POST /issue/bulk', { issueUpdates: [draft(), draft({ summary: '' })] });
  expect(client.exchanges.length).toBeGreaterThan(0);
  if (description === null) return;
  const check = describedBy(description);
  expect(client.exchanges.flatMap(([request, answer]) => check(request, answer) ?? [])).toEqual([]);
});

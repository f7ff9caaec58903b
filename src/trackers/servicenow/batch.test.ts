import { describe, expect, test } from 'vitest';
import type { Issue } from '../../model/issue.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import type { Send } from '../../model/transport.ts';
import { issueOf, type Connected } from '../contract-story.ts';
import { jsonAnswer, type Fake, type FakeAnswer } from '../fake.ts';
import { sendAll } from './batch.ts';
import { aChange, aDraft, aScene, markerOf, type Scene } from './testing.ts';

const drafts = (count: number) => Array.from({ length: count }, (_, n) => aDraft(n));

const create = async ({ tracker }: Connected, count: number): Promise<readonly Issue[]> =>
  (await tracker.create(drafts(count))).map(issueOf);

const retitled = (issues: readonly Issue[]) => issues.map((issue, at) => aChange(issue, { title: `New ${at}` }));

/** The fake, with its answers to batches changed on their way. */
const twisting = ({ fake }: Scene, twist: (body: Batch) => object): Fake => ({
  handle: (request): FakeAnswer => {
    const answer = fake.handle(request);
    if (answer === null || !request.url.includes('/batch')) return answer;
    return jsonAnswer(200, twist(JSON.parse(answer.text) as Batch));
  },
});

interface Batch {
  readonly serviced_requests: readonly { readonly id: string }[];
  readonly unserviced_requests: readonly string[];
}

test('changes are one request per 25, whatever the order of the answers, comments inside', async () => {
  const scene = aScene();
  const connected = scene.connect();
  const issues = (await Promise.all([0, 1].map(() => create(connected, 20)))).flat();
  const changes = retitled(issues).map((change) => ({ ...change, comment: 'Why' }));
  const outcomes = await connected.tracker.update(changes);
  expect(outcomes.map((outcome) => issueOf(outcome).id)).toEqual(issues.map(({ id }) => id));
  expect(outcomes.map((outcome) => issueOf(outcome).fields.title)).toEqual(issues.map((_, at) => `New ${at}`));
  expect(scene.fake.journal(issues[39]?.id ?? '')).toEqual(['Why']);
  expect(connected.ledger.table().update).toBe(2);
});

test('one refused change fails alone, one that is gone too, and what is dropped is noticed', async () => {
  const scene = aScene();
  const connected = scene.connect({ servicenow_closing_fields: '{}' });
  const issues = await create(connected, 4);
  const [first, second, third, fourth] = issues as [Issue, Issue, Issue, Issue];
  scene.fake.world.closingNeeds.add('close_code');
  scene.fake.remove(third.id);
  scene.fake.task(fourth.id).isStuck = true;
  const outcomes = await connected.tracker.update([
    aChange(first, { status: 'Closed Complete' }),
    aChange(second, { title: 'New' }),
    aChange(third, { title: 'New' }),
    aChange(fourth, { status: 'Work in Progress' }),
  ]);
  expect(outcomes).toMatchObject([
    { ok: false, error: { kind: 'refused', message: expect.stringContaining('mandatory: close_code') } },
    { ok: true },
    { ok: false, error: { kind: 'gone' } },
    { ok: false, error: { kind: 'refused', message: expect.stringContaining('ignored a part') } },
  ]);
});

test('a change that a batch finds no time for was not begun, and is sent alone', async () => {
  const scene = aScene();
  const connected = scene.connect();
  const issues = await create(connected, 5);
  scene.fake.world.batchServes = 3;
  const outcomes = await connected.tracker.update(retitled(issues));
  expect(outcomes.map((outcome) => issueOf(outcome).fields.title)).toEqual(issues.map((_, at) => `New ${at}`));
  expect(connected.ledger.table().update).toBe(3);
});

test('nobody concludes anything from an answer that does not name a write, and nothing is sent again', async () => {
  const scene = aScene();
  const server = twisting(scene, (body) => ({ ...body, serviced_requests: body.serviced_requests.slice(1) }));
  const connected = scene.connect({}, server);
  const made = await connected.tracker.create(drafts(3));
  expect(made.map(({ ok }) => ok)).toEqual([true, true, false]);
  expect(made[2]).toMatchObject({ error: { kind: 'down' } });
  expect(scene.fake.tasks()).toHaveLength(3);
  const issues = await connected.tracker.lookup([0, 1, 2].map(markerOf));
  const outcomes = await connected.tracker.update(retitled(issues));
  expect(outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.error.kind))).toEqual(['ok', 'ok', 'down']);
});

test('a batch whose answer is lost leaves nothing assumed', async () => {
  const scene = aScene();
  const connected = scene.connect();
  const issues = await create(connected, 2);
  scene.fake.faults.add({ method: 'POST', times: 1, when: 'after', answer: null });
  await expect(connected.tracker.update(retitled(issues))).rejects.toMatchObject({ kind: 'down' });
  expect(connected.ledger.table().update).toBe(1);
});

test('a change that was turned away by a limit, or failed on the way, is not taken for a refusal', async () => {
  const scene = aScene();
  const connected = scene.connect(
    {},
    twisting(scene, (body) => ({
      ...body,
      serviced_requests: body.serviced_requests.map((one, at) => ({ ...one, body: '', status_code: [429, 500][at] })),
    })),
  );
  const outcomes = await connected.tracker.create(drafts(2));
  expect(outcomes).toMatchObject([
    { ok: false, error: { kind: 'down' } },
    { ok: false, error: { kind: 'down' } },
  ]);
});

test.each([401, 403] as const)(
  'where batches are refused (%i), writes go one by one, and nobody asks again in this run',
  async (status) => {
    const scene = aScene();
    scene.fake.world.refusesBatches = status;
    const connected = scene.connect();
    const issues = await create(connected, 3);
    const outcomes = await connected.tracker.update(retitled(issues));
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    expect(connected.ledger.table()).toMatchObject({ create: 4, update: 3 });
  },
);

describe('a batch that took long', () => {
  /** Serves so many of each batch, and every request takes eleven seconds. */
  async function sent(purpose: 'create' | 'update', serves: number): Promise<readonly string[]> {
    let now = 0;
    const answered = { status: 200, body: { result: {} } };
    const send: Send = async ({ path, body }) => {
      now += 11_000;
      if (!path.endsWith('/batch')) return { ...answered, headers: {}, text: '' };
      const names = (body as unknown as Asked).rest_requests.map(({ id }) => id);
      const serviced_requests = names.slice(0, serves).map((id) => ({ id, status_code: 200, body: '' }));
      return {
        status: 200,
        headers: {},
        text: '',
        body: { serviced_requests, unserviced_requests: names.slice(serves) },
      };
    };
    const parts = ['a', 'b', 'c'].map((name) => [name, { table: 't', id: null, record: {}, fields: [] }] as const);
    const told = await sendAll({ send, now: () => now, refused: { batches: false } }, purpose, parts);
    return told.map((one) => (one instanceof TrackerError ? one.kind : 'sent'));
  }

  interface Asked {
    readonly rest_requests: readonly { readonly id: string }[];
  }

  test('its other creates wait for a new announcement; one of them counts as tried, so that there is an end', async () => {
    expect(await sent('create', 1)).toEqual(['sent', 'busy', 'busy']);
    expect(await sent('create', 0)).toEqual(['down', 'busy', 'busy']);
  });

  test('its other changes are sent: they are announced to nobody', async () => {
    expect(await sent('update', 1)).toEqual(['sent', 'sent', 'sent']);
  });
});

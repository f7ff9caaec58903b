import { beforeAll, expect, test } from 'vitest';
import { Secret } from '../../model/secret.ts';
import type { Metadata } from '../../model/tracker.ts';
import type { Fake, FakeAnswer, FakeRequest } from '../fake.ts';
import { connectFake } from './fake-connection.ts';
import { FakeRedmine } from './fake.ts';

const MARKED = 450;

let fake: FakeRedmine;
let key: Secret;
let metadata: Metadata;

const LETTERS = 'abcdefghij';
const marker = (at: number): string =>
  `ls-${String(at)
    .padStart(16, '0')
    .replaceAll(/\d/g, (digit) => LETTERS[Number(digit)] ?? '')}`;
const markers = (from: number, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => marker(from + index));

const connect = (handle: Fake['handle'] = (request) => fake.handle(request)) =>
  connectFake({ handle }, { issue_tracker_api_token: key }, metadata);

beforeAll(async () => {
  let now = 0;
  fake = new FakeRedmine(
    () => (now += 1_000),
    () => 0.5,
  );
  const bot = fake.addUser('sync');
  key = new Secret(bot.key);
  fake.addField('External ID', { projects: [fake.addProject('demo', { Manager: bot }).id] });
  metadata = await connectFake(fake, { issue_tracker_api_token: key }).tracker.metadata();
  const { tracker } = connect();
  const fields = {
    title: 'A title',
    body: null,
    priority: null,
    status: 'New',
    parent: null,
    custom: {},
    labels: [],
    assignee: null,
  };
  const drafts = markers(0, MARKED).map((each) => ({
    taskId: 'T1',
    marker: each,
    fields,
    taskUrl: 'https://lockstep.example/1',
  }));
  const outcomes = await tracker.create(drafts);
  expect(outcomes.every(({ ok }) => ok)).toBe(true);
});

test('more markers than the session cookie holds are looked up, by reading all of ours when that is cheaper', async () => {
  const { tracker, ledger } = connect();
  const wanted = markers(MARKED - 200, 400);
  const found = await tracker.lookup(wanted);
  expect(found).toHaveLength(200);
  expect(new Set(found.map((issue) => issue.marker))).toEqual(new Set(wanted.slice(0, 200)));
  expect(ledger.table()['look-up']).toBe(Math.ceil(MARKED / 100));
});

test('a few markers among many issues are asked for in batches', async () => {
  const { tracker, ledger } = connect();
  const wanted = markers(MARKED - 10, 60);
  const found = await tracker.lookup(wanted);
  expect(found).toHaveLength(10);
  expect(new Set(found.map((issue) => issue.marker))).toEqual(new Set(wanted.slice(0, 10)));
  expect(ledger.table()['look-up']).toBe(3);
});

test('a list that keeps shifting is no answer, because an issue could have slipped through', async () => {
  let id = 0;
  const shifting = (request: FakeRequest): FakeAnswer => {
    const answer = fake.handle(request);
    fake.remove((id += 1));
    return answer;
  };
  await expect(connect(shifting).tracker.lookup(markers(0, 400))).rejects.toMatchObject({ kind: 'busy' });
});

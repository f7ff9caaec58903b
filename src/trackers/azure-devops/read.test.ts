import { beforeEach, expect, test } from 'vitest';
import type { Issue } from '../../model/issue.ts';
import type { PullRequest, Tracker } from '../../model/tracker.ts';
import { jsonAnswer } from '../fake.ts';
import { connectFake } from './fake-connection.ts';
import { basicIssue } from './fake-types.ts';
import { textOf, type Account, type Item, type Project } from './fake-world.ts';
import { FakeAzureDevops } from './fake.ts';
import { postQuery } from './api.ts';

const MARK = 'ls-aaaaaaaaaaaaaaaa';

let now: number;
let fake: FakeAzureDevops;
let account: Account;
let shop: Project;

beforeEach(() => {
  now = Date.parse('2026-03-01T12:00:00Z');
  fake = new FakeAzureDevops(() => (now += 100));
  account = fake.addAccount('sync');
  shop = fake.addProject('Shop', [account]);
});

const ours = (n: number): Item => {
  const item = fake.addItem(shop, 'Task', { 'System.Title': `T${n}` });
  fake.setTags(item.id, ['lockstep', `${MARK.slice(0, -1)}${'bcdefgh'[n] ?? 'z'}`]);
  return item;
};

interface Memory {
  readonly tracker: Tracker;
  readonly requests: () => number;
  pull(extent: PullRequest['extent'], cursor?: string): Promise<{ ids: readonly string[]; seen: readonly string[] }>;
  cursor: string;
}

function remembering(): Memory {
  const { tracker, ledger } = connectFake(fake);
  const issues = new Map<string, Issue>();
  const memory: Memory = {
    tracker,
    cursor: '',
    requests: () => Object.values(ledger.table()).reduce((sum, count) => sum + count, 0),
    pull: async (extent, cursor = memory.cursor) => {
      const known = (id: string): Issue | undefined => issues.get(id);
      const present = [...issues.keys()];
      const pulled = await tracker.pull({ extent, known, total: null, cursor: cursor === '' ? null : cursor, present });
      for (const issue of pulled.issues) issues.set(issue.id, issue);
      memory.cursor = pulled.cursor ?? '';
      expect(pulled.complete).toBe(true);
      return { ids: pulled.issues.map(({ id }) => id), seen: pulled.seen.toSorted() };
    },
  };
  return memory;
}

test('first contact reads the project’s items of the type and everything of ours; then only what the log names', async () => {
  ours(1);
  fake.addItem(shop, 'Task', { 'System.Title': 'of a person' });
  const memory = remembering();
  fake.world.logPage = 1;
  expect(await memory.pull('project')).toEqual({ ids: ['1', '2'], seen: ['1'] });
  fake.world.logPage = 1_000;
  fake.edit(2, { 'System.Title': 'still of a person' });
  ours(2);
  const before = memory.requests();
  expect(await memory.pull('changes')).toEqual({ ids: ['2', '3'], seen: ['1', '2', '3'] });
  expect(memory.requests() - before).toBe(2);
  expect(await memory.pull('changes')).toEqual({ ids: [], seen: ['1', '2', '3'] });
  expect(memory.requests() - before).toBe(3);
});

test('what people turned into another type is still ours at first contact', async () => {
  shop.types.push(basicIssue());
  const turned = fake.addItem(shop, 'Issue', { 'System.Title': 'T1' });
  fake.setTags(turned.id, ['lockstep', MARK]);
  fake.addItem(shop, 'Issue', { 'System.Title': 'of a person' });
  expect(await remembering().pull('project')).toEqual({ ids: ['1'], seen: ['1'] });
});

test('what was deleted is not seen, what was restored is', async () => {
  for (const n of [1, 2]) ours(n);
  const memory = remembering();
  await memory.pull('project');
  fake.remove(1);
  expect(await memory.pull('changes')).toEqual({ ids: [], seen: ['2'] });
  fake.restore(1);
  expect(await memory.pull('changes')).toEqual({ ids: ['1'], seen: ['1', '2'] });
});

test('an answer in many pages is read to its end', async () => {
  const memory = remembering();
  await memory.pull('project');
  for (const n of [1, 2, 3]) ours(n);
  fake.world.logPage = 1;
  expect((await memory.pull('changes')).ids).toEqual(['1', '2', '3']);
});

test('the daily look asks for the marks, and the log goes on where it was', async () => {
  for (const n of [1, 2]) ours(n);
  const memory = remembering();
  await memory.pull('project');
  const before = memory.cursor;
  fake.move(2, fake.addProject('Elsewhere', [account]));
  expect(await memory.pull('marked')).toEqual({ ids: ['1'], seen: ['1'] });
  expect(memory.cursor).toBe(before);
});

test.each(['', '0;1;0;Discussion'])(
  'without a place in the log, or one that is forgotten (%s), everything is read',
  async (cursor) => {
    ours(1);
    const memory = remembering();
    fake.world.forgottenUpTo = 1;
    expect(await memory.pull('changes', cursor)).toEqual({ ids: ['1'], seen: ['1'] });
    expect(await memory.pull('changes')).toEqual({ ids: [], seen: ['1'] });
  },
);

test('what changes while everything is read is news at the next look: the place in the log is older than the reading', async () => {
  for (const n of [1, 2]) ours(n);
  const memory = remembering();
  const handle = fake.handle.bind(fake);
  let edited = false;
  fake.handle = (request) => {
    const answer = handle(request);
    if (!edited && request.url.includes('/workitemsbatch')) fake.edit(1, { 'System.Title': 'while it was read' });
    edited ||= request.url.includes('/workitemsbatch');
    return answer;
  };
  await memory.pull('marked');
  expect((await memory.pull('changes')).ids).toEqual(['1']);
});

test('older answers have the token in the address of the next page only', async () => {
  const memory = remembering();
  await memory.pull('project');
  const nextLink = 'https://x/_apis/wit/reporting/workItemRevisions?continuationToken=842;5;3&api-version=2.0';
  const answer = jsonAnswer(200, { values: [], nextLink, isLastBatch: true });
  fake.faults.add({ method: 'GET', times: 1, when: 'instead', answer });
  await memory.pull('changes');
  expect(memory.cursor).toBe('842;5;3');
});

test('few of ours are all read at once, of many only those that are asked for', async () => {
  for (const n of [1, 2]) ours(n);
  const { tracker, ledger } = connectFake(fake);
  await tracker.metadata();
  const markers = Array.from({ length: 450 }, (_, n) => `ls-${String(n).padStart(16, 'x')}`);
  const known = fake.tagNames(1).find((tag) => tag.startsWith('ls-')) ?? '';
  expect((await tracker.lookup([...markers, known])).map(({ id }) => id)).toEqual(['1']);
  expect(ledger.table()['look-up']).toBe(2);
  expect(tracker.lookupFloor(451, 1)).toBe(2);
});

test('a list that is too long for one answer is read on by its numbers', async () => {
  const queries: string[] = [];
  const found = await postQuery(
    async ({ body }) => {
      queries.push((body as { query: string }).query);
      const ids = queries.length < 3 ? 19_999 : 1;
      const workItems = Array.from({ length: ids }, (_, n) => ({ id: queries.length * 100_000 + n }));
      return { status: 200, headers: {}, body: { workItems }, text: '' };
    },
    'sweep',
    "SELECT [System.Id] FROM WorkItems WHERE [System.Tags] CONTAINS 'x' ORDER BY [System.Id]",
  );
  expect(found).toHaveLength(39_999);
  expect(queries.map((query) => query.slice(query.indexOf("'x'") + 3))).toEqual([
    ' ORDER BY [System.Id]',
    ' AND [System.Id] > 119998 ORDER BY [System.Id]',
    ' AND [System.Id] > 219998 ORDER BY [System.Id]',
  ]);
});

test('slow-downs that come with a success hold back what follows', async () => {
  const slept: number[] = [];
  const { tracker } = connectFake({
    handle: (request) => {
      slept.push(now);
      return fake.handle(request);
    },
  });
  fake.world.retryAfter = 5;
  await tracker.check('server');
  fake.world.retryAfter = 90;
  await tracker.check('server');
  await expect(tracker.check('server')).rejects.toMatchObject({ kind: 'busy' });
  expect(slept).toHaveLength(2);
});

test('discussions of any length, without what was deleted, and written in Markdown where an organization does so', async () => {
  const { id } = ours(1);
  for (let n = 0; n < 250; n += 1) fake.say(id, account, `<p>${n}</p>`);
  const gone = fake.item(id).comments[7];
  if (gone !== undefined) gone.deleted = true;
  const { tracker } = connectFake(fake);
  const comments = (await tracker.comments([String(id), '999']))[String(id)] ?? [];
  expect(comments).toHaveLength(249);
  expect([comments[0]?.text, comments.at(-1)?.text]).toEqual(['0', '249']);
  const written = { commentId: 3, text: '**a**', format: 'markdown', createdDate: '2026-03-01T12:00:00Z' };
  fake.faults.add({ method: 'GET', times: 1, when: 'instead', answer: jsonAnswer(200, { comments: [written] }) });
  expect((await tracker.comments(['1']))['1']).toMatchObject([{ id: '3', text: '**a**', author: 'somebody' }]);
  expect(textOf(fake.item(id), 'System.CommentCount')).toBe('250');
});

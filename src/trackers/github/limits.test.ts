import { expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../model/instant.ts';
import { shortestTime } from '../../model/pace.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import { FORMS, secondary } from './fake-limits.ts';
import { budgetsOf, limitIn } from './limits.ts';
import { serve } from './testing.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');

test.each(FORMS)('a secondary limit said as "%s" is a refusal, obeyed for as long as it says', (form) => {
  const limit = limitIn(secondary(form, NOW, NOW + 7 * MINUTE), NOW);
  expect(limit?.isRefusal).toBe(true);
  const says = form === 'retry-after' || form === '429' || form === '429 reset';
  expect(limit?.until).toBeGreaterThanOrEqual(NOW + (says ? 7 : 1) * MINUTE);
  expect(limit?.until).toBeLessThanOrEqual(NOW + (says ? 7 : 1) * MINUTE + 1_000);
});

const RESET = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1_000 + 600) };

test('the hourly limit is a refusal until its reset, by the clock of the server', () => {
  const date = new Date(NOW + HOUR).toUTCString();
  const reset = String((NOW + HOUR) / 1_000 + 600);
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset, date };
  const answer = { status: 403, headers, text: '{"message":"API rate limit exceeded for user ID 1."}' };
  expect(limitIn(answer, NOW)).toEqual({ isRefusal: true, until: NOW + 601_000 });
});

test('GraphQL says it inside a 200', () => {
  const text = '{"data":null,"errors":[{"type":"RATE_LIMITED","message":"API rate limit exceeded"}]}';
  expect(limitIn({ status: 200, headers: RESET, text }, NOW)).toEqual({ isRefusal: true, until: NOW + 601_000 });
  const quoted = JSON.stringify({ data: { body: '"type":"RATE_LIMITED"' } });
  expect(limitIn({ status: 200, headers: {}, text: quoted }, NOW)).toBeNull();
});

test('the last request that was allowed is an answer, and holds up the next; searches are counted apart', () => {
  const last = { status: 200, headers: { ...RESET, 'x-ratelimit-resource': 'core' }, text: '[]' };
  expect(limitIn(last, NOW)).toEqual({ isRefusal: false, until: NOW + 601_000 });
  const search = { ...last, headers: { ...RESET, 'x-ratelimit-resource': 'search' } };
  expect(limitIn(search, NOW)).toBeNull();
});

test.each([
  [403, 'Resource not accessible by personal access token'],
  [403, 'Repository was archived so is read-only.'],
  [422, 'Validation Failed'],
  [404, 'Not Found'],
])('%i "%s" is no limit', (status, message) => {
  const headers = { 'x-ratelimit-remaining': '4999', 'x-ratelimit-resource': 'core' };
  expect(limitIn({ status, headers, text: JSON.stringify({ message }) }, NOW)).toBeNull();
});

test('github.com takes 500 in little more than six minutes, and the next after the hour', () => {
  const [content, ...others] = budgetsOf(null, true);
  expect(content && shortestTime(500, content)).toBeLessThan(382_000);
  expect(content && shortestTime(501, content)).toBeGreaterThanOrEqual(HOUR);
  expect(others).toHaveLength(1);
});

test('a server of one’s own has no limits, or the one that the parameters say', () => {
  expect(budgetsOf(null, false)).toEqual([]);
  const [own] = budgetsOf(600, false);
  expect(own && shortestTime(6_000, own)).toBeLessThan(11 * MINUTE);
  const [slow] = budgetsOf(20, true);
  expect(slow && shortestTime(21, slow)).toBeGreaterThanOrEqual(MINUTE);
});

test.each(FORMS)('whoever is too fast all the same is told by "%s", and nothing is written', async (form) => {
  const { fake, shop, connect } = serve();
  fake.limits.form = form;
  const { tracker } = connect({ github_creates_per_minute: 100_000 });
  const draft = (n: number) => {
    const fields = {
      title: `T${n}: x`,
      body: null,
      priority: null,
      status: 'open',
      parent: null,
      custom: {},
      labels: [],
      assignee: null,
    };
    return {
      taskId: `T${n}`,
      marker: `ls-${'a'.repeat(14)}${'abcdefghij'[Math.floor(n / 10)]}${'abcdefghij'[n % 10]}`,
      fields,
      taskUrl: 'https://x',
    };
  };
  for (let n = 0; n < 80; n += 1) await tracker.create([draft(n)]);
  const error = await tracker.create([draft(80)]).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TrackerError);
  expect(error).toMatchObject({ kind: 'busy', retryAt: expect.any(Number) });
  expect(shop.issues).toHaveLength(80);
  expect(fake.limits.violations).toBe(1);
});

import { expect, test } from 'vitest';
import { DAY } from '../../model/instant.ts';
import { jsonAnswer } from '../fake.ts';
import { hosted, Scene } from './testing.ts';

const AFTER = 'The token ends on 2026-03-20: make a new one in GitLab and give it in issue_tracker_api_token';

test('a token that ends within a month: the test and the lists, which every run reads once a day, say when', async () => {
  const { tracker } = hosted({ expires: '2026-03-20' });
  expect(await tracker.check('server')).toContain(AFTER);
  expect((await tracker.metadata()).warning).toContain(AFTER);
  expect(await tracker.check('project')).toBeUndefined();
});

test.each([null, '2026-04-15'])('a token that ends on %s is no matter', async (expires) => {
  const { tracker, now } = hosted({ expires });
  expect(Date.parse(expires ?? '2030-01-01') - now()).toBeGreaterThan(30 * DAY);
  expect(await tracker.check('server')).toBeUndefined();
  expect(await tracker.metadata()).not.toHaveProperty('warning');
});

test.each([401, 404, 403])('a token of which GitLab tells nothing (%s) is no matter', async (status) => {
  const scene = new Scene();
  const { handle } = scene.fake;
  scene.fake.handle = (request) =>
    request.url.includes('personal_access_tokens') ? jsonAnswer(status, {}) : handle.call(scene.fake, request);
  expect(await scene.tracker.metadata()).not.toHaveProperty('warning');
});

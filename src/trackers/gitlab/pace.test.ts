import { expect, test } from 'vitest';
import { SECOND } from '../../model/instant.ts';
import { hosted } from './testing.ts';

test('four hundred new issues take a little more than a minute on gitlab.com, and never meet its limits', async () => {
  const { fake, tracker, now, patiently } = hosted();
  const plain = { body: null, priority: null, status: 'opened', parent: null, custom: {}, labels: [], assignee: null };
  await tracker.metadata();
  const begun = now();
  for (let at = 0; at < 400; at += 1) {
    const fields = { ...plain, title: `T${at}` };
    const draft = { taskId: `T${at}`, marker: 'ls-aaaaaaaaaaaaaaaa', fields, taskUrl: 'https://lockstep.example/t' };
    await patiently(() => tracker.create([draft]));
  }
  expect(fake.world.issues.size).toBe(400);
  expect(fake.limits.refusals).toBe(0);
  expect(now() - begun).toBeLessThan(85 * SECOND);
});

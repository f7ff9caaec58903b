import { expect, test } from 'vitest';
import { makeSend } from '../../http/client.ts';
import { Governor } from '../../http/governor.ts';
import { Ledger } from '../../http/ledger.ts';
import { SECOND } from '../../model/instant.ts';
import { Secret } from '../../model/secret.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import { fakeWire } from '../fake.ts';
import { LEVELS } from './fake-world.ts';
import { FakeGitlab } from './fake.ts';
import { gitlab } from './index.ts';

/** gitlab.com and our account there, on one clock: a request takes a tenth of a second, and a job that is told to wait does. */
function hosted() {
  let time = Date.parse('2026-03-01T12:00:00Z');
  const now = (): number => time;
  const sleep = async (milliseconds: number): Promise<void> => void (time += milliseconds);
  const fake = new FakeGitlab(
    () => (time += 100),
    () => 0.5,
  );
  fake.world.limits = { creates: 200, notes: 60 };
  const account = fake.addUser('sync');
  fake.addProject('group/demo', [[account, LEVELS.planner]]);
  const params = {
    issue_tracker_project: 'group/demo',
    issue_tracker_api_token: new Secret(fake.addToken(account).text),
  };
  const around = { governor: new Governor({ now, sleep }), ledger: new Ledger(), gate: async () => undefined };
  const endpoint = gitlab.endpoint(params);
  const send = makeSend({ endpoint, wire: fakeWire(fake), ...around, now, sleep, random: () => 0.5 });
  const tracker = gitlab.connect({ params, send, metadata: null, now, sleep });
  const patiently = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof TrackerError) || error.retryAt === null) throw error;
      await sleep(error.retryAt - time);
      return patiently(work);
    }
  };
  return { fake, tracker, now, patiently };
}

test('a thousand new issues take less than 310 seconds on gitlab.com, and never meet its limits', async () => {
  const { fake, tracker, now, patiently } = hosted();
  const plain = { body: null, priority: null, status: 'opened', parent: null, custom: {}, labels: [], assignee: null };
  await tracker.metadata();
  const begun = now();
  for (let at = 0; at < 1_000; at += 1) {
    const fields = { ...plain, title: `T${at}` };
    const draft = { taskId: `T${at}`, marker: 'ls-aaaaaaaaaaaaaaaa', fields, taskUrl: 'https://lockstep.example/t' };
    await patiently(() => tracker.create([draft]));
  }
  expect(fake.world.issues.size).toBe(1_000);
  expect(fake.limits.refusals).toBe(0);
  expect(now() - begun).toBeLessThan(310 * SECOND);
});

/** The engine over the real adapter of GitHub and its fake: what a whole run costs, what it survives, and what it keeps back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { total } from '../model/ledger.ts';
import type { Wire } from '../http/wire.ts';
import type { ParamValues } from '../model/params.ts';
import { Secret } from '../model/secret.ts';
import type { Task } from '../model/task.ts';
import type { Issue, Repository } from '../trackers/github/fake-world.ts';
import { placeOf } from '../trackers/github/fake-world.ts';
import { FakeGithub } from '../trackers/github/fake.ts';
import { github } from '../trackers/github/index.ts';
import { aTask, editTask, writeNote } from './testing/bench-world.ts';
import { numbered as tasks, restart, sceneOf, type Around, type Scene as SceneOf } from './testing/scene.ts';

interface Scene extends SceneOf<FakeGithub> {
  readonly shop: Repository;
  readonly other: Repository;
}

function scene(list: readonly Task[], params: ParamValues = {}, around: Around = {}): Scene {
  const places: Repository[] = [];
  const stage = sceneOf(
    github,
    list,
    (clock) => {
      const fake = new FakeGithub(clock, () => 0.5);
      const sync = fake.addAccount('sync');
      for (const name of ['shop', 'other']) places.push(fake.addRepository('acme', name, [[sync, 'write']]));
      const values: ParamValues = {
        github_repo_owner: 'acme',
        issue_tracker_project: 'shop',
        issue_tracker_api_token: new Secret(sync.token),
        ...params,
      };
      return { fake, params: values };
    },
    around,
  );
  const [shop, other] = places;
  if (shop === undefined || other === undefined) throw new Error('there is no repository');
  return { ...stage, shop, other };
}

const MARK = /<!-- lockstep (ls-[a-z2-7]{16}) -->/;
const markOf = ({ body }: Issue): string => MARK.exec(body ?? '')?.[1] ?? '';

const first = ({ fake }: Scene): Issue => {
  const [issue] = fake.issues();
  if (issue === undefined) throw new Error('there is no issue');
  return issue;
};

describe('the requests of a run', () => {
  it('for 50 tasks: one create each and five more, then one, also after a restart', async () => {
    const stage = scene(tasks(50));
    const told = await stage.run();
    expect(told.counts.done).toBe(50);
    expect(total(told.requests)).toBe(55);
    expect(told.requests).toEqual(told.floor);
    for (const begin of [() => undefined, () => restart(stage)]) {
      begin();
      expect(total((await stage.run()).requests)).toBe(1);
    }
    expect(stage.fake.limits.violations).toBe(0);
  });

  it('one that changed is told by one, and what did not change by a 304', async () => {
    const stage = scene(tasks(3));
    await stage.run();
    stage.fake.edit(placeOf(first(stage)), { state: 'closed', reason: 'completed' });
    expect((await stage.run()).counts.done).toBe(1);
    expect(stage.world.tasks[0]?.status).toBe('TS1');
    const used = stage.fake.limits.headers({ who: 'sync', resource: 'core' })['x-ratelimit-used'];
    await stage.run();
    await stage.run();
    expect(stage.fake.limits.headers({ who: 'sync', resource: 'core' })['x-ratelimit-used']).toBe(used);
  });
});

describe('limits', () => {
  it('one that nobody told us of sends the job back with the time, and nothing is made twice', async () => {
    const stage = scene(tasks(12));
    stage.fake.limits.form = 'words';
    for (let n = 0; n < 75; n += 1) stage.fake.limits.made('sync', stage.world.clock + 60_000);
    const told = await stage.run();
    expect(told.error).toMatchObject({ kind: 'busy', retryAt: expect.any(Number) });
    expect(stage.fake.issues()).toHaveLength(5);
    stage.world.clock = told.error?.retryAt ?? 0;
    expect((await stage.run()).succeeded).toBe(true);
    expect(new Set(stage.fake.issues().map(markOf)).size).toBe(12);
    expect(stage.fake.issues()).toHaveLength(12);
  });
});

describe('what is kept back', () => {
  const tagged = [aTask({ id: 'T1', title: 'One', text: 'A secret reason', tags: ['inner'] })];

  it('a repository that everybody can read gets titles only', async () => {
    const stage = scene(tagged, { sync_comments: true });
    stage.shop.isPrivate = false;
    await stage.run();
    writeNote(stage.world, 'T1', 'A secret note');
    await stage.run();
    const issue = first(stage);
    expect(issue).toMatchObject({ title: 'T1: One', labels: ['lockstep', 'High'], comments: [] });
    expect(issue.body).not.toContain('secret');
  });

  it('a private one gets everything, and so does a public one where the parameters say so', async () => {
    for (const isPrivate of [true, false]) {
      const stage = scene(tagged, { allow_public_bodies: !isPrivate });
      stage.shop.isPrivate = isPrivate;
      await stage.run();
      expect(first(stage).body).toContain('A secret reason');
      expect(first(stage).labels).toEqual(['lockstep', 'High', 'inner']);
    }
  });
});

describe('what moved', () => {
  it('is followed, and stays what it was', async () => {
    const stage = scene(tasks(3));
    await stage.run();
    const moved = stage.fake.transfer(placeOf(first(stage)), stage.other);
    await stage.run();
    editTask(stage.world, 'T1', { title: 'Else' });
    await stage.run();
    expect(moved.title).toBe('T1: Else');
    const quiet = await stage.run();
    expect(quiet.requests).toEqual(quiet.floor);
    expect(stage.fake.issues()).toHaveLength(3);
  });

  it('before it was ever linked is searched for by its mark', async () => {
    const stage = scene(tasks(1));
    for (let left = 0; stage.fake.issues().length === 0; left += 1) await stage.crash(left);
    expect(stage.world.links).toMatchObject([{ issueId: null }]);
    stage.fake.transfer(placeOf(first(stage)), stage.other);
    stage.world.clock += 120_000;
    await stage.run();
    expect(stage.fake.issues()).toHaveLength(1);
    expect(stage.world.links).toMatchObject([{ issueId: placeOf(first(stage)) }]);
  });
});

/** The answers to the first two creates do not come. */
const deaf =
  (instead: () => ReturnType<Wire>) =>
  (wire: Wire): Wire => {
    let left = 2;
    return async (request) => {
      const answer = await wire(request);
      return request.method === 'POST' && request.url.endsWith('/issues') && left-- > 0 ? instead() : answer;
    };
  };

describe('exactly one issue per task', () => {
  it.each([
    ['lost', () => Promise.reject(Object.assign(new Error('lost'), { code: 'ECONNRESET' }))],
    ['an error', () => Promise.resolve({ status: 500, headers: {}, text: '' })],
    ['a page', () => Promise.resolve({ status: 200, headers: { 'content-type': 'text/html' }, text: '<p>Log in</p>' })],
  ])('when the answer to a create is %s, in the same run', async (_what, instead) => {
    const stage = scene(tasks(3), {}, { over: deaf(instead) });
    const told = await stage.run();
    expect(told.succeeded).toBe(true);
    expect(new Set(stage.fake.issues().map(markOf)).size).toBe(3);
    expect(stage.fake.issues()).toHaveLength(3);
  });

  it('whatever effect a run breaks off at', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 60 }), async (left) => {
        const stage = scene(tasks(3), { sde_statuses_in_scope: 'TODO,DONE,NA' });
        editTask(stage.world, 'T3', { status: 'TS1' });
        await stage.crash(left);
        stage.world.clock += 120_000;
        await stage.run();
        await stage.run();
        expect(stage.fake.issues()).toHaveLength(3);
        expect(stage.fake.issues().map(({ state }) => state)).toEqual(['open', 'open', 'closed']);
        expect(total((await stage.run()).requests)).toBe(1);
      }),
      { numRuns: 60 },
    );
  });
});

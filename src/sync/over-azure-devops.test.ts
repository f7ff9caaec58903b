/** The engine over the real adapter of Azure DevOps and its fake: what a log of changes, batches and revisions make of a run. */
import { describe, expect, it } from 'vitest';
import { total } from '../model/ledger.ts';
import type { ParamValues } from '../model/params.ts';
import type { Run } from '../model/run.ts';
import { Secret } from '../model/secret.ts';
import type { Wire } from '../http/wire.ts';
import { isMarker } from '../trackers/text/html-block.ts';
import { textOf } from '../trackers/azure-devops/fake-world.ts';
import { FakeAzureDevops } from '../trackers/azure-devops/fake.ts';
import { azureDevops } from '../trackers/azure-devops/index.ts';
import { editTask } from './testing/bench-world.ts';
import { numbered, sceneOf, type Scene as SceneOf } from './testing/scene.ts';

type Scene = SceneOf<FakeAzureDevops>;

const scene = (count: number, params: ParamValues = {}, over?: (fake: Wire) => Wire): Scene =>
  sceneOf(
    azureDevops,
    numbered(count),
    (clock) => {
      const fake = new FakeAzureDevops(clock);
      const account = fake.addAccount('sync');
      fake.addProject('Shop', [account]);
      const place = { issue_tracker_context_root: 'acme', issue_tracker_project: 'Shop' };
      return { fake, params: { ...place, issue_tracker_api_token: new Secret(account.token), ...params } };
    },
    over === undefined ? {} : { over },
  );

const used = ({ requests }: Run): number => total(requests);

const atFloor = (run: Run): Run => {
  expect(run.requests).toEqual(run.floor);
  return run;
};

const markers = ({ fake }: Scene): readonly string[] =>
  fake.items().flatMap(({ id }) => fake.tagNames(id).filter((tag) => isMarker(tag)));

describe('a log of changes', () => {
  it.each([10, 250])('%i tasks: 200 creates in a request, then one request, then those that changed', async (count) => {
    const stage = scene(count);
    const first = atFloor(await stage.run());
    expect(first.requests.create).toBe(Math.ceil(count / 200));
    expect(new Set(markers(stage)).size).toBe(count);
    expect(used(atFloor(await stage.run()))).toBe(1);
    stage.fake.edit(1, { 'System.State': 'Closed' });
    const closed = atFloor(await stage.run());
    expect([used(closed), closed.counts.done]).toEqual([2, 1]);
    for (const { id } of stage.world.tasks) editTask(stage.world, id, { title: 'Other words' });
    const edited = atFloor(await stage.run());
    expect(edited.requests.update).toBe(Math.ceil(count / 200));
    expect(stage.fake.items().every((item) => textOf(item, 'System.Title').endsWith('Other words'))).toBe(true);
  });

  it('does not lose sight of what it does not name: gone stays gone until it is there again', async () => {
    const stage = scene(3);
    await stage.run();
    stage.fake.remove(2);
    for (let run = 0; run < 2; run += 1) {
      const missing = await stage.run();
      expect(missing.message).toContain('1 wait for a person');
      expect(stage.world.progress.missing).toEqual(['2']);
    }
    stage.fake.restore(2);
    expect((await stage.run()).message).not.toContain('wait for a person');
    expect(stage.world.progress.missing).toEqual([]);
    expect(used(await stage.run())).toBe(1);
  });

  it('that was lost is begun anew', async () => {
    const stage = scene(3);
    await stage.run();
    stage.fake.edit(1, { 'System.State': 'Closed' });
    stage.fake.world.forgottenUpTo = 99;
    expect((await stage.run()).counts.done).toBe(1);
    stage.fake.world.forgottenUpTo = 0;
    expect(used(await stage.run())).toBe(1);
  });
});

it('an edit between our look and our write is not overwritten, and met by the next run', async () => {
  let edit = (): void => undefined;
  const stage = scene(3, {}, (wire) => async (request) => {
    if (request.method === 'PATCH') edit();
    return wire(request);
  });
  await stage.run();
  for (const { id } of stage.world.tasks) editTask(stage.world, id, { title: 'Other words' });
  edit = () => {
    edit = () => undefined;
    stage.fake.edit(2, { 'System.State': 'Closed' });
  };
  const run = await stage.run();
  expect(run.counts).toMatchObject({ done: 2, refused: 1 });
  expect(run.message).toContain('Somebody changed it at the same moment');
  expect((await stage.run()).counts.done).toBe(1);
  const item = stage.fake.item(2);
  expect([textOf(item, 'System.State'), textOf(item, 'System.Title')]).toEqual([
    'Closed',
    expect.stringMatching(/Other words$/),
  ]);
});

it('one by one, however slow: creates are announced anew and come out exactly once each', async () => {
  const ages: number[] = [];
  const stage: Scene = scene(60, {}, (wire) => async (request) => {
    const marker = /ls-[a-z2-7]{16}/.exec(request.body ?? '')?.[0];
    if (request.method === 'POST' && request.url.includes('$Task')) {
      const intent = stage.world.links.find((link) => link.marker === marker);
      ages.push(stage.world.clock - (intent?.since ?? 0));
      stage.world.clock += 4_000;
    }
    return wire(request);
  });
  stage.fake.world.refusesBatches = true;
  const run = await stage.run();
  expect(run.counts).toMatchObject({ done: 60 });
  expect(ages).toHaveLength(60);
  expect(Math.max(...ages)).toBeLessThan(30_000);
  expect(new Set(markers(stage)).size).toBe(60);
});

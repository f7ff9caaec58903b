/** Creates of one run over the real adapter: as many at a time as the tracker allows, and none on an old intent. */
import { expect, it } from 'vitest';
import type { Wire } from '../http/wire.ts';
import { redmine } from '../../test/systems/redmine.ts';
import { numbered, sceneOf } from './testing/scene.ts';

const sceneOver = (count: number, over: (fake: Wire) => Wire) =>
  sceneOf(redmine.system, numbered(count), (clock) => redmine.serve({ clock, random: () => 0.5, indexLag: 0 }), {
    over,
  });

const MARKER = /ls-[a-z2-7]{16}/;
const SECOND = 1_000;

it('are under way at the same time, as many as the tracker allows', async () => {
  let under = 0;
  const seen = new Set<number>();
  const scene = sceneOver(30, (wire) => async (request) => {
    seen.add((under += 1));
    await new Promise(setImmediate);
    under -= 1;
    return wire(request);
  });
  expect((await scene.run()).counts).toMatchObject({ done: 30 });
  expect([...seen]).toEqual([1, 2]);
});

it('are sent while their intent is young, however slow the tracker is', async () => {
  const ages: number[] = [];
  const scene = sceneOver(30, (wire) => async (request) => {
    if (request.method === 'POST') {
      const marker = MARKER.exec(request.body ?? '')?.[0];
      const intent = scene.world.links.find((link) => link.marker === marker);
      ages.push(scene.world.clock - (intent?.since ?? 0));
      scene.world.clock += 4 * SECOND;
    }
    return wire(request);
  });
  const run = await scene.run();
  expect(run.counts).toMatchObject({ done: 30 });
  expect(run.requests).toEqual(run.floor);
  expect(ages).toHaveLength(30);
  expect(Math.max(...ages)).toBeLessThan(15 * SECOND);
});

it('that were done when the tracker stopped are remembered, and the rest follows without a look-up that finds them', async () => {
  let posts = 0;
  const scene = sceneOver(30, (wire) => async (request) => {
    if (request.method === 'POST' && (posts += 1) === 7)
      return { status: 429, headers: { 'retry-after': '3600' }, text: '' };
    return wire(request);
  });
  const stopped = await scene.run();
  expect(stopped.error?.kind).toBe('busy');
  expect(stopped.counts.done).toBeGreaterThanOrEqual(6);
  expect(scene.world.links.filter(({ issueId }) => issueId !== null)).toHaveLength(stopped.counts.done);
  scene.world.clock += 3_600 * SECOND;
  expect((await scene.run()).counts).toMatchObject({ done: 30 - stopped.counts.done });
  expect(posts).toBe(31);
});

it('whose answer was lost are looked for at once, and not sent again', async () => {
  let posts = 0;
  const scene = sceneOver(3, (wire) => async (request) => {
    const answer = await wire(request);
    if (request.method === 'POST' && (posts += 1) === 1) throw Object.assign(new Error('lost'), { code: 'ECONNRESET' });
    return answer;
  });
  const run = await scene.run();
  expect(run.counts).toMatchObject({ done: 3 });
  expect(posts).toBe(3);
  expect((await scene.run()).counts).toMatchObject({ done: 0, skipped: 3 });
});

/** The engine over the Jira adapter and its fake: what a whole run costs, and what it survives. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { total } from '../model/ledger.ts';
import type { ParamValues } from '../model/params.ts';
import type { Run } from '../model/run.ts';
import type { Task } from '../model/task.ts';
import { lost } from '../trackers/fake.ts';
import type { FakeJira } from '../trackers/jira/fake.ts';
import { jira } from '../trackers/jira/index.ts';
import { PLACES, serve, type Place, type Wishes } from '../trackers/jira/testing.ts';
import { aTask, aWorld, editTask, writeNote } from './testing/bench-world.ts';
import { numbered as tasks, restart, sceneOf, type Scene as SceneOf } from './testing/scene.ts';

type Scene = SceneOf<FakeJira>;

interface Props extends Wishes {
  readonly place?: Place;
  readonly params?: ParamValues;
  /** Jira's clock against ours, milliseconds. */
  readonly skew?: number;
}

const scene = (list: readonly Task[], { place = 'site', params = {}, skew = 0, ...wishes }: Props = {}): Scene =>
  sceneOf(jira, list, (clock) => {
    const server = serve(place, () => clock() + skew, wishes);
    return { fake: server.fake, params: { ...server.params, ...params } };
  });

const HOUR = 3_600_000;

const used = ({ requests }: Run): number => total(requests);
const issuesOf = ({ fake }: Scene) => [...fake.world.issues.values()];
const linkOf = ({ world }: Scene, task: number) => world.links.find(({ taskId }) => taskId === `T${task}`);
const idOf = (stage: Scene, task: number): string => linkOf(stage, task)?.issueId ?? '';
const markersOf = (stage: Scene): readonly string[] =>
  issuesOf(stage).map(
    ({ properties }) => (properties['lockstep'] as { marker?: string } | undefined)?.marker ?? 'none',
  );
/** Within a second: nothing becomes due meanwhile. */
function editFirst({ world }: Scene, count: number, change: Partial<Task>): void {
  const { clock } = world;
  for (const { id } of world.tasks.slice(0, count)) editTask(world, id, change);
  world.clock = clock + 1_000;
}

const quiet = async (stage: Scene): Promise<void> => {
  const told = await stage.run();
  expect(told.counts.done).toBe(0);
  expect(told.plan.actions.every((action) => action.do === 'skip')).toBe(true);
};

describe.each(PLACES)('the requests of a run on %s', (place) => {
  it.each([10, 500])(
    'for %i tasks: a create per fifty and at most nine more, then one, also after a restart',
    async (count) => {
      const stage = scene(tasks(count), { place });
      const first = await stage.run();
      expect(first.counts).toMatchObject({ done: count });
      expect(first.requests.create).toBe(Math.ceil(count / 50));
      expect(used(first)).toBeLessThanOrEqual(12 + 8);
      expect(used(first) - Math.ceil(count / 50)).toBeLessThanOrEqual(9);
      const second = await stage.run();
      expect(second.plan.actions.every((action) => action.do === 'skip')).toBe(true);
      expect(used(second)).toBe(1);
      expect(second.requests).toEqual(second.floor);
      restart(stage);
      expect(used(await stage.run())).toBe(1);
    },
  );

  it('for five remote changes is one, and one again afterwards', async () => {
    const stage = scene(tasks(500), { place });
    await stage.run();
    stage.world.clock += 5_000;
    const done = place === 'data center' ? 'Closed' : 'Done';
    for (const task of [3, 50, 123, 400, 500]) stage.fake.setStatus(idOf(stage, task), done);
    const told = await stage.run();
    expect(told.counts.done).toBe(5);
    expect(used(told)).toBe(1);
    expect(stage.world.tasks.filter(({ status }) => status === 'TS1')).toHaveLength(5);
    expect(used(await stage.run())).toBe(1);
  });

  it('for 150 changed tasks: one each, one read before and one after per hundred', async () => {
    const stage = scene(tasks(160), { place });
    await stage.run();
    editFirst(stage, 150, { title: 'Other words' });
    const told = await stage.run();
    expect(told.counts.done).toBe(150);
    expect(told.requests).toMatchObject({ pull: 1, update: 150, 'read-back': 4, transition: 0 });
    await quiet(stage);
  });
});

it('200 changes to one status are four requests where the account may change in bulk', async () => {
  const stage = scene(tasks(250), { bulkChange: true });
  await stage.run();
  editFirst(stage, 200, { status: 'TS1' });
  const told = await stage.run();
  expect(told.counts).toMatchObject({ done: 200, refused: 0 });
  expect(used(told)).toBeLessThanOrEqual(4);
  expect(issuesOf(stage).filter(({ status }) => status.name === 'Done')).toHaveLength(200);
  await quiet(stage);
  expect(used(await stage.run())).toBe(1);
});

it('200 changes to one status are one each, and one question, where it may not', async () => {
  const stage = scene(tasks(200));
  await stage.run();
  editFirst(stage, 200, { status: 'TS1' });
  const told = await stage.run();
  expect(told.counts).toMatchObject({ done: 200, refused: 0 });
  expect(told.requests).toMatchObject({ transition: 201, 'read-back': 2 });
  await quiet(stage);
});

it('done tasks begin as done issues: after the first batch the create itself takes them there', async () => {
  const list = tasks(120).map((task) => ({ ...task, status: 'TS1' }));
  const stage = scene(list, { params: { sde_statuses_in_scope: 'TODO,DONE' } });
  const told = await stage.run();
  expect(told.counts).toMatchObject({ done: 120 });
  expect(issuesOf(stage).every(({ status }) => status.name === 'Done')).toBe(true);
  expect(told.requests).toMatchObject({ create: 3, transition: 51 });
  await quiet(stage);
});

describe('a batch of which a part fails', () => {
  it.each([[[1]], [[17]], [[50]], [[17, 50]], [[1, 2, 49, 50]]])(
    'at %j creates the others, each with its own issue',
    async (bad) => {
      const list = tasks(60).map((task, at) =>
        bad.includes(at + 1) ? { ...task, priority: 9 } : { ...task, priority: 1 },
      );
      const map = '{"9-10":"Huge","1-8":"Low"}';
      const stage = scene(list, { params: { issue_tracker_priority_map: map } });
      const told = await stage.run();
      expect(told.counts).toMatchObject({ done: 60 - bad.length, refused: bad.length });
      expect(told.message).toContain('Priority');
      for (const { taskId, marker, issueId } of stage.world.links.filter((link) => link.issueId !== null)) {
        expect(stage.fake.issue(issueId ?? '').properties['lockstep']).toMatchObject({ marker, task: taskId });
      }
      const again = await stage.run();
      expect([again.counts.refused, again.requests.create]).toEqual([0, 0]);
      expect(issuesOf(stage)).toHaveLength(60 - bad.length);
    },
  );

  it('in all of it is told per task, and nothing is sent again', async () => {
    const stage = scene(tasks(5), { params: { issue_tracker_priority_map: '{"1-10":"Huge"}' } });
    const told = await stage.run();
    expect(told.counts).toMatchObject({ done: 0, refused: 5 });
    expect(told.requests.create).toBe(1);
    expect((await stage.run()).requests.create).toBe(0);
  });
});

describe('whatever breaks', () => {
  it.each(PLACES)(
    'there is one issue per task after a crash at any effect, and the runs after it are quiet (%s)',
    async (place) => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat(50), { minLength: 1, maxLength: 4 }), async (fuses) => {
          const stage = scene(tasks(4), { place });
          for (const left of fuses) await stage.crash(left);
          await stage.run();
          stage.world.clock += 120_000; // a create that nobody heard of cannot arrive any more
          await stage.run();
          expect(new Set(markersOf(stage)).size).toBe(4);
          expect(issuesOf(stage)).toHaveLength(4);
          await quiet(stage);
        }),
        { numRuns: 40 },
      );
    },
  );

  it('a lost answer to a create doubles nothing, also while the index lags', async () => {
    for (const indexLag of [0, 20_000]) {
      const stage = scene(tasks(70), { indexLag });
      stage.fake.faults.add({ method: 'POST', times: 1, ...lost });
      await stage.run();
      for (let run = 0; run < 3; run += 1) {
        stage.world.clock += 60_000;
        await stage.run();
      }
      expect(issuesOf(stage)).toHaveLength(70);
      expect(new Set(markersOf(stage)).size).toBe(70);
      await quiet(stage);
    }
  });

  it.each([0, HOUR, -HOUR])('an index that shows an issue as we made it is no news (clocks %i apart)', async (skew) => {
    const stage = scene(tasks(2), { indexLag: 90_000, skew });
    await stage.run();
    editTask(stage.world, 'T1', { status: 'TS1' });
    expect((await stage.run()).counts).toMatchObject({ done: 1 });
    await quiet(stage);
    stage.world.clock += 90_000;
    await quiet(stage);
    expect(stage.world.tasks[0]?.status).toBe('TS1');
  });

  it('writes done before the run was stopped are told and remembered', async () => {
    const stage = scene(tasks(10));
    await stage.run();
    for (const { id } of stage.world.tasks) editTask(stage.world, id, { title: 'Other words' });
    stage.cancelAfter(4);
    const told = await stage.run();
    stage.cancelAfter(Infinity);
    expect(told.error?.kind).toBe('cancelled');
    expect(told.counts.done + told.counts.stopped).toBe(10);
    expect((await stage.run()).counts).toMatchObject({ done: told.counts.stopped });
    await quiet(stage);
  });

  it('an edit outside of our block survives an update of the task', async () => {
    const stage = scene(tasks(1), { place: 'data center' });
    await stage.run();
    const [issue] = issuesOf(stage);
    const description = issue?.values['description'] as string;
    stage.fake.edit(issue?.id ?? '', { description: `Above.\n\n${description}\n\nBelow, by a developer.` });
    editTask(stage.world, 'T1', { text: 'Other text.' });
    await stage.run();
    const now = issuesOf(stage)[0]?.values['description'];
    expect(now).toMatch(/^Above\./);
    expect(now).toContain('Other text.');
    expect(now).not.toContain('reason');
    expect(now).toMatch(/Below, by a developer\.$/);
    await quiet(stage);
  });
});

function restored({ fake }: Scene, id: string): void {
  fake.remove(id);
  fake.restore(id);
}

describe.each(PLACES)('what people do with issues on %s', (place) => {
  it.each<[string, (stage: Scene, id: string) => void, number]>([
    ['moved to another project', (stage, id) => stage.fake.move(id, 'ELSE'), 3],
    ['renamed with its project', (stage) => stage.fake.rekey('PAY', 'MONEY'), 3],
    ['cloned', (stage, id) => void stage.fake.clone(id), 4],
    ['deleted', (stage, id) => stage.fake.remove(id), 2],
    ['archived', (stage, id) => stage.fake.archive(id), 3],
    ['deleted and restored', restored, 3],
  ])('an issue that is %s is not made again', async (_what, act, count) => {
    const stage = scene(tasks(3), { place });
    stage.fake.addProject('ELSE');
    await stage.run();
    act(stage, idOf(stage, 2));
    for (let run = 0; run < 3; run += 1) {
      stage.world.clock += 60_000;
      await stage.run();
    }
    expect(issuesOf(stage)).toHaveLength(count);
    expect(stage.world.links).toHaveLength(3);
    // What happens to the others goes on as before.
    editTask(stage.world, 'T1', { title: 'Other words' });
    expect((await stage.run()).counts).toMatchObject({ done: 1 });
    expect((await stage.run()).counts).toMatchObject({ done: 0 });
  });

  it('a moved issue is followed', async () => {
    const stage = scene(tasks(3), { place });
    stage.fake.addProject('ELSE');
    await stage.run();
    stage.fake.move(idOf(stage, 2), 'ELSE');
    await stage.run();
    stage.fake.setStatus(idOf(stage, 2), place === 'data center' ? 'Closed' : 'Done');
    await stage.run();
    expect(stage.world.tasks[1]?.status).toBe('TS1');
    expect(linkOf(stage, 2)?.issue?.key).toMatch(/^ELSE-/);
  });

  it('closing a clone says nothing of the task', async () => {
    const stage = scene(tasks(3), { place });
    await stage.run();
    const { id } = stage.fake.clone(idOf(stage, 2));
    await stage.run();
    stage.fake.setStatus(id, place === 'data center' ? 'Closed' : 'Done');
    await stage.run();
    expect(stage.world.tasks[1]?.status).toBe('TS2');
    await quiet(stage);
  });
});

it.each(PLACES)('notes and comments cross once, and nothing of ours comes back (%s)', async (place) => {
  const stage = scene(tasks(3), { place, params: { sync_comments: true } });
  await stage.run();
  const ann = stage.fake.addAccount('ann', { email: 'ann@example.com' });
  stage.world.clock += 5_000;
  stage.fake.say(idOf(stage, 2), ann, 'Is this enough?');
  writeNote(stage.world, 'T1', 'It *must* be done.');
  for (let run = 0; run < 3; run += 1) await stage.run();
  const said = issuesOf(stage).map(({ comments }) => comments.length);
  expect(said).toEqual([1, 1, 0]);
  expect(stage.world.notes.map(({ taskId }) => taskId).toSorted((a, b) => a.localeCompare(b))).toEqual(['T1', 'T2']);
  expect(stage.world.notes.find(({ taskId }) => taskId === 'T2')?.text).toContain('Is this enough?');
  expect(used(await stage.run())).toBe(1);
});

it('a project that everybody can read gets titles only', async () => {
  const stage = scene(tasks(2).map((task) => ({ ...task, tags: ['secret-tag'] })));
  stage.fake.publish('PAY', true);
  await stage.run();
  const written = JSON.stringify(issuesOf(stage));
  expect(issuesOf(stage)).toHaveLength(2);
  expect(written).toContain('Task 1');
  expect(written).not.toContain('Because of');
  expect(written).not.toContain('secret-tag');
});

it.each(PLACES)('odd tasks are created once and quiet afterwards (%s)', async (place) => {
  const odd = [
    aTask({
      id: 'V1.1.1',
      title: `${'long '.repeat(50)}x😀😀😀😀`,
      text: 'One.\r\n\r\n* two\r\n* three 😀\r\n',
      priority: 0,
    }),
    aTask({ id: 'V11.1.1', title: '  spaces \t and "quotes" $title ${task_id} ', text: '' }),
    aTask({
      id: 'T#2',
      title: 'h1. *bold* <pre>',
      text: '[T1 in Lockstep](https://x.example/t#ls-aaaaaaaaaaaaaaaa)\n\ntext',
    }),
    aTask({
      id: 'T3',
      title: 'x',
      text: `nul \u0000 and \u2028 and \u00a0 end\u00a0\n\n${'A long paragraph. '.repeat(100)}\n\n`.repeat(30),
    }),
  ];
  const params = { selected_tasks: 'V1.1.1,V11.1.1,T#2,T3' };
  const stage = scene(odd, { place, params });
  expect((await stage.run()).counts).toMatchObject({ done: 4 });
  const again = await stage.run();
  expect(again.plan.actions.map(({ reason }) => reason.code)).toEqual(odd.map(() => 'up-to-date'));
  Object.assign(stage.world, { links: [], progress: aWorld([]).progress }); // the memory is lost
  await stage.run();
  expect(issuesOf(stage)).toHaveLength(4);
  expect((await stage.run()).counts).toMatchObject({ done: 0, skipped: 4 });
});

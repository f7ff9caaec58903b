/** The engine over the real adapter and its fake: what a whole run costs, and what it survives. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { total } from '../model/ledger.ts';
import type { ParamValues } from '../model/params.ts';
import type { Run } from '../model/run.ts';
import { Secret } from '../model/secret.ts';
import type { Task } from '../model/task.ts';
import { failed, lost } from '../trackers/fake.ts';
import { FakeRedmine } from '../trackers/redmine/fake.ts';
import { redmine } from '../trackers/redmine/index.ts';
import { aTask, aWorld, editTask } from './testing/bench-world.ts';
import { numbered as tasks, restart, sceneOf, type Scene as SceneOf } from './testing/scene.ts';

type Scene = SceneOf<FakeRedmine>;

const scene = (list: readonly Task[], { field = true, params = {} as ParamValues } = {}): Scene =>
  sceneOf(redmine, list, (clock) => {
    const fake = new FakeRedmine(clock, () => 0.5);
    const user = fake.addUser('sync');
    const project = fake.addProject('demo', { Manager: user });
    if (field) fake.addField('External ID', { projects: [project.id] });
    const place = { issue_tracker_server: 'redmine.example', issue_tracker_project: 'demo' };
    const values = { issue_tracker_method: 'http', ...place, issue_tracker_api_token: new Secret(user.key) };
    return { fake, params: { ...values, ...params } };
  });

const used = ({ requests }: Run): number => total(requests);
const atFloor = (told: Run): void => expect(told.requests).toEqual(told.floor);
const markers = ({ fake }: Scene): readonly string[] =>
  [...fake.world.issues.values()].map(({ description }) => /#(ls-\w+)/.exec(description ?? '')?.[1] ?? 'none');

describe.each([
  ['with a marker field', true],
  ['with the marker in the description', false],
])('the requests of a run, %s', (_name, field) => {
  it.each([10, 1_000])(
    'for %i tasks: N creates and at most eight more, then one, also after a restart',
    async (count) => {
      const stage = scene(tasks(count), { field });
      const first = await stage.run();
      expect(first.counts).toMatchObject({ done: count });
      expect(used(first)).toBeLessThanOrEqual(count + 8);
      atFloor(first);
      const second = await stage.run();
      expect(used(second)).toBe(1);
      atFloor(second);
      expect(second.plan.actions.every((action) => action.do === 'skip')).toBe(true);
      restart(stage);
      expect(used(await stage.run())).toBe(1);
    },
  );

  it('for 500 foreign changes among 1,000 issues are the stated floor, and one again afterwards', async () => {
    const stage = scene(tasks(1_000), { field });
    await stage.run();
    stage.world.clock += 5_000;
    for (let id = 1; id <= 500; id += 1) stage.fake.setStatus(id * 2, 'Closed');
    const told = await stage.run();
    expect(told.counts.done).toBe(500);
    expect(stage.world.tasks.filter(({ status }) => status === 'TS1')).toHaveLength(500);
    atFloor(told);
    expect(used(told)).toBe(6);
    expect(used(await stage.run())).toBe(1);
  });

  it('for 150 changed tasks: one each, one read-back and one read before per hundred', async () => {
    const stage = scene(tasks(200), { field });
    await stage.run();
    for (const { id } of stage.world.tasks.slice(0, 150)) editTask(stage.world, id, { title: 'Other words' });
    const told = await stage.run();
    expect(told.counts.done).toBe(150);
    atFloor(told);
    expect(used(await stage.run())).toBe(1);
  });
});

it("one request is enough beside another connection's marked issues", async () => {
  const stage = scene(tasks(5));
  await stage.run();
  const [first] = stage.fake.world.issues.values();
  if (first === undefined) throw new Error('the first sync made no issue');
  // Another connection works in the same tracker project: its issues carry markers that nobody here knows.
  stage.fake.world.issues.set(99, { ...first, id: 99, custom: new Map([[1, 'ls-aaaaaaaaaaaaaaaa']]) });
  await stage.run();
  const told = await stage.run();
  expect(used(told)).toBe(1);
  atFloor(told);
});

describe('whatever breaks', () => {
  it('there is one issue per task after a crash at any effect, and the runs after it are quiet', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(60), { minLength: 1, maxLength: 4 }), fc.boolean(), async (fuses, field) => {
        const stage = scene(tasks(4), { field });
        for (const left of fuses) await stage.crash(left);
        await stage.run();
        expect(new Set(markers(stage)).size).toBe(4);
        expect(stage.fake.world.issues.size).toBe(4);
        expect(used(await stage.run())).toBe(1);
      }),
      { numRuns: 150 },
    );
  });

  it('a task that is done stays done, wherever the create of its issue was interrupted', async () => {
    for (let left = 0; ; left += 1) {
      const stage = scene([aTask({ status: 'TS1' })], { params: { sde_statuses_in_scope: 'TODO,DONE' } });
      if (!(await stage.crash(left))) break;
      await stage.run();
      await stage.run();
      expect(stage.world.tasks[0]?.status).toBe('TS1');
      expect([...stage.fake.world.issues.values()].map(({ status }) => status.name)).toEqual(['Closed']);
    }
  });

  it('writes done before the run was stopped are told and remembered', async () => {
    const stage = scene(tasks(10));
    await stage.run();
    for (const { id } of stage.world.tasks) editTask(stage.world, id, { title: 'Other words' });
    stage.cancelAfter(4);
    const told = await stage.run();
    stage.cancelAfter(Infinity);
    expect(told.error?.kind).toBe('cancelled');
    expect(told.counts).toMatchObject({ done: 4, stopped: 6 });
    expect(told.message).toContain('Stopped after 4 actions');
    expect((await stage.run()).counts).toMatchObject({ done: 6 });
  });

  it('a block whose first line a person deleted is made whole with the next update', async () => {
    const stage = scene(tasks(1), { field: false, params: { conflict_policy: 'sde' } });
    await stage.run();
    const description = stage.fake.world.issues.get(1)?.description ?? '';
    stage.fake.edit(1, { description: description.split('\n').slice(1).join('\n') });
    await stage.run();
    editTask(stage.world, 'T1', { text: 'Other text.' });
    expect((await stage.run()).counts).toMatchObject({ done: 1, refused: 0 });
    expect(markers(stage)).not.toContain('none');
    expect(stage.fake.world.issues.get(1)?.description).toContain('Other text.');
    expect((await stage.run()).counts.done).toBe(0);
  });

  it('a copy that a person made of an issue changes nothing and costs nothing', async () => {
    const stage = scene(tasks(3));
    await stage.run();
    const [first] = stage.fake.world.issues.values();
    if (first === undefined) throw new Error('the first sync made no issue');
    stage.fake.world.issues.set(99, { ...first, id: 99, custom: new Map(first.custom) });
    await stage.run();
    stage.fake.setStatus(99, 'Closed');
    await stage.run();
    expect(stage.world.tasks[0]?.status).toBe('TS2');
    expect(used(await stage.run())).toBe(1);
  });

  it('a lost answer to a create is resolved in the same run', async () => {
    const stage = scene(tasks(3));
    stage.fake.faults.add({ method: 'POST', times: 2, ...lost });
    const told = await stage.run();
    expect(told.succeeded).toBe(true);
    expect(stage.fake.world.issues.size).toBe(3);
  });

  it("an edit outside of our block, and one that makes the tracker's own text, survive an update of the task", async () => {
    const stage = scene(tasks(1));
    await stage.run();
    const description = stage.fake.world.issues.get(1)?.description ?? '';
    stage.fake.edit(1, { description: `Above.\n\n${description}\n\nBelow, by a developer.` });
    editTask(stage.world, 'T1', { text: 'Other text.' });
    await stage.run();
    const now = stage.fake.world.issues.get(1)?.description ?? '';
    expect(now).toMatch(/^Above\./);
    expect(now).toContain('Other text.');
    expect(now).not.toContain('reason');
    expect(now).toMatch(/Below, by a developer\.$/);
  });
});

it.each(['textile', 'markdown'])('odd tasks are created once and quiet afterwards, in %s', async (format) => {
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
      text: '"T1 in Lockstep":https://x.example/t#ls-aaaaaaaaaaaaaaaa\n\ntext',
    }),
    aTask({ id: 'T3', title: 'x', text: 'nul \u0000 and \u2028 and \u00a0 end\u00a0' }),
  ];
  const params = { redmine_text_format: format, sde_min_priority: '1', selected_tasks: 'V1.1.1,V11.1.1,T#2,T3' };
  for (const field of [true, false]) {
    const stage = scene(odd, { field, params });
    expect((await stage.run()).counts).toMatchObject({ done: 4 });
    const again = await stage.run();
    expect(again.plan.actions.map(({ reason }) => reason.code)).toEqual(odd.map(() => 'up-to-date'));
    expect(new Set(markers(stage)).size).toBe(4);
    Object.assign(stage.world, { links: [], progress: aWorld([]).progress }); // the memory is lost
    await stage.run();
    expect(stage.fake.world.issues.size).toBe(4);
    expect((await stage.run()).counts).toMatchObject({ done: 0, skipped: 4 });
  }
});

it('one update that the tracker fails at does not keep the others from being written', async () => {
  const stage = scene(tasks(3));
  await stage.run();
  for (const { id } of stage.world.tasks) editTask(stage.world, id, { title: 'Other words' });
  stage.fake.faults.add({ method: 'PUT', times: 1, when: 'instead', answer: failed.answer });
  expect((await stage.run()).counts).toMatchObject({ done: 2, refused: 1 });
  expect((await stage.run()).counts).toMatchObject({ done: 1, refused: 0 });
});

it('what the tracker refuses without a word is noticed, told with what it allows, and not sent again', async () => {
  const stage = scene(tasks(2));
  await stage.run();
  // An open child keeps its parent open: Redmine answers 204 and closes nothing.
  stage.fake.edit(2, { parent_issue_id: 1 });
  await stage.run();
  editTask(stage.world, 'T1', { status: 'TS1' });
  const told = await stage.run();
  expect(told.counts.refused).toBe(1);
  expect(told.message).toMatch(/status: wanted "?Closed"?/);
  const again = await stage.run();
  expect(again.counts.refused).toBe(0);
  expect(again.requests.update).toBe(0);
  expect(stage.world.tasks[0]?.status).toBe('TS1');
});

it("reads look-up fields and renders rich content, and adopts only the issue of this project's own", async () => {
  const params = {
    issue_tracker_custom_lookup_fields: '{"Origin": "$application"}',
    issue_tracker_custom_fields: '{"Origin": "$application", "Copy": "$task_richcontent"}',
  };
  const stage = scene(tasks(1), { params });
  for (const name of ['Origin', 'Copy']) stage.fake.addField(name, { projects: [1] });
  const { world } = stage.fake;
  const person = world.users[0];
  if (person === undefined) throw new Error('nobody is there');
  for (const value of ['B', 'A']) {
    const issue = { project_id: 1, subject: 'T1: Old words', custom_fields: [{ id: 2, value }] };
    stage.fake.handle({
      method: 'POST',
      url: 'http://redmine.example/issues.json',
      headers: { 'x-redmine-api-key': person.key, 'content-type': 'application/json' },
      body: JSON.stringify({ issue }),
    });
  }
  const plan = await stage.run({ mode: { do: 'plan' } });
  expect(plan.plan.actions).toMatchObject([{ do: 'adopt', issueId: '2' }]);
  expect(plan.plan.actions).toMatchObject([{ toIssue: { custom: { Origin: 'A', Copy: 'Because of _reason_ 1.' } } }]);
});

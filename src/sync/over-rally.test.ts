/** The engine over the real adapter of Rally and its fake: what a whole run costs, and what it survives. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { total } from '../model/ledger.ts';
import type { ParamValues } from '../model/params.ts';
import type { Run } from '../model/run.ts';
import { Secret } from '../model/secret.ts';
import type { Task } from '../model/task.ts';
import { failed, lost } from '../trackers/fake.ts';
import { isThing, textOf, type Thing } from '../trackers/rally/fake-world.ts';
import { FakeRally, refusing } from '../trackers/rally/fake.ts';
import { rally } from '../trackers/rally/index.ts';
import { aTask, aWorld, editTask } from './testing/bench-world.ts';
import { numbered as tasks, restart, sceneOf, type Scene as SceneOf } from './testing/scene.ts';

type Scene = SceneOf<FakeRally> & {
  /** What the tasks became. */
  items(): readonly Thing[];
};

function scene(list: readonly Task[], params: ParamValues = {}): Scene {
  const stage = sceneOf(rally, list, (clock) => {
    const fake = new FakeRally(clock, () => 0.5);
    const account = fake.addAccount('sync', { password: 'secret' });
    fake.addAccount('ann');
    const project = fake.addProject(fake.addWorkspace('Main'), 'Demo', [[account, 'Editor']]);
    const parent = fake.addItem('HierarchicalRequirement', project, { Name: PARENT });
    fake.addField(['HierarchicalRequirement', 'Defect', 'Task'], { element: 'c_LockstepRef' });
    const isTask = params['rally_card_type'] === 'Task';
    const values: ParamValues = {
      issue_tracker_server: 'rally.example',
      issue_tracker_auth_mode: 'api_token',
      issue_tracker_api_token: new Secret(account.key),
      issue_tracker_user: account.name,
      issue_tracker_pass: new Secret('secret'),
      rally_workspace: 'Main',
      issue_tracker_project: 'Demo',
      ...(isTask ? { issue_tracker_parent_issue: textOf(parent, 'FormattedID') } : {}),
      ...params,
    };
    return { fake, params: values };
  });
  return { ...stage, items: () => stage.fake.items().filter((item) => textOf(item, 'Name') !== PARENT) };
}

const PARENT = 'The parent of all tasks';

const used = ({ requests }: Run): number => total(requests);
const atFloor = (told: Run): void => expect(told.requests).toEqual(told.floor);
const markers = ({ items }: Scene): readonly string[] => items().map((item) => textOf(item, 'c_LockstepRef'));
const first = ({ items }: Scene): Thing => {
  const [item] = items();
  if (item === undefined) throw new Error('there is no item');
  return item;
};

const projectOf = (item: Thing): Thing => {
  const project = item.values.get('Project');
  if (!isThing(project)) throw new Error('an item without a project');
  return project;
};

describe('the requests of a run', () => {
  it.each([
    ['Story', 10],
    ['Story', 1_000],
    ['Defect', 10],
    ['Task', 10],
  ])(
    'as %s for %i tasks: one create each and at most nine more, then one, also after a restart',
    async (card, count) => {
      const stage = scene(tasks(count), { rally_card_type: card });
      const told = await stage.run();
      expect(told.counts).toMatchObject({ done: count });
      expect(used(told)).toBeLessThanOrEqual(count + 9);
      // Priorities, or the parent, are one list more than the fewest that any card type needs.
      const more = card === 'Story' ? 0 : 1;
      expect(told.requests).toEqual({ ...told.floor, metadata: told.floor.metadata + more });
      const second = await stage.run();
      expect(used(second)).toBe(1);
      atFloor(second);
      expect(second.plan.actions.every((action) => action.do === 'skip')).toBe(true);
      restart(stage);
      expect(used(await stage.run())).toBe(1);
    },
  );

  it('for 500 foreign changes among 1,000 items is the stated floor, and one again afterwards', async () => {
    const stage = scene(tasks(1_000));
    await stage.run();
    stage.world.clock += 5_000;
    for (const [at, { id }] of stage.items().entries())
      if (at % 2 === 0) stage.fake.edit(id, { ScheduleState: 'Accepted' });
    const told = await stage.run();
    expect(told.counts.done).toBe(500);
    expect(stage.world.tasks.filter(({ status }) => status === 'TS1')).toHaveLength(500);
    atFloor(told);
    expect(used(told)).toBe(1);
    expect(used(await stage.run())).toBe(1);
  });

  it('for 150 changed tasks: one update each, confirmed by its answer, and one read per later fifty', async () => {
    const stage = scene(tasks(200));
    await stage.run();
    for (const { id } of stage.world.tasks.slice(0, 150)) editTask(stage.world, id, { title: 'Other words' });
    const told = await stage.run();
    expect(told.counts.done).toBe(150);
    expect(told.requests).toMatchObject({ update: 150, 'read-back': 2 });
    atFloor(told);
    expect(used(await stage.run())).toBe(1);
  });

  it('by user and password is one more, for the session of its writes', async () => {
    const stage = scene(tasks(3), { issue_tracker_auth_mode: 'basic' });
    const told = await stage.run();
    expect(told.counts.done).toBe(3);
    expect(used(told)).toBe(total(told.floor) + 1);
    expect(used(await stage.run())).toBe(1);
  });

  it('for tags are one question, and one create per tag that is new', async () => {
    const stage = scene([aTask({ tags: ['tls', 'pci'] }), aTask({ id: 'T2', tags: ['tls'] })]);
    stage.fake.addTag('tls');
    const told = await stage.run();
    expect(told.counts.done).toBe(2);
    expect(told.requests).toEqual({ ...told.floor, metadata: told.floor.metadata + 1, update: 1 });
    expect(stage.fake.tagNames(first(stage).id).toSorted()).toEqual(['pci', 'tls']);
    expect(used(await stage.run())).toBe(1);
  });
});

describe('what people do', () => {
  it('labels go both ways one by one, without a word about the others', async () => {
    const stage = scene([aTask({ tags: ['tls'] })], { tags_from_tracker: true });
    await stage.run();
    const { id } = first(stage);
    stage.fake.setTags(id, ['tls', 'theirs']);
    editTask(stage.world, 'T1', { tags: ['ours'] });
    await stage.run();
    expect(stage.fake.tagNames(id).toSorted()).toEqual(['ours', 'theirs']);
    expect(stage.world.tasks[0]?.tags.toSorted()).toEqual(['ours', 'theirs']);
    await stage.run();
    expect(used(await stage.run())).toBe(1);
  });

  it('an owner is set by e-mail address, and follows both ways', async () => {
    const stage = scene([aTask({ assignees: ['ann@example.com'] })], { sync_assignees: true });
    await stage.run();
    const { id } = first(stage);
    expect(stage.fake.owner(id)?.values.get('EmailAddress')).toBe('ann@example.com');
    stage.fake.edit(id, { Owner: null });
    await stage.run();
    expect(stage.world.tasks[0]?.assignees).toEqual([]);
    expect((await stage.run()).counts.done).toBe(0);
  });

  it('an edit outside of our block survives an update of the task, letter by letter', async () => {
    const stage = scene(tasks(1));
    await stage.run();
    const { id } = first(stage);
    const description = textOf(first(stage), 'Description');
    stage.fake.edit(id, { Description: `<div>Above.</div>${description}<p>Below, <b>by</b> a developer.</p>` });
    const before = textOf(first(stage), 'Description');
    editTask(stage.world, 'T1', { text: 'Other text.' });
    await stage.run();
    const now = textOf(first(stage), 'Description');
    expect(now).toMatch(/^<div>Above\.<\/div>/);
    expect(now).toContain('Other text.');
    expect(now).not.toContain('reason');
    expect(now.endsWith('<p>Below, <b>by</b> a developer.</p>')).toBe(true);
    expect(before.slice(0, 20)).toBe(now.slice(0, 20));
    expect((await stage.run()).counts.done).toBe(0);
  });

  it("a copy that a person made changes nothing and costs nothing, nor does another connection's item", async () => {
    const stage = scene(tasks(3));
    await stage.run();
    const copy = stage.fake.copy(first(stage).id);
    stage.fake.addItem('HierarchicalRequirement', projectOf(first(stage)), { c_LockstepRef: 'ls-aaaaaaaaaaaaaaaa' });
    await stage.run();
    stage.fake.edit(copy.id, { ScheduleState: 'Accepted' });
    await stage.run();
    expect(stage.world.tasks[0]?.status).toBe('TS2');
    expect(used(await stage.run())).toBe(1);
  });

  it('notes and comments go both ways, each exactly once', async () => {
    const stage = scene(tasks(1), { sync_comments: true });
    await stage.run();
    const { id } = first(stage);
    const [account] = stage.fake.world.accounts;
    if (account === undefined) throw new Error('nobody is there');
    stage.fake.say(id, account, 'From <b>Rally</b>');
    await stage.run();
    await stage.run();
    expect(stage.fake.discussion(id)).toEqual(['From <b>Rally</b>']);
    expect((await stage.run()).counts.done).toBe(0);
  });

  it('an item in the recycle bin is reported, and taken up again when it is restored', async () => {
    const stage = scene(tasks(2));
    await stage.run();
    const { id } = first(stage);
    stage.fake.remove(id);
    const told = await stage.run();
    expect(told.plan.actions.filter(({ reason }) => reason.code !== 'up-to-date')).toHaveLength(1);
    expect(stage.items()).toHaveLength(1);
    stage.fake.restore(id);
    await stage.run();
    expect((await stage.run()).plan.actions.map(({ reason }) => reason.code)).toEqual(['up-to-date', 'up-to-date']);
    expect(stage.items()).toHaveLength(2);
  });
});

describe('whatever breaks', () => {
  it('there is one item per task after a crash at any effect, and the runs after it are quiet', async () => {
    const params = fc.constantFrom<ParamValues>({}, { rally_marker_field: '' }, { issue_tracker_auth_mode: 'basic' });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(70), { minLength: 1, maxLength: 4 }), params, async (fuses, values) => {
        const stage = scene(tasks(4), values);
        for (const left of fuses) await stage.crash(left);
        await stage.run();
        expect(stage.items()).toHaveLength(4);
        expect(new Set(stage.items().map((item) => textOf(item, 'Name'))).size).toBe(4);
        expect(used(await stage.run())).toBe(1);
      }),
      { numRuns: 120 },
    );
  });

  it('a task that is done stays done, wherever the create of its item was interrupted', async () => {
    for (let left = 0; ; left += 1) {
      const stage = scene([aTask({ status: 'TS1' })], { sde_statuses_in_scope: 'TODO,DONE' });
      if (!(await stage.crash(left))) break;
      await stage.run();
      await stage.run();
      expect(stage.world.tasks[0]?.status).toBe('TS1');
      expect(stage.items().map((item) => textOf(item, 'ScheduleState'))).toEqual(['Accepted']);
    }
  });

  it.each([
    ['lost', lost],
    ['a failure', failed],
  ])('an answer to a create that is %s is resolved in the same run', async (_name, trouble) => {
    const stage = scene(tasks(3));
    // The first write is a create.
    stage.fake.faults.add({ method: 'POST', times: 2, ...trouble });
    const told = await stage.run();
    expect(told.succeeded).toBe(true);
    expect(new Set(markers(stage)).size).toBe(3);
    expect(stage.items()).toHaveLength(3);
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
    expect((await stage.run()).counts).toMatchObject({ done: 6 });
  });

  it('an update that Rally refuses does not keep the others from being written', async () => {
    const stage = scene(tasks(3));
    await stage.run();
    for (const { id } of stage.world.tasks) editTask(stage.world, id, { title: 'Other words' });
    stage.fake.faults.add({ method: 'POST', times: 1, ...refusing('Validation error: something else') });
    const told = await stage.run();
    expect(told.counts).toMatchObject({ done: 2, refused: 1 });
    expect(told.message).toContain('Validation error: something else');
    const again = await stage.run();
    expect(again.requests.update).toBe(0);
  });
});

it('odd tasks are created once and quiet afterwards', async () => {
  const odd = [
    aTask({
      id: 'V1.1.1',
      title: `${'long '.repeat(50)}x😀😀😀😀`,
      text: 'One.\r\n\r\n* two\r\n* three 😀\r\n',
      tags: ['<b>bold</b>', ' spaced  out '],
      priority: 0,
    }),
    aTask({ id: 'V11.1.1', title: '  spaces \t and "quotes" $title ${task_id} ', text: '' }),
    aTask({
      id: 'T#2',
      title: 'Escape <script> & co. in (parentheses)',
      text: '[T1 in Lockstep](https://x.example/t#ls-aaaaaaaaaaaaaaaa)\n\n<script>alert(1)</script> text `<b>`',
    }),
    aTask({ id: 'T3', title: 'x', text: 'nul \u0000 and \u2028 and \u00a0 end\u00a0' }),
    aTask({ id: 'T4', title: 'y', text: `${'long enough '.repeat(100)}\n\n`.repeat(40) }),
  ];
  const params = { selected_tasks: odd.map(({ id }) => id).join(',') };
  for (const marker of ['c_LockstepRef', '']) {
    const stage = scene(odd, { ...params, rally_marker_field: marker });
    expect((await stage.run()).counts).toMatchObject({ done: odd.length });
    const again = await stage.run();
    expect(again.plan.actions.map(({ reason }) => reason.code)).toEqual(odd.map(() => 'up-to-date'));
    Object.assign(stage.world, { links: [], progress: aWorld([]).progress }); // the memory is lost
    await stage.run();
    expect(stage.items()).toHaveLength(odd.length);
    expect((await stage.run()).counts).toMatchObject({ done: 0, skipped: odd.length });
  }
});

/** The engine over the real adapter of ServiceNow and its fake: what a whole run costs, and what it survives. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { total } from '../model/ledger.ts';
import type { ParamValues } from '../model/params.ts';
import type { Run } from '../model/run.ts';
import { Secret } from '../model/secret.ts';
import type { Task } from '../model/task.ts';
import { failed, lost } from '../trackers/fake.ts';
import type { FakeRecord } from '../trackers/servicenow/fake-world.ts';
import { FakeServiceNow } from '../trackers/servicenow/fake.ts';
import { servicenow } from '../trackers/servicenow/index.ts';
import { aTask, aWorld, editTask } from './testing/bench-world.ts';
import { numbered as tasks, restart, sceneOf, type Scene } from './testing/scene.ts';

const scene = (list: readonly Task[], params: ParamValues = {}): Scene<FakeServiceNow> =>
  sceneOf(servicenow, list, (clock) => {
    const fake = new FakeServiceNow(clock, () => 0.5);
    const account = fake.addAccount('sync');
    fake.add('change_request', { number: 'CHG0030001' });
    for (const column of ['close_code', 'close_notes']) fake.world.closingNeeds.add(column);
    const values: ParamValues = {
      issue_tracker_server: 'instance.example',
      issue_tracker_auth_mode: 'api_token',
      issue_tracker_api_token: new Secret(account.key),
      issue_tracker_project: 'CHG0030001',
      ...params,
    };
    return { fake, params: values };
  });

const used = ({ requests }: Run): number => total(requests);
const atFloor = (told: Run): void => expect(told.requests).toEqual(told.floor);
const text = ({ values }: FakeRecord, column: string): string => values.get(column) ?? '';
const first = ({ fake }: Scene<FakeServiceNow>): FakeRecord => {
  const [record] = fake.tasks();
  if (record === undefined) throw new Error('there is no record');
  return record;
};

describe('the requests of a run', () => {
  it.each([10, 1_000])('for %i tasks: creates by 25 and four more, then one, also after a restart', async (count) => {
    const stage = scene(tasks(count));
    const told = await stage.run();
    expect(told.counts).toMatchObject({ done: count });
    expect(used(told)).toBeLessThanOrEqual(Math.ceil(count / 25) + 5);
    atFloor(told);
    const second = await stage.run();
    expect(used(second)).toBe(1);
    expect(second.plan.actions.every((action) => action.do === 'skip')).toBe(true);
    restart(stage);
    expect(used(await stage.run())).toBe(1);
  });

  it('for 150 changed tasks: updates by 25, confirmed by their answers, and one read per later hundred', async () => {
    const stage = scene(tasks(200));
    await stage.run();
    for (const { id } of stage.world.tasks.slice(0, 150)) editTask(stage.world, id, { title: 'Other words' });
    const told = await stage.run();
    expect(told.counts.done).toBe(150);
    expect(told.requests).toMatchObject({ update: 6, 'read-back': 1 });
    atFloor(told);
    expect(used(await stage.run())).toBe(1);
  });

  it('where batches are refused is one per write, and never a failure', async () => {
    const stage = scene(tasks(5));
    stage.fake.world.refusesBatches = 401;
    const told = await stage.run();
    expect(told.counts.done).toBe(5);
    expect(told.requests.create).toBe(6);
    expect(used(await stage.run())).toBe(1);
  });
});

describe('what people do', () => {
  it('a record that is closed closes the task; a task that lost its scope closes its record, with code and reason', async () => {
    const stage = scene(tasks(2), { sync_comments: true });
    await stage.run();
    const [one, two] = stage.fake.tasks();
    stage.world.clock += 5_000;
    stage.fake.setState(one?.id ?? '', 'Closed Complete');
    await stage.run();
    expect(stage.world.tasks.map(({ status }) => status).toSorted()).toEqual(['TS1', 'TS2']);
    const open = stage.world.tasks.find(({ status }) => status === 'TS2');
    editTask(stage.world, open?.id ?? '', { relevant: false });
    await stage.run();
    expect(text(two as FakeRecord, 'state')).toBe('7');
    expect(text(two as FakeRecord, 'close_code')).toBe('successful');
    expect(stage.fake.journal(two?.id ?? '')).toHaveLength(1);
    await stage.run();
    expect((await stage.run()).counts.done).toBe(0);
  });

  it('an edit outside of our block survives an update of the task', async () => {
    const stage = scene(tasks(1));
    await stage.run();
    const record = first(stage);
    stage.fake.edit(record.id, { description: `Above.\r\n\r\n${text(record, 'description')}\r\n\r\nBelow.` });
    editTask(stage.world, 'T1', { text: 'Other text.' });
    await stage.run();
    expect(text(record, 'description')).toMatch(/^Above\.\n\n.*Other text\..*\n\nBelow\.$/s);
    expect((await stage.run()).counts.done).toBe(0);
  });

  it('work notes and notes go both ways, each exactly once', async () => {
    const stage = scene(tasks(1), { sync_comments: true });
    await stage.run();
    const { id } = first(stage);
    stage.fake.edit(id, { work_notes: 'From ServiceNow' });
    await stage.run();
    await stage.run();
    expect(stage.fake.journal(id)).toEqual(['From ServiceNow']);
    expect((await stage.run()).counts.done).toBe(0);
  });

  it("a copy that a person made changes nothing and costs nothing, nor does another connection's record", async () => {
    const stage = scene(tasks(3));
    await stage.run();
    const copy = stage.fake.copy(first(stage).id);
    const place = text(first(stage), 'change_request');
    stage.fake.add('change_task', { change_request: place, correlation_id: 'ls-aaaaaaaaaaaaaaaa' });
    await stage.run();
    stage.fake.setState(copy, 'Closed Complete');
    await stage.run();
    expect(stage.world.tasks[0]?.status).toBe('TS2');
    expect(used(await stage.run())).toBe(1);
  });

  it('a record that becomes hidden is not made again, and shows again later', async () => {
    const stage = scene(tasks(3));
    await stage.run();
    first(stage).isHidden = true;
    await stage.run();
    Object.assign(stage.world, { links: [], progress: aWorld([]).progress }); // the memory is lost
    expect((await stage.run()).error?.kind).toBe('settings');
    expect(stage.fake.tasks()).toHaveLength(3);
    first(stage).isHidden = false;
    await stage.run();
    expect(stage.fake.tasks()).toHaveLength(3);
    expect((await stage.run()).counts).toMatchObject({ done: 0, skipped: 3 });
  });
});

describe('whatever breaks', () => {
  it('there is one record per task after a crash at any effect, and the runs after it are quiet', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(40), { minLength: 1, maxLength: 4 }), fc.boolean(), async (fuses, isSingle) => {
        const stage = scene(tasks(4));
        stage.fake.world.refusesBatches = isSingle ? 403 : null;
        for (const left of fuses) await stage.crash(left);
        await stage.run();
        expect(stage.fake.tasks()).toHaveLength(4);
        expect(new Set(stage.fake.tasks().map((record) => text(record, 'correlation_id'))).size).toBe(4);
        expect(used(await stage.run())).toBe(1);
      }),
      { numRuns: 120 },
    );
  });

  it.each([
    ['lost', lost],
    ['a failure', failed],
  ])('an answer to a batch of creates that is %s is resolved in the same run', async (_name, trouble) => {
    const stage = scene(tasks(3));
    stage.fake.faults.add({ method: 'POST', times: 1, ...trouble });
    const told = await stage.run();
    expect(told.succeeded).toBe(true);
    expect(stage.fake.tasks()).toHaveLength(3);
  });

  it('a lost answer to a batch of updates leaves nothing assumed, and the next run ends the work', async () => {
    const stage = scene(tasks(3));
    await stage.run();
    for (const { id } of stage.world.tasks) editTask(stage.world, id, { title: 'Other words' });
    stage.fake.faults.add({ method: 'POST', times: 1, ...lost });
    await stage.run();
    await stage.run();
    expect(stage.fake.tasks().every((record) => text(record, 'short_description').includes('Other words'))).toBe(true);
    expect((await stage.run()).counts).toMatchObject({ done: 0, skipped: 3 });
  });

  it('a change that ServiceNow refuses keeps none of its batch from being written, and is not sent again', async () => {
    const stage = scene(tasks(3), { servicenow_closing_fields: '{}' });
    await stage.run();
    for (const { id } of stage.world.tasks) editTask(stage.world, id, { title: 'Other words' });
    editTask(stage.world, 'T2', { status: 'TS1' });
    const told = await stage.run();
    expect(told.counts).toMatchObject({ done: 2, refused: 1 });
    expect(told.message).toContain('mandatory: close_code, close_notes');
    expect((await stage.run()).requests.update).toBe(0);
  });
});

it('odd tasks are created once and quiet afterwards', async () => {
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
      title: 'Escape <script> & co. in (parentheses)',
      text: '[T1 in Lockstep](https://x.example/t#ls-aaaaaaaaaaaaaaaa)\n\n[code]<b>x</b>[/code] text `<b>`',
    }),
    aTask({ id: 'T3', title: 'x', text: 'nul \u0000 and \u2028 and \u00a0 end\u00a0' }),
    aTask({ id: 'T4', title: 'y', text: `${'long enough '.repeat(100)}\n\n`.repeat(40) }),
  ];
  const stage = scene(odd, { selected_tasks: odd.map(({ id }) => id).join(',') });
  expect((await stage.run()).counts).toMatchObject({ done: odd.length });
  const again = await stage.run();
  expect(again.plan.actions.map(({ reason }) => reason.code)).toEqual(odd.map(() => 'up-to-date'));
  Object.assign(stage.world, { links: [], progress: aWorld([]).progress }); // the memory is lost
  await stage.run();
  expect(stage.fake.tasks()).toHaveLength(odd.length);
  expect((await stage.run()).counts).toMatchObject({ done: 0, skipped: odd.length });
});

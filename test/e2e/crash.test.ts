/** The promise that matters most: exactly one issue per task, whatever dies. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asvsFile, SIZE } from './asvs.ts';
import { Lockstep } from './lockstep.ts';
import { Redmine } from './redmine.ts';
import { askForRun, byTask, egressFor, setUp, sync, tasksOf, type JobRow, type Scene } from './scene.ts';
import { until } from './until.ts';

const redmine = new Redmine();
let folder: string;
let lockstep: Lockstep;

const start = (data: string): Promise<Lockstep> => Lockstep.start(join(folder, data), egressFor(redmine));

/** A project with all its tasks and no issue yet, and a copy of the data folder as it is then. */
async function beforeFirstSync(name: string, params: Readonly<Record<string, string>>): Promise<Scene> {
  lockstep = await start(name);
  const scene = await setUp(lockstep, redmine, name, params);
  await lockstep.cli('import', asvsFile(folder), '--project', String(scene.project));
  await lockstep.end();
  await cp(join(folder, name), join(folder, `${name}-yesterday`), { recursive: true });
  lockstep = await start(name);
  return scene;
}

async function killAmidCreates(scene: Scene): Promise<void> {
  const { id } = await askForRun(lockstep, scene);
  const count = await until('between 10 and 50 new issues', async () => {
    const job = await lockstep.call<JobRow>('GET', `jobs/issue-tracker/${id}/`);
    if (job.ready) throw new Error(`the run was over too early: ${job.result_message}`);
    const now = await redmine.count(scene.target);
    return now >= 10 ? now : null;
  });
  await lockstep.end('SIGKILL');
  expect(count).toBeLessThan(50);
}

/** One issue per task, by the titles in Redmine and by what the server says. */
async function expectOneEach(scene: Scene): Promise<void> {
  const issues = byTask(await redmine.issues(scene.target));
  const tasks = await tasksOf(lockstep, scene);
  expect(tasks).toHaveLength(SIZE);
  expect([...issues.values()].filter((list) => list.length !== 1)).toEqual([]);
  expect([...issues.keys()].toSorted()).toEqual(tasks.map((task) => task.task_id).toSorted());
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-crash-'));
});

afterAll(async () => {
  await lockstep.end();
  await rm(folder, { recursive: true, force: true });
});

test('killed amid the first sync and started again, with markers in the descriptions: exactly one issue per task', async () => {
  const scene = await beforeFirstSync('killed', {});
  await killAmidCreates(scene);
  lockstep = await start('killed');
  await sync(lockstep, scene);
  await expectOneEach(scene);
  await redmine.archive(scene.target);
  await lockstep.end();
});

test('killed amid the first sync and restored from before it, with markers in a custom field: exactly one issue per task', async () => {
  const scene = await beforeFirstSync('restored', { redmine_marker_field: await redmine.markerField() });
  await killAmidCreates(scene);
  lockstep = await start('restored-yesterday');
  await sync(lockstep, scene);
  await expectOneEach(scene);
  await redmine.archive(scene.target);
});

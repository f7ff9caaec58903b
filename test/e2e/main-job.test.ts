/** The main job on real input with a real Redmine, told as one story: the tests build on each other, in this order. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asvsFile, SIZE } from './asvs.ts';
import { Lockstep } from './lockstep.ts';
import { Redmine, type RedmineIssue } from './redmine.ts';
import * as scenes from './scene.ts';
import { DONE, NA, STATUS_MAP, TODO, totalOf, type Scene } from './scene.ts';
import { until } from './until.ts';

const redmine = new Redmine();
let folder: string;
let lockstep: Lockstep;
let scene: Scene;
let tasks: readonly scenes.TaskRow[];

const sync = (): Promise<scenes.JobRow> => scenes.sync(lockstep, scene);
const start = (): Promise<Lockstep> => Lockstep.start(join(folder, 'data'), scenes.egressFor(redmine));

const task = async (at: number): Promise<scenes.TaskRow> =>
  lockstep.call('GET', `projects/${scene.project}/tasks/${tasks[at]!.id}/`);

const issue = async (at: number): Promise<RedmineIssue> => {
  const found = scenes.byTask(await redmine.issues(scene.target)).get(tasks[at]!.task_id) ?? [];
  expect(found).toHaveLength(1);
  return found[0]!;
};

const setTask = (at: number, fields: Record<string, string>): Promise<unknown> =>
  lockstep.call('PATCH', `projects/${scene.project}/tasks/${tasks[at]!.id}/`, fields);

const setIssue = async (at: number, fields: Record<string, unknown>): Promise<void> =>
  redmine.change((await issue(at)).id, fields);

const setIssueStatus = async (at: number, status: string): Promise<void> =>
  setIssue(at, { status_id: await redmine.statusId(status) });

const setPolicy = (policy: string): Promise<unknown> =>
  lockstep.call('PATCH', `connectors/issue-tracker/${scene.connector}/`, { params: { conflict_policy: policy } });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-main-job-'));
  lockstep = await start();
  scene = await scenes.setUp(lockstep, redmine, 'Main job');
});

afterAll(async () => {
  await lockstep.end();
  await redmine.archive(scene.target);
  await rm(folder, { recursive: true, force: true });
});

test('the CSV file becomes tasks, by the command line', async () => {
  await lockstep.cli('import', asvsFile(folder), '--project', String(scene.project));
  tasks = await scenes.tasksOf(lockstep, scene);
  expect(tasks).toHaveLength(SIZE);
});

test('the first sync creates one issue per task, with at most 8 requests beside the creates', async () => {
  const job = await sync();
  expect(job.requests['create']).toBe(SIZE);
  expect(totalOf(job.requests) - SIZE).toBeLessThanOrEqual(8);
  const issues = scenes.byTask(await redmine.issues(scene.target));
  expect([...issues.keys()].toSorted()).toEqual(tasks.map((each) => each.task_id).toSorted());
  expect([...issues.values()].filter((list) => list.length !== 1)).toEqual([]);
});

test('an unchanged project costs one request, directly after the first sync and after a restart', async () => {
  expect(totalOf((await sync()).requests)).toBe(1);
  await lockstep.end();
  lockstep = await start();
  expect(totalOf((await sync()).requests)).toBe(1);
});

test('edits on both sides meet', async () => {
  await setIssueStatus(0, 'Resolved');
  await setTask(1, { status: DONE });
  await setTask(2, { status: NA });
  await setTask(3, { title: 'A better title' });
  const before = await issue(4);
  await setIssue(4, { description: `People write here.\r\n\r\n${before.description}\r\n\r\nAnd here.` });
  await setTask(4, { text: 'Our text is **new**.' });
  await setIssueStatus(5, 'Closed');
  await setTask(5, { status: DONE });
  await sync();
  expect((await task(0)).status).toBe(DONE);
  expect((await issue(1)).status.name).toBe('Closed');
  expect((await issue(2)).status.name).toBe('Rejected');
  expect((await issue(3)).subject).toContain('A better title');
  const { description } = await issue(4);
  expect(description).toMatch(/^People write here\.[^]*Our text is [^]*And here\.$/);
  expect((await task(5)).status).toBe(DONE);
});

test('issue_tracker: in a conflict the issue wins', async () => {
  await setPolicy('issue_tracker');
  await setIssueStatus(10, 'Rejected');
  await setTask(10, { status: DONE });
  await sync();
  expect((await task(10)).status).toBe(NA);
  expect((await issue(10)).status.name).toBe('Rejected');
});

test('sde: in a conflict the task wins', async () => {
  await setPolicy('sde');
  await setIssueStatus(11, 'Rejected');
  await setTask(11, { status: DONE });
  await setIssue(12, { subject: `${tasks[12]!.task_id}: renamed in Redmine` });
  await setTask(12, { title: 'Renamed by the security team' });
  await sync();
  expect((await task(11)).status).toBe(DONE);
  expect((await issue(11)).status.name).toBe('Closed');
  expect((await issue(12)).subject).toContain('Renamed by the security team');
});

test('timestamp: in a conflict the later change wins', async () => {
  await setPolicy('timestamp');
  // The tracker's times have whole seconds, and changes closer than its resolution and skew count as equal.
  const later = async (): Promise<void> => {
    const before = performance.now();
    await until('the changes to be apart', async () => (performance.now() - before >= 5_000 ? true : null));
  };
  await setIssueStatus(13, 'Rejected');
  await setTask(14, { status: DONE });
  await later();
  await setTask(13, { status: DONE });
  await setIssueStatus(14, 'Rejected');
  await sync();
  expect([(await task(13)).status, (await issue(13)).status.name]).toEqual([DONE, 'Closed']);
  expect([(await task(14)).status, (await issue(14)).status.name]).toEqual([NA, 'Rejected']);
});

test('ask: in a conflict nothing is overwritten until a person decides, and the rest goes on', async () => {
  await setPolicy('ask');
  await setIssueStatus(15, 'Rejected');
  await setTask(15, { status: DONE, title: 'Goes on meanwhile' });
  await sync();
  expect([(await task(15)).status, (await issue(15)).status.name]).toEqual([DONE, 'Rejected']);
  expect((await issue(15)).subject).toContain('Goes on meanwhile');
  await sync();
  expect([(await task(15)).status, (await issue(15)).status.name]).toEqual([DONE, 'Rejected']);
  await setPolicy('issue_tracker');
  await sync();
  expect((await task(15)).status).toBe(NA);
});

test('many changes by others cost the stated floor', async () => {
  await redmine.createMany(scene.target, 500);
  const job = await sync();
  expect(totalOf(job.requests)).toBe(totalOf(job.floor));
  expect(totalOf((await sync()).requests)).toBeLessThanOrEqual(totalOf(job.floor));
});

test('in the end both sides are equal, nothing is doubled, and the plan is empty', async () => {
  const { actions } = await scenes.plan(lockstep, scene);
  expect(actions.filter((action) => action.action !== 'skip')).toEqual([]);
  expect(actions).toHaveLength(SIZE);
  const issues = scenes.byTask(await redmine.issues(scene.target));
  const meanings: Readonly<Record<string, string>> = { [DONE]: 'DONE', [TODO]: 'TODO', [NA]: 'NA' };
  const map: Readonly<Record<string, string>> = STATUS_MAP;
  for (const each of await scenes.tasksOf(lockstep, scene)) {
    const mine = issues.get(each.task_id) ?? [];
    expect(mine.map(({ status }) => map[status.name])).toEqual([meanings[each.status]]);
  }
  expect(lockstep.log).not.toContain(redmine.botKey);
});

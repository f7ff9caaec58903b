/** The engine over the real adapter of GitLab and its fake: what a whole run costs, moved issues, and a token that ends. */
import { expect, test } from 'vitest';
import { total } from '../model/ledger.ts';
import type { ParamValues } from '../model/params.ts';
import { Secret } from '../model/secret.ts';
import type { Task } from '../model/task.ts';
import { LEVELS, type FakeIssue, type FakeProject } from '../trackers/gitlab/fake-world.ts';
import { FakeGitlab } from '../trackers/gitlab/fake.ts';
import { gitlab } from '../trackers/gitlab/index.ts';
import { editTask } from './testing/bench-world.ts';
import { numbered as tasks, restart, sceneOf } from './testing/scene.ts';

/** The demo project, another one, and an account that plans in both. */
function scene(list: readonly Task[], params: ParamValues = {}, expires: string | null = null) {
  const projects: FakeProject[] = [];
  const stage = sceneOf(gitlab, list, (clock) => {
    const fake = new FakeGitlab(clock, () => 0.5);
    const account = fake.addUser('sync');
    for (const path of ['group/demo', 'group/elsewhere'])
      projects.push(fake.addProject(path, [[account, LEVELS.planner]]));
    const token = new Secret(fake.addToken(account, { expires }).text);
    const values = {
      issue_tracker_server: 'gitlab.example',
      issue_tracker_project: 'group/demo',
      issue_tracker_api_token: token,
      ...params,
    };
    return { fake, params: values };
  });
  const [demo, elsewhere] = projects;
  if (demo === undefined || elsewhere === undefined) throw new Error('there are no projects');
  return { ...stage, elsewhere, first: (): FakeIssue => firstOf(stage.fake) };
}

function firstOf({ world }: FakeGitlab): FakeIssue {
  const [issue] = world.issues.values();
  if (issue === undefined) throw new Error('there is no issue');
  return issue;
}

test('a first sync costs its floor, an unchanged project one request, and a change its two', async () => {
  const stage = scene(tasks(130));
  const { requests, floor } = await stage.run();
  expect(requests).toEqual(floor);
  expect(requests).toMatchObject({ create: 130, 'look-up': 1, metadata: 2 });
  for (const begin of [() => undefined, () => restart(stage)]) {
    begin();
    expect(total((await stage.run()).requests)).toBe(1);
  }
  editTask(stage.world, 'T7', { title: 'Other words' });
  expect(total((await stage.run()).requests)).toBe(2);
});

test('an issue that was moved is written where it is, and costs one request more from then on', async () => {
  const stage = scene(tasks(3));
  await stage.run();
  const copy = stage.fake.move(stage.first(), stage.elsewhere);
  expect((await stage.run()).succeeded).toBe(true);
  editTask(stage.world, 'T1', { title: 'Other words' });
  expect((await stage.run()).counts).toMatchObject({ done: 1 });
  expect(copy.title).toBe('T1: Other words');
  expect(stage.first().title).toBe('T1: Task 1');
  await stage.run();
  const { requests, floor } = await stage.run();
  expect([total(requests), total(floor)]).toEqual([2, 2]);
  expect(stage.fake.world.issues.size).toBe(4);
});

test('what a moved issue left behind is not taken for it when its copy is deleted', async () => {
  const stage = scene(tasks(3));
  await stage.run();
  const copy = stage.fake.move(stage.first(), stage.elsewhere);
  await stage.run();
  stage.fake.remove(copy);
  for (let again = 0; again < 3; again += 1) await stage.run();
  expect(stage.world.tasks.find(({ id }) => id === 'T1')?.status).toBe('TS2');
  expect(stage.fake.world.issues.size).toBe(3);
});

test('every run tells that the token ends, beginning thirty days before', async () => {
  const stage = scene(tasks(2), {}, '2026-03-20');
  for (let run = 0; run < 2; run += 1) {
    const { succeeded, message } = await stage.run();
    expect([succeeded, message]).toEqual([
      true,
      expect.stringContaining('The token ends on 2026-03-20: make a new one'),
    ]);
  }
  expect((await scene(tasks(2), {}, '2026-06-20').run()).message).not.toContain('token');
});

/** What examples say in one word each: a run, its plan, one action of it. */
import type { IssueFields } from '../../model/issue.ts';
import type { SyncOptions } from '../../model/options.ts';
import type { Action, Plan } from '../../model/plan.ts';
import type { Run } from '../../model/run.ts';
import type { Task } from '../../model/task.ts';
import { run, type Options } from './bench-run.ts';
import { aTask, aWorld, type BenchWorld } from './bench-world.ts';

export const FIELDS: IssueFields = {
  title: '',
  body: null,
  priority: null,
  status: 'New',
  parent: null,
  custom: {},
  labels: [],
  assignee: null,
};

export async function ran(world: BenchWorld, options: Options = {}): Promise<Run> {
  const answer = await run(world, options);
  if (answer === 'crashed') throw new Error('it crashed without a fuse');
  return answer;
}

export const plan = async (world: BenchWorld, options: Partial<SyncOptions> = {}): Promise<Plan> =>
  (await ran(world, { options, mode: { do: 'plan' } })).plan;

export const actionOf = ({ actions }: Plan, taskId = 'T1'): Action => {
  const action = actions.find((candidate) => candidate.taskId === taskId);
  if (!action) throw new Error(`no action for ${taskId}`);
  return action;
};

export const tasks = (count: number, change: Partial<Task> = {}): Task[] =>
  Array.from({ length: count }, (_, at) => aTask({ id: `T${at + 1}`, ...change }));

export async function synced(list: readonly Task[] = [aTask()], options: Options = {}): Promise<BenchWorld> {
  const world = aWorld(list);
  await ran(world, options);
  return world;
}

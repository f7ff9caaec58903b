/** The task side and the memory as plain data. */
import type { Link, LinkChange } from '../../model/link.ts';
import type { Memory, TaskSide } from '../../model/sides.ts';
import { PEOPLE, STATUSES, type BenchWorld, type Step } from './bench-world.ts';

export const benchTasks = (world: BenchWorld, step: Step): TaskSide => ({
  write: (writes, remember) =>
    step(() => {
      const moved = writes
        .filter(({ taskId, version }) => world.tasks.find(({ id }) => id === taskId)?.version !== version)
        .map(({ taskId }) => taskId);
      for (const { taskId, change } of writes.filter((write) => !moved.includes(write.taskId))) {
        world.writes += 1;
        const times = change.status === undefined ? {} : { statusChangedAt: world.clock };
        world.tasks = world.tasks.map((task) =>
          task.id === taskId ? { ...task, ...change, ...times, version: task.version + 1 } : task,
        );
      }
      for (const change of remember(moved).changes) rememberOne(world, change);
    }),
});

const BLANK: Omit<Link, 'taskId'> = {
  marker: '',
  generation: 0,
  issueId: null,
  issue: null,
  base: {},
  closedByUs: false,
  refusal: null,
  pending: null,
  conflicts: [],
  since: 0,
};

function rememberOne(world: BenchWorld, { taskId, retired, base, ...change }: LinkChange): void {
  const before = world.links.find((link) => link.taskId === taskId) ?? { taskId, ...BLANK };
  const others = world.links.filter((link) => link.taskId !== taskId);
  const after: Link = { ...before, ...change, since: world.clock, base: { ...before.base, ...base } };
  world.links = retired ? others : [...others, after];
  useUp(world, taskId, { linked: change.issueId !== undefined, fields: Object.keys(base ?? {}) });
}

function useUp(
  world: BenchWorld,
  taskId: string,
  { linked, fields }: { readonly linked: boolean; readonly fields: readonly string[] },
): void {
  const wish = world.wishes[taskId];
  if (!wish) return;
  const take = Object.fromEntries(Object.entries(wish.take).filter(([field]) => !fields.includes(field)));
  world.wishes = { ...world.wishes, [taskId]: { ...wish, take, ...(linked ? { leave: false, link: null } : {}) } };
}

export const benchMemory = (world: BenchWorld, step: Step): Memory => ({
  load: () =>
    step(() => ({
      surroundings: { projectId: 1, businessUnit: 'B', application: 'A', project: 'P', attributes: world.attributes },
      tasks: world.tasks,
      statuses: STATUSES,
      people: PEOPLE,
      links: world.links,
      progress: world.progress,
      generations: world.generations,
      wishes: world.wishes,
      rules: world.rules,
    })),
  observed: ({ issues, progress }) =>
    step(() => {
      world.progress = { ...world.progress, ...progress };
      for (const { taskId, issue } of issues) rememberOne(world, { taskId, issue });
    }),
  remember: (changes) =>
    step(() => {
      for (const change of changes) rememberOne(world, change);
    }),
  report: () => Promise.resolve(),
  owners: () => step(() => ({})),
});

/** What the addresses of projects say beside the path. */
import type { TaskQuery } from '../../api/tasks.ts';
import { textIn, type GivenSearch } from '../../ui/search-params.ts';

export interface ProjectsSearch {
  readonly q?: string;
  readonly archived?: true;
  readonly sort?: string;
}

export interface TasksSearch {
  readonly q?: string;
  readonly status?: string;
  readonly phase?: string;
  readonly priority?: Priority;
  readonly sort?: string;
}

export type Priority = keyof typeof RANGES;

/** As the API counts open tasks. */
const RANGES = {
  high: { priority__gte: 7 },
  medium: { priority__gte: 4, priority__lte: 6 },
  low: { priority__lte: 3 },
} as const satisfies Record<string, TaskQuery>;

export const PRIORITIES = Object.keys(RANGES) as readonly Priority[];

export const projectsSearch = (given: GivenSearch): ProjectsSearch => ({
  ...textIn(given, 'q'),
  ...textIn(given, 'sort'),
  ...(given['archived'] === true ? { archived: true } : {}),
});

export const tasksSearch = (given: GivenSearch): TasksSearch => ({
  ...textIn(given, 'q'),
  ...textIn(given, 'status'),
  ...textIn(given, 'phase'),
  ...textIn(given, 'sort'),
  ...(isPriority(given['priority']) ? { priority: given['priority'] } : {}),
});

const isPriority = (value: unknown): value is Priority => typeof value === 'string' && Object.hasOwn(RANGES, value);

export const taskQuery = ({ q, status, phase, priority }: TasksSearch): TaskQuery => ({
  ...(q === undefined ? {} : { search: q }),
  ...(status === undefined ? {} : { status }),
  ...(phase === undefined ? {} : { phase }),
  ...(priority === undefined ? {} : RANGES[priority]),
});

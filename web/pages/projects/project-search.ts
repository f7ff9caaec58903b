/** What the addresses of projects say beside the path. */
import type { TaskQuery } from '../../api/tasks.ts';

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

type Given = Readonly<Record<string, unknown>>;

/** Addresses may hold anything: what is no text is left out. A number is one that somebody searched for. */
const text = <K extends string>(given: Given, key: K): { readonly [key in K]?: string } => {
  const value = given[key];
  const said = typeof value === 'number' ? String(value) : value;
  return typeof said === 'string' && said !== '' ? ({ [key]: said } as { readonly [key in K]?: string }) : {};
};

export const projectsSearch = (given: Given): ProjectsSearch => ({
  ...text(given, 'q'),
  ...text(given, 'sort'),
  ...(given['archived'] === true ? { archived: true } : {}),
});

export const tasksSearch = (given: Given): TasksSearch => ({
  ...text(given, 'q'),
  ...text(given, 'status'),
  ...text(given, 'phase'),
  ...text(given, 'sort'),
  ...(isPriority(given['priority']) ? { priority: given['priority'] } : {}),
});

const isPriority = (value: unknown): value is Priority => typeof value === 'string' && Object.hasOwn(RANGES, value);

export const taskQuery = ({ q, status, phase, priority }: TasksSearch): TaskQuery => ({
  ...(q === undefined ? {} : { search: q }),
  ...(status === undefined ? {} : { status }),
  ...(phase === undefined ? {} : { phase }),
  ...(priority === undefined ? {} : RANGES[priority]),
});

/** What a file says against what is there: which tasks are new, which change, and in what. Pure. */
import type { Verification } from '../../model/task.ts';
import type { ImportedTask, Reported } from './imported-task.ts';

/** What an import can set. Status stands apart: it is set once, when the task is new, and never by an import again. */
export interface Content {
  readonly title: string;
  readonly text: string;
  readonly priority: number;
  readonly phase: string;
  readonly tags: readonly string[];
  readonly verification: Verification;
}

export interface ExistingTask extends Content {
  readonly id: string;
}

export interface TaskToWrite extends Content {
  readonly id: string;
  readonly status: string;
  /** Used only for a task that is new. */
  readonly reported?: Reported;
}

/** Phase and status by id. */
export interface Defaults {
  readonly phase: string;
  readonly status: string;
}

export interface TaskDifference {
  readonly id: string;
  readonly title: string;
  /** The fields that change; empty for a new task. */
  readonly fields: readonly (keyof Content)[];
}

export interface Difference {
  readonly create: readonly TaskToWrite[];
  readonly change: readonly TaskToWrite[];
  readonly changes: readonly TaskDifference[];
  readonly unchanged: number;
}

/** Priority of a task whose file does not say: the middle. */
const DEFAULT_PRIORITY = 5;

const CONTENT = [
  'title',
  'text',
  'priority',
  'phase',
  'tags',
  'verification',
] as const satisfies readonly (keyof Content)[];

const sameValue = (a: Content[keyof Content], b: Content[keyof Content]): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/** The task as it is to be: what the file says, else what `base` (the task that is there, or the defaults) has. */
const merged = (task: ImportedTask, base: Content, defaults: Defaults): TaskToWrite => ({
  id: task.id,
  title: task.title,
  text: task.text ?? base.text,
  priority: task.priority ?? base.priority,
  phase: task.phase ?? base.phase,
  status: task.status ?? defaults.status,
  tags: task.tags ?? base.tags,
  verification: task.verification ?? base.verification,
  ...(task.reported === undefined ? {} : { reported: task.reported }),
});

/** Tasks that the file does not name are left alone. */
export function compare(
  tasks: readonly ImportedTask[],
  existing: readonly ExistingTask[],
  defaults: Defaults,
): Difference {
  const blank: Content = {
    title: '',
    text: '',
    priority: DEFAULT_PRIORITY,
    phase: defaults.phase,
    tags: [],
    verification: 'none',
  };
  const byId = new Map(existing.map((task) => [task.id, task]));
  const create: TaskToWrite[] = [];
  const change: TaskToWrite[] = [];
  const changes: TaskDifference[] = [];
  for (const task of tasks) {
    const there = byId.get(task.id);
    const wanted = merged(task, there ?? blank, defaults);
    const fields = there === undefined ? [] : CONTENT.filter((field) => !sameValue(wanted[field], there[field]));
    if (there === undefined) create.push(wanted);
    else if (fields.length > 0) changes.push({ id: task.id, title: wanted.title, fields });
    if (fields.length > 0) change.push(wanted);
  }
  return { create, change, changes, unchanged: tasks.length - create.length - change.length };
}

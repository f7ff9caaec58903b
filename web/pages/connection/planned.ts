/** The actions of a plan in groups, and what each writes. Pure. */
import type { Planned } from '../../api/plans.ts';

/** Held actions are a group of their own, and come first: a person must look. */
export const GROUPS = ['held', 'close', 'detach', 'update', 'adopt', 'create', 'skip'] as const;
export type GroupName = (typeof GROUPS)[number];

export interface ActionGroup {
  readonly name: GroupName;
  readonly actions: readonly Planned[];
}

const groupOf = ({ held, action }: Planned): GroupName =>
  held === null ? (GROUPS.find((name) => name === action) ?? 'update') : 'held';

/** In the order of `GROUPS`; empty ones are left out. */
export function grouped(actions: readonly Planned[]): readonly ActionGroup[] {
  const groups = Map.groupBy(actions, groupOf);
  return GROUPS.flatMap((name) => {
    const found = groups.get(name);
    return found === undefined ? [] : [{ name, actions: found }];
  });
}

export const isWrite = ({ action }: Planned): boolean => action !== 'skip';

export function found(actions: readonly Planned[], sought: string): readonly Planned[] {
  const text = sought.trim().toLowerCase();
  if (text === '') return actions;
  return actions.filter(({ task, title, issue, reason }) =>
    `${task} ${title} ${issue ?? ''} ${reason.text}`.toLowerCase().includes(text),
  );
}

export type PlanRow =
  | { readonly kind: 'group'; readonly group: ActionGroup; readonly open: boolean }
  | { readonly kind: 'action'; readonly action: Planned };

/** What stands in the list, from the top down. */
export const rowsOf = (groups: readonly ActionGroup[], open: ReadonlySet<GroupName>): readonly PlanRow[] =>
  groups.flatMap((group): PlanRow[] => {
    const isOpen = open.has(group.name);
    const actions = isOpen ? group.actions : [];
    return [{ kind: 'group', group, open: isOpen }, ...actions.map((action): PlanRow => ({ kind: 'action', action }))];
  });

export interface FieldChange {
  readonly side: 'issue' | 'task';
  readonly field: string;
  /** null: there is nothing before, or it is not told. */
  readonly before: string | null;
  readonly after: string;
}

/** Short values first, the text last. */
const ORDER = ['title', 'status', 'priority', 'parent', 'labels', 'tags', 'assignee', 'assigned_to', 'custom', 'body'];

export const byField = (a: Pick<FieldChange, 'field'>, b: Pick<FieldChange, 'field'>): number =>
  ORDER.indexOf(a.field) - ORDER.indexOf(b.field);

/** Lists with commas, named values line by line. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([name, one]) => `${name}: ${textOf(one)}`)
      .join('\n');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** As values of lists and named values are remembered: JSON. */
function rawText(field: string, raw: string): string {
  if (!['labels', 'custom'].includes(field) || raw === '') return raw;
  try {
    const value: unknown = JSON.parse(raw);
    return field === 'custom' && Array.isArray(value)
      ? textOf(Object.fromEntries(value as [string, string][]))
      : textOf(value);
  } catch {
    return raw;
  }
}

const TASK_FIELDS: Readonly<Record<string, string>> = { status: 'status', tags: 'labels', assigned_to: 'assignee' };

/** Each value that is written, beside what it replaces where the plan tells that. */
export function changesOf({ to_issue, to_task, decisions }: Planned): readonly FieldChange[] {
  const decided = new Map(decisions.map((decision) => [decision.field, decision]));
  const issue = Object.entries(to_issue).map(([field, after]): FieldChange => {
    const was = decided.get(field)?.issue;
    return { side: 'issue', field, before: was === undefined ? null : rawText(field, was), after: textOf(after) };
  });
  const task = Object.entries(to_task ?? {}).map(([field, after]): FieldChange => {
    const was = decided.get(TASK_FIELDS[field] ?? field)?.task;
    return {
      side: 'task',
      field,
      before: was === undefined ? null : rawText(TASK_FIELDS[field] ?? field, was),
      after: textOf(after),
    };
  });
  return [...issue.toSorted(byField), ...task.toSorted(byField)].filter(
    ({ before, after }) => after !== '' || (before ?? '') !== '',
  );
}

interface Said {
  readonly as: 'note' | 'comment' | 'newComment' | 'newNote';
  readonly text: string;
}

/** What is said on either side along with it. */
export const saidIn = ({ note, comment, to_comments, to_notes }: Planned): readonly Said[] => [
  ...(note === null ? [] : [{ as: 'note', text: note } as const]),
  ...(comment === null ? [] : [{ as: 'comment', text: comment } as const]),
  ...to_comments.map((text) => ({ as: 'newComment', text }) as const),
  ...to_notes.map((text) => ({ as: 'newNote', text }) as const),
];

/** How a new Jira comes: workflows, issue types, priorities and fields as they are before anybody configures them. */
import { nextId } from './fake-world.ts';
import type { Category, FakeField, FakeIssueType, FakeNamed, FakeWorkflow, FakeWorld, Kind } from './fake-world.ts';

/** What a test says of a workflow. */
export interface WorkflowPlan {
  readonly statuses: readonly { readonly name: string; readonly category: Category }[];
  readonly transitions: readonly TransitionPlan[];
  readonly initial: string;
}

export interface TransitionPlan {
  readonly name: string;
  readonly from: readonly string[] | 'any';
  readonly to: string;
  /** Fields that its screen asks for. */
  readonly fields?: readonly string[];
}

const CLOUD: WorkflowPlan = {
  statuses: [
    { name: 'To Do', category: 'new' },
    { name: 'In Progress', category: 'indeterminate' },
    { name: 'Done', category: 'done' },
  ],
  transitions: [
    { name: 'To Do', from: 'any', to: 'To Do' },
    { name: 'In Progress', from: 'any', to: 'In Progress' },
    { name: 'Done', from: 'any', to: 'Done' },
  ],
  initial: 'To Do',
};

const UNRESOLVED = ['Open', 'In Progress', 'Reopened'];

const DATA_CENTER: WorkflowPlan = {
  statuses: [
    { name: 'Open', category: 'new' },
    { name: 'In Progress', category: 'indeterminate' },
    { name: 'Resolved', category: 'done' },
    { name: 'Closed', category: 'done' },
    { name: 'Reopened', category: 'new' },
  ],
  transitions: [
    { name: 'Start Progress', from: ['Open', 'Reopened'], to: 'In Progress' },
    { name: 'Stop Progress', from: ['In Progress'], to: 'Open' },
    { name: 'Resolve Issue', from: UNRESOLVED, to: 'Resolved', fields: ['resolution'] },
    { name: 'Close Issue', from: UNRESOLVED, to: 'Closed', fields: ['resolution'] },
    { name: 'Close Issue', from: ['Resolved'], to: 'Closed' },
    { name: 'Reopen Issue', from: ['Resolved', 'Closed'], to: 'Reopened' },
  ],
  initial: 'Open',
};

export const usualWorkflow = (kind: Kind): WorkflowPlan => (kind === 'cloud' ? CLOUD : DATA_CENTER);

/** Statuses of the same name are the same status everywhere. */
export function toWorkflow(world: FakeWorld, name: string, plan: WorkflowPlan): FakeWorkflow {
  const known = world.projects.flatMap(({ workflow }) => workflow.statuses);
  return {
    name,
    statuses: plan.statuses.map(
      (status) => known.find((one) => one.name === status.name) ?? { ...status, id: nextId(world) },
    ),
    transitions: plan.transitions.map(({ fields, ...transition }, index) => ({
      ...transition,
      id: String(10 * index + 11),
      fields: fields ?? null,
    })),
    initial: plan.initial,
  };
}

const LEVELS: Readonly<Record<string, FakeIssueType['level']>> = { Epic: 1, 'Sub-task': -1 };

export const USUAL_TYPES = ['Epic', 'Story', 'Task', 'Bug', 'Sub-task'] as const;

/** Types of the same name are the same type everywhere. `Epic` and `Sub-task` are what they are called. */
export const toIssueTypes = (world: FakeWorld, names: readonly string[]): readonly FakeIssueType[] => {
  const known = world.projects.flatMap(({ issueTypes }) => issueTypes);
  return names.map(
    (name) => known.find((type) => type.name === name) ?? { id: nextId(world), name, level: LEVELS[name] ?? 0 },
  );
};

const named = (names: readonly string[], from: number): FakeNamed[] =>
  names.map((name, index) => ({ id: String(from + index), name }));

/** On Cloud the first resolution is what its own workflows set. */
const RESOLUTIONS: Readonly<Record<Kind, readonly string[]>> = {
  cloud: ['Done', "Won't Do", 'Duplicate'],
  'data-center': ['Fixed', "Won't Fix", 'Duplicate', 'Cannot Reproduce'],
};

const ANY = { required: false, options: [], default: null, projects: null, issueTypes: null, editable: true } as const;

const SYSTEM: readonly FakeField[] = [
  { ...ANY, id: 'summary', name: 'Summary', kind: 'summary', required: true },
  { ...ANY, id: 'description', name: 'Description', kind: 'description' },
  { ...ANY, id: 'priority', name: 'Priority', kind: 'priority', default: '3' },
  { ...ANY, id: 'labels', name: 'Labels', kind: 'labels' },
  { ...ANY, id: 'assignee', name: 'Assignee', kind: 'assignee' },
];

const PARENT: FakeField = { ...ANY, id: 'parent', name: 'Parent', kind: 'parent' };

/** Data Center keeps epics apart: with a name of their own, and a field in the others that links to them. */
const EPICS: readonly FakeField[] = [
  { ...PARENT, issueTypes: ['Sub-task'], editable: false },
  { ...ANY, id: 'customfield_10100', name: 'Epic Link', kind: 'gh-epic-link', issueTypes: ['Story', 'Task', 'Bug'] },
  { ...ANY, id: 'customfield_10101', name: 'Epic Name', kind: 'gh-epic-label', issueTypes: ['Epic'], required: true },
];

export const emptyWorld = (kind: Kind, contextPath: string, cloudId: string): FakeWorld => ({
  kind,
  cloudId,
  contextPath,
  indexLag: 0,
  searchCap: 1_000,
  commentLimit: 5_000,
  tasksEnd: true,
  basicAuth: true,
  accessTokens: true,
  accounts: [],
  projects: [],
  priorities: named(['Highest', 'High', 'Medium', 'Low', 'Lowest'], 1),
  resolutions: named(RESOLUTIONS[kind], 10_000),
  fields: [...SYSTEM, ...(kind === 'cloud' ? [PARENT] : EPICS)],
  issues: new Map(),
  versions: new Map(),
  tasks: new Map(),
  nextId: 10_000,
});

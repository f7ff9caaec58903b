/** Work item types as the processes bring them. */
import type { FakeField, FakeType } from './fake-world.ts';

const system = (name: string, type: FakeField['type'], label = name, readOnly = false): FakeField => ({
  ref: `System.${name}`,
  name: label,
  type,
  readOnly,
});

const COMMON: readonly FakeField[] = [
  system('Id', 'integer', 'ID', true),
  system('Rev', 'integer', 'Rev', true),
  system('TeamProject', 'string', 'Team Project', true),
  { ...system('Title', 'string'), required: true },
  system('Description', 'html'),
  { ...system('State', 'string'), required: true },
  system('Reason', 'string'),
  system('Tags', 'plainText'),
  system('History', 'html'),
  system('AssignedTo', 'identity', 'Assigned To'),
  { ...system('AreaPath', 'treePath', 'Area Path'), required: true },
  { ...system('IterationPath', 'treePath', 'Iteration Path'), required: true },
  system('CreatedDate', 'dateTime', 'Created Date', true),
  system('ChangedDate', 'dateTime', 'Changed Date', true),
  system('WorkItemType', 'string', 'Work Item Type', true),
  system('Parent', 'integer', 'Parent', true),
  system('CommentCount', 'integer', 'Comment Count', true),
];

const PRIORITY: FakeField = {
  ref: 'Microsoft.VSTS.Common.Priority',
  name: 'Priority',
  type: 'integer',
  values: ['1', '2', '3', '4'],
};

/** State → its category. */
type States = Readonly<Record<string, string>>;

const typeNamed = (name: string, states: States, transitions: FakeType['transitions'] = null): FakeType => ({
  name,
  states: Object.entries(states).map(([state, category]) => ({ name: state, category })),
  transitions,
  fields: [...COMMON, PRIORITY].map((field) => ({ ...field })),
});

/** Tasks of the processes Agile and Basic; those of CMMI go to the end step by step. */
export const agileTask = (): FakeType =>
  typeNamed('Task', { New: 'Proposed', Active: 'InProgress', Closed: 'Completed', Removed: 'Removed' });

export const basicIssue = (): FakeType =>
  typeNamed('Issue', { 'To Do': 'Proposed', Doing: 'InProgress', Done: 'Completed' });

export const cmmiTask = (): FakeType =>
  typeNamed(
    'Task',
    { Proposed: 'Proposed', Active: 'InProgress', Resolved: 'Resolved', Closed: 'Completed' },
    {
      '': ['Proposed'],
      Proposed: ['Active', 'Closed'],
      Active: ['Proposed', 'Resolved'],
      Resolved: ['Active', 'Closed'],
      Closed: ['Active'],
    },
  );

/** What the service tells of a type's graph. */
export function transitionsOf({ states, transitions }: FakeType): Readonly<Record<string, readonly string[]>> {
  if (transitions !== null) return transitions;
  const names = states.map(({ name }) => name);
  const anywhere = names.map((from) => [from, names.filter((to) => to !== from)] as const);
  return { ...Object.fromEntries(anywhere), '': names.slice(0, 1) };
}

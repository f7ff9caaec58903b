/** The four processes that Azure DevOps comes with: what is usual for a task's statuses in each. */

export interface Process {
  readonly type: string;
  readonly statusMap: Readonly<Record<string, string>>;
  readonly targets: Readonly<Record<string, string>>;
}

export const PROCESSES = {
  Agile: {
    type: 'Task',
    statusMap: { Resolved: 'DONE', Closed: 'DONE', Removed: 'NA' },
    targets: { TODO: 'New', DONE: 'Closed', NA: 'Removed' },
  },
  Scrum: {
    type: 'Task',
    statusMap: { Done: 'DONE', Removed: 'NA' },
    targets: { TODO: 'To Do', DONE: 'Done', NA: 'Removed' },
  },
  Basic: {
    type: 'Issue',
    statusMap: { Done: 'DONE' },
    targets: { TODO: 'To Do', DONE: 'Done', NA: 'Done' },
  },
  CMMI: {
    type: 'Task',
    statusMap: { Resolved: 'DONE', Closed: 'DONE' },
    targets: { TODO: 'Proposed', DONE: 'Closed', NA: 'Closed' },
  },
} as const satisfies Readonly<Record<string, Process>>;

export type ProcessName = keyof typeof PROCESSES;

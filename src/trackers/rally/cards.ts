/** The three kinds of items that an issue can be in Rally, and where they keep what we speak of. */

export interface Card {
  /** In addresses of the API and in bodies. */
  readonly type: string;
  readonly element: string;
  /** In addresses that people open. */
  readonly page: string;
  readonly status: string;
  /** Null: this kind has no priority. */
  readonly priority: string | null;
  /** Type of the parent → the attribute that refers to it. */
  readonly parents: Readonly<Record<string, string>>;
  readonly statusMap: Readonly<Record<string, string>>;
  readonly targets: Readonly<Record<string, string>>;
}

export const CARDS = {
  Story: {
    type: 'hierarchicalrequirement',
    element: 'HierarchicalRequirement',
    page: 'userstory',
    status: 'ScheduleState',
    priority: null,
    parents: { HierarchicalRequirement: 'Parent', PortfolioItem: 'PortfolioItem' },
    statusMap: { Completed: 'DONE', Accepted: 'DONE' },
    targets: { TODO: 'Defined', DONE: 'Accepted', NA: 'Accepted' },
  },
  Defect: {
    type: 'defect',
    element: 'Defect',
    page: 'defect',
    status: 'State',
    priority: 'Priority',
    parents: { HierarchicalRequirement: 'Requirement' },
    statusMap: { Fixed: 'DONE', Closed: 'DONE' },
    targets: { TODO: 'Submitted', DONE: 'Closed', NA: 'Closed' },
  },
  Task: {
    type: 'task',
    element: 'Task',
    page: 'task',
    status: 'State',
    priority: null,
    parents: { HierarchicalRequirement: 'WorkProduct', Defect: 'WorkProduct' },
    statusMap: { Completed: 'DONE' },
    targets: { TODO: 'Defined', DONE: 'Completed', NA: 'Completed' },
  },
} as const satisfies Readonly<Record<string, Card>>;

export type CardName = keyof typeof CARDS;

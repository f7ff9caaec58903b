/** Why an action is what it is. Every skip has one, with a remedy a person can act on. */
export const REASON_CODES = [
  'new-task',
  'task-edited',
  'edited-in-tracker',
  'both-edited',
  'parameters-changed',
  'found-by-marker',
  'found-by-title',
  'linked-by-person',
  'up-to-date',
  'settled',
  'lost-scope',
  'closed-by-us',
  'back-in-scope',
  'filtered',
  'status-not-in-scope',
  'conflict-asked',
  'several-issues',
  'owned-elsewhere',
  'issue-missing',
  'issue-recreated',
  'issue-detached',
  'unlinked',
  'not-proven',
  'on-its-way',
  'refused-before',
  'no-closed-status',
  'public-project',
  'said',
  'macro-without-value',
] as const;

export type ReasonCode = (typeof REASON_CODES)[number];

export interface Reason {
  readonly code: ReasonCode;
  /** What is so, in words, with the values. */
  readonly text: string;
  /** What a person can do about it; empty when there is nothing to do. */
  readonly remedy: string;
}

/** A plan on the wire. */
import Type, { type Static } from 'typebox';
import type { IssueFields } from '../model/issue.ts';
import type { Action, Decision } from '../model/plan.ts';
import type { Reason } from '../model/reason.ts';
import type { TaskChange } from '../model/task.ts';
import type { Plan, PlanSummary } from '../store/plans.ts';
import { Nullable } from './shapes.ts';

const ReasonShape = Type.Object({
  code: Type.String(),
  text: Type.String({ description: 'What is so' }),
  remedy: Type.String({ description: 'What a person can do about it; may be empty' }),
});

const DecisionShape = Type.Object({
  field: Type.String(),
  verdict: Type.String({ description: '`same`, `to issue`, `to task`, `agree`, `kept`, `conflict`' }),
  winner: Nullable(Type.String(), 'Of a conflict: `issue`, `task` or `ask`'),
  base: Nullable(Type.String(), 'The value last agreed; null: never'),
  task: Type.String(),
  issue: Type.String(),
  reason: ReasonShape,
});

const FieldsShape = Type.Object({
  title: Type.Optional(Type.String()),
  body: Type.Optional(Nullable(Type.String())),
  priority: Type.Optional(Nullable(Type.String())),
  status: Type.Optional(Type.String()),
  parent: Type.Optional(Nullable(Type.String())),
  custom: Type.Optional(Type.Record(Type.String(), Type.String())),
  labels: Type.Optional(Type.Array(Type.String())),
  assignee: Type.Optional(Nullable(Type.String())),
});

const TaskChangeShape = Type.Object({
  status: Type.Optional(Type.String({ description: 'Its id' })),
  tags: Type.Optional(Type.Array(Type.String())),
  assigned_to: Type.Optional(Type.Array(Type.String(), { description: 'E-mail addresses' })),
});

export const PlannedShape = Type.Object({
  task: Type.String({ description: '`1-T2`' }),
  title: Type.String(),
  action: Type.String({ description: '`create`, `update`, `adopt`, `close`, `detach`, `skip`' }),
  reason: ReasonShape,
  cost: Type.Integer({ description: 'Requests that it adds' }),
  held: Nullable(Type.String(), 'Why it is held; null lets it pass'),
  issue: Nullable(Type.String(), 'What people call the issue'),
  to_issue: FieldsShape,
  to_task: Nullable(TaskChangeShape, 'What the task gets'),
  note: Nullable(Type.String()),
  comment: Nullable(Type.String(), 'Left when the issue is closed'),
  to_comments: Type.Array(Type.String(), { description: 'Notes that become comments (Markdown)' }),
  to_notes: Type.Array(Type.String(), { description: 'Comments that become notes (Markdown)' }),
  decisions: Type.Array(DecisionShape),
});

const summary = {
  id: Type.Integer(),
  connection: Type.Integer(),
  project: Type.Integer(),
  state: Type.String({ description: '`planning`, `open`, `applying`, `applied`, `discarded`, `failed`' }),
  holds: Type.Array(Type.String(), { description: 'What the guard holds, and how to proceed' }),
  requests: Type.Record(Type.String(), Type.Integer(), { description: 'What applying it costs' }),
  message: Type.String(),
  user: Nullable(Type.Integer(), 'Who asked for it'),
  created: Type.String({ format: 'date-time' }),
  updated: Type.String({ format: 'date-time' }),
};

export const PlanSummaryShape = Type.Object(summary);
export const PlanShape = Type.Object({
  ...summary,
  counts: Type.Record(Type.String(), Type.Integer(), { description: 'Actions by kind' }),
  actions: Type.Array(PlannedShape),
});

export const summaryToWire = (plan: PlanSummary): Static<typeof PlanSummaryShape> => ({
  id: plan.id,
  connection: plan.connection_id,
  project: plan.project_id,
  state: plan.state,
  holds: plan.holds,
  requests: plan.requests,
  message: plan.message,
  user: plan.creator_id,
  created: plan.created.toISOString(),
  updated: plan.updated.toISOString(),
});

export function planToWire(plan: Plan): Static<typeof PlanShape> {
  const counts: Record<string, number> = {};
  for (const action of plan.actions) counts[action.do] = (counts[action.do] ?? 0) + 1;
  return {
    ...summaryToWire(plan),
    counts,
    actions: plan.actions.map((action) => plannedToWire(plan.project_id, action)),
  };
}

export function plannedToWire(projectId: number, action: Action): Static<typeof PlannedShape> {
  return {
    task: `${projectId}-${action.taskId}`,
    title: action.title,
    action: action.do,
    reason: reasonToWire(action.reason),
    cost: action.cost,
    held: action.held,
    issue: 'issueKey' in action ? action.issueKey : null,
    ...writtenToWire(action),
    decisions: 'decisions' in action ? action.decisions.map(decisionToWire) : [],
  };
}

type Written = Pick<
  Static<typeof PlannedShape>,
  'to_issue' | 'to_task' | 'note' | 'comment' | 'to_comments' | 'to_notes'
>;

const NOTHING_WRITTEN: Written = {
  to_issue: {},
  to_task: null,
  note: null,
  comment: null,
  to_comments: [],
  to_notes: [],
};

/** What the action writes on either side. */
function writtenToWire(action: Action): Written {
  if (action.do === 'create') return { ...NOTHING_WRITTEN, to_issue: fieldsToWire(action.fields) };
  if (action.do === 'skip' || action.do === 'detach') return NOTHING_WRITTEN;
  const { toIssue, toTask, note, comment, talk } = action;
  return {
    to_issue: fieldsToWire(toIssue),
    to_task: toTask && taskChangeToWire(toTask),
    note,
    comment,
    to_comments: talk.toIssue.map(({ text }) => text),
    to_notes: talk.toTask.map(({ text }) => text),
  };
}

const fieldsToWire = ({ labels, ...fields }: Partial<IssueFields>): Static<typeof FieldsShape> => ({
  ...fields,
  ...(labels === undefined ? {} : { labels: [...labels] }),
});

const taskChangeToWire = ({ status, tags, assignees }: TaskChange): Static<typeof TaskChangeShape> => ({
  ...(status === undefined ? {} : { status }),
  ...(tags === undefined ? {} : { tags: [...tags] }),
  ...(assignees === undefined ? {} : { assigned_to: [...assignees] }),
});

const reasonToWire = ({ code, text, remedy }: Reason) => ({ code, text, remedy });

const decisionToWire = (decision: Decision): Static<typeof DecisionShape> => {
  const { field, verdict, winner, base, task, issue } = decision;
  return { field, verdict, winner, base, task, issue, reason: reasonToWire(decision.reason) };
};

/** What the fake Cloud lets some accounts do: change many issues at once, and read workflows. */
import type { Json } from '../../model/json.ts';
import { jsonAnswer, type FakeAnswer } from '../fake.ts';
import { refusal, Refused } from './fake-answers.ts';
import { allowed, isObject, listOf, loggedIn, namesIn, seenIssue, textOf, type Call } from './fake-call.ts';
import { offered, transit } from './fake-workflow.ts';
import {
  nextId,
  projectNamed,
  type FakeIssue,
  type FakeTask,
  type FakeTransition,
  type FakeWorkflow,
} from './fake-world.ts';

const MOST_ISSUES = 1_000;

/** In words of their own. */
const bulkRefusal = (status: number, message: string): Refused =>
  new Refused(jsonAnswer(status, { errors: [{ message }] }));

function checkBulk(call: Call, names: readonly string[]): void {
  loggedIn(call);
  if (!allowed(call, 'BULK_CHANGE', null))
    throw bulkRefusal(403, 'You do not have the permission to make bulk changes.');
  if (names.length === 0 || names.length > MOST_ISSUES) throw bulkRefusal(400, `Give 1 to ${MOST_ISSUES} issues.`);
}

/** Bulk changes fill in no screens. */
const simple = ({ fields }: FakeTransition): boolean => fields === null || fields.length === 0;

/** What all issues of one workflow can do. */
export function getBulkTransitions(call: Call): FakeAnswer {
  const names = namesIn(call.query.get('issueIdsOrKeys'));
  checkBulk(call, names);
  const issues = names.flatMap((name) => seenIssue(call, name) ?? []);
  const groups = Map.groupBy(issues, ({ project }) => project.workflow);
  const availableTransitions = [...groups].map(([workflow, members]) => {
    const shared = workflow.transitions.filter(
      (one) => simple(one) && members.every((issue) => offered(call, issue).includes(one)),
    );
    return {
      issues: members.map(({ key }) => key),
      isTransitionsFiltered: shared.length < workflow.transitions.length,
      transitions: shared.map((one) => transitionJson(workflow, one)),
    };
  });
  return jsonAnswer(200, { availableTransitions });
}

const transitionJson = ({ statuses }: FakeWorkflow, { id, name, to }: FakeTransition): Json => ({
  transitionId: Number(id),
  transitionName: name,
  to: { statusId: Number(statuses.find((status) => status.name === to)?.id), statusName: to },
});

/** Done in the background; what becomes of it is told by its number. */
export function postBulkTransitions(call: Call): FakeAnswer {
  const inputs = listOf(call.body['bulkTransitionInputs']).filter(isObject);
  const wanted = inputs.flatMap(({ selectedIssueIdsOrKeys, transitionId }) =>
    namesIn(selectedIssueIdsOrKeys).map((name) => ({ issue: seenIssue(call, name), transition: textOf(transitionId) })),
  );
  checkBulk(
    call,
    wanted.map(({ transition }) => transition),
  );
  const reached = wanted.flatMap(({ issue, transition }) => (issue === undefined ? [] : [{ issue, transition }]));
  const outcomes = reached.map(({ issue, transition }) => [issue.id, complaint(call, issue, transition)] as const);
  const task: FakeTask = {
    id: nextId(call.world),
    by: loggedIn(call),
    submitted: call.now,
    processed: outcomes.flatMap(([id, words]) => (words === null ? [id] : [])),
    failed: Object.fromEntries(outcomes.flatMap(([id, words]) => (words === null ? [] : [[id, [words]]]))),
    inaccessible: wanted.length - reached.length,
  };
  call.world.tasks.set(task.id, task);
  return jsonAnswer(201, { taskId: task.id });
}

/** Null: it went well. */
function complaint(call: Call, issue: FakeIssue, transition: string): string | null {
  try {
    transit(call, issue, transition, {});
    return null;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { errorMessages, errors } = JSON.parse(error.answer.text) as { errorMessages: string[]; errors: object };
    return [...errorMessages, ...Object.values(errors).map(String)].join(' ');
  }
}

/** So long one issue takes, in milliseconds. */
const EACH = 5;

/** Times are milliseconds. */
export function getQueue(call: Call, id: string): FakeAnswer {
  const task = call.world.tasks.get(id);
  if (task === undefined || task.by !== loggedIn(call)) throw bulkRefusal(400, `The task ${id} does not exist.`);
  const { processed, failed, inaccessible, submitted } = task;
  const isRunning = !call.world.tasksEnd || call.now < submitted + EACH * processed.length;
  return jsonAnswer(200, {
    taskId: id,
    status: isRunning ? 'RUNNING' : 'COMPLETE',
    progressPercent: isRunning ? 50 : 100,
    submittedBy: { accountId: task.by.accountId },
    created: submitted,
    started: submitted,
    updated: call.now,
    totalIssueCount: processed.length + Object.keys(failed).length + inaccessible,
    processedAccessibleIssues: isRunning ? [] : processed.map(Number),
    failedAccessibleIssues: isRunning ? {} : failed,
    invalidOrInaccessibleIssueCount: inaccessible,
  });
}

const CATEGORIES = { new: 'TODO', indeterminate: 'IN_PROGRESS', done: 'DONE' } as const;

const workflowJson = (workflow: FakeWorkflow): Json => {
  const idOf = (name: string): string => workflow.statuses.find((status) => status.name === name)?.id ?? '';
  return {
    id: `workflow-${workflow.name}`,
    name: workflow.name,
    description: '',
    isEditable: true,
    scope: { type: 'GLOBAL' },
    version: { id: `version-${workflow.name}`, versionNumber: 0 },
    statuses: workflow.statuses.map(({ id }) => ({ statusReference: id, deprecated: false, properties: {} })),
    transitions: [
      transitionOf('1', 'Create', 'INITIAL', idOf(workflow.initial)),
      ...workflow.transitions.map(({ id, name, from, to }) => ({
        ...transitionOf(id, name, from === 'any' ? 'GLOBAL' : 'DIRECTED', idOf(to)),
        links: from === 'any' ? [] : from.map((one) => ({ fromPort: 0, fromStatusReference: idOf(one), toPort: 1 })),
      })),
    ],
  };
};

const transitionOf = (id: string, name: string, type: string, toStatusReference: string) => ({
  id,
  name,
  type,
  toStatusReference,
  description: '',
  links: [],
  actions: [],
  validators: [],
  triggers: [],
  properties: {},
});

function statusesJson(workflows: readonly FakeWorkflow[]): readonly Json[] {
  const all = new Map(workflows.flatMap(({ statuses }) => statuses).map((status) => [status.id, status]));
  return [...all.values()].map(({ id, name, category }) => ({
    id,
    name,
    description: '',
    scope: { type: 'GLOBAL' },
    statusCategory: CATEGORIES[category],
    statusReference: id,
  }));
}

function checkAdmin(call: Call): void {
  loggedIn(call);
  if (!allowed(call, 'ADMINISTER', null)) throw refusal(401, 'You do not have permission to view workflows.');
}

/** Of the projects asked for. */
export function postWorkflows(call: Call): FakeAnswer {
  checkAdmin(call);
  const pairs = listOf(call.body['projectAndIssueTypes']).filter(isObject);
  const names = namesIn(call.body['workflowNames'] ?? []);
  const found = new Set([
    ...pairs.flatMap(({ projectId }) => projectNamed(call.world, textOf(projectId))?.workflow ?? []),
    ...call.world.projects.map(({ workflow }) => workflow).filter(({ name }) => names.includes(name)),
  ]);
  return jsonAnswer(200, { statuses: statusesJson([...found]), workflows: [...found].map(workflowJson) });
}

export function searchWorkflows(call: Call): FakeAnswer {
  checkAdmin(call);
  const all = call.world.projects.map(({ workflow }) => workflow);
  const values = all.map(workflowJson);
  const page = { startAt: 0, maxResults: 50, total: all.length, isLast: true };
  return jsonAnswer(200, { ...page, statuses: statusesJson(all), values });
}

/** How the fake Jira takes creates and edits. */
import { same, type Json } from '../../model/json.ts';
import { jsonAnswer, type FakeAnswer } from '../fake.ts';
import { fieldRefusal, refusal, type FieldErrors } from './fake-answers.ts';
import { allowed, isObject, listOf, loggedIn, textOf, visibleIssue, type Body, type Call } from './fake-call.ts';
import { commentsIn, withComment } from './fake-comments.ts';
import { withHistory } from './fake-history.ts';
import { issueJson, wantedIn } from './fake-issue.ts';
import { propertiesIn } from './fake-properties.ts';
import { Invalid, takeValue, type Taking } from './fake-values.ts';
import {
  childrenOf,
  fieldsOf,
  forget,
  keep,
  nextId,
  projectNamed,
  type FakeField,
  type FakeIssue,
  type FakeIssueType,
  type FakeProject,
} from './fake-world.ts';

type Values = Readonly<Record<string, Json>>;

/** What may be filled in, and what is there already. */
export interface Screen {
  readonly call: Call;
  readonly project: FakeProject;
  readonly type: FakeIssueType;
  readonly fields: readonly FakeField[];
  readonly values: Values;
  /** They have their own meaning and are no values. */
  readonly ignored: readonly string[];
}

/** The values that a body sets; throws all complaints at once. */
export function takeFields(screen: Screen, body: Body): Values {
  const entriesOf = (member: 'fields' | 'update'): readonly (readonly [string, unknown])[] =>
    Object.entries(isObject(body[member]) ? body[member] : {}).filter(([id]) => !screen.ignored.includes(id));
  const errors: Record<string, string> = {};
  const values: Record<string, Json> = {};
  const collect = (id: string, take: (taking: Taking) => Json): void => {
    const field = screen.fields.find((one) => one.id === id);
    if (id in values || id in errors) {
      errors[id] = `Field '${id}' is in both 'fields' and 'update'.`;
      return;
    }
    if (field === undefined || !maySet(screen, field)) {
      errors[id] = `Field '${id}' cannot be set. It is not on the appropriate screen, or unknown.`;
      return;
    }
    const taken = orComplaint(() => take({ ...screen, field }));
    if (taken instanceof Invalid) errors[id] = taken.message;
    else values[id] = taken;
  };
  for (const [id, value] of entriesOf('fields')) collect(id, (taking) => takeValue(value, taking));
  for (const [id, operations] of entriesOf('update')) {
    collect(id, (taking) => operated(screen.values[id] ?? null, operations, taking));
  }
  if (Object.keys(errors).length > 0) throw fieldRefusal(errors);
  return values;
}

const maySet = ({ call, project }: Screen, { id }: FakeField): boolean =>
  id !== 'assignee' || allowed(call, 'ASSIGN_ISSUES', project);

function orComplaint(take: () => Json): Json | Invalid {
  try {
    return take();
  } catch (error) {
    if (error instanceof Invalid) return error;
    throw error;
  }
}

/** `[{"add": "x"}, {"remove": "y"}, {"set": ["z"]}]`, one after the other. */
function operated(before: Json, operations: unknown, taking: Taking): Json {
  let value = before;
  for (const [verb, operand] of listOf(operations).flatMap((one) => Object.entries(isObject(one) ? one : {}))) {
    if (verb === 'set') {
      value = takeValue(operand, taking);
      continue;
    }
    const current = listOf(value) as readonly Json[];
    const named = listOf(takeValue([operand], taking)) as readonly Json[];
    const others = current.filter((one) => !named.some((other) => same(one, other)));
    value = verb === 'add' ? [...others, ...named] : others;
  }
  return Array.isArray(value) && value.length === 0 ? takeValue([], taking) : value;
}

/** Throws what is wrong with it. */
export function createIssue(call: Call, body: Body): FakeIssue {
  const fields = isObject(body['fields']) ? body['fields'] : {};
  const project = projectFor(call, fields['project']);
  const type = typeIn(project, fields['issuetype']);
  const known = fieldsOf(call.world, project, type);
  const screen: Screen = {
    call,
    project,
    type,
    fields: known,
    values: {},
    ignored: ['project', 'issuetype', 'comment'],
  };
  const taken = takeFields(screen, body);
  const values = { ...defaultsOf(known), ...taken };
  const missing = missingOf(known, values, type);
  if (Object.keys(missing).length > 0) throw fieldRefusal(missing);
  const properties = propertiesIn(body['properties']);
  const issue = { ...blankIssue(call, project, type), values, properties };
  project.nextNumber += 1;
  return keep(call.world, issue, call.now);
}

const defaultsOf = (fields: readonly FakeField[]): Values =>
  Object.fromEntries(fields.flatMap(({ id, default: value }) => (value === null ? [] : [[id, value]])));

function missingOf(fields: readonly FakeField[], values: Values, type: FakeIssueType): FieldErrors {
  const missing = fields
    .filter(({ id, required }) => required && (values[id] ?? null) === null)
    .map(({ id, name }) => [
      id,
      id === 'summary' ? 'You must specify a summary of the issue.' : `${name} is required.`,
    ]);
  const orphan = type.level === -1 && (values['parent'] ?? null) === null;
  return {
    ...(Object.fromEntries(missing) as FieldErrors),
    ...(orphan ? { issuetype: 'Issue type is a sub-task but parent issue key or id not specified.' } : {}),
  };
}

function projectFor(call: Call, value: unknown): FakeProject {
  const named = isObject(value) ? textOf(value['id'] ?? value['key']) : '';
  const project = projectNamed(call.world, named);
  if (project === undefined || !allowed(call, 'BROWSE_PROJECTS', project)) {
    throw fieldRefusal({ project: call.cloud ? 'Specify a valid project ID or key' : 'project is required' });
  }
  if (call.user === null || project.archived || !allowed(call, 'CREATE_ISSUES', project)) {
    throw fieldRefusal({ project: 'You do not have permission to create issues in this project.' });
  }
  return project;
}

function typeIn({ issueTypes }: FakeProject, value: unknown): FakeIssueType {
  const { id, name } = isObject(value) ? value : {};
  const type = issueTypes.find((one) => (id === undefined ? one.name === name : one.id === textOf(id)));
  if (type === undefined) throw fieldRefusal({ issuetype: 'Specify a valid issue type' });
  return type;
}

const blankIssue = (call: Call, project: FakeProject, type: FakeIssueType): FakeIssue => ({
  id: nextId(call.world),
  key: `${project.key}-${project.nextNumber}`,
  formerKeys: [],
  project,
  type,
  status: initialOf(project),
  values: {},
  reporter: loggedIn(call),
  created: call.now,
  updated: call.now,
  archived: false,
  properties: {},
  comments: [],
  histories: [],
  links: [],
});

function initialOf({ workflow }: FakeProject): FakeIssue['status'] {
  const status = workflow.statuses.find(({ name }) => name === workflow.initial);
  if (status === undefined) throw new Error(`the workflow has no status ${workflow.initial}`);
  return status;
}

export const createdJson = ({ self }: Call, { id, key }: FakeIssue): Json => ({ id, key, self: `${self}/issue/${id}` });

export function postIssue(call: Call): FakeAnswer {
  return jsonAnswer(201, createdJson(call, createIssue(call, call.body)));
}

/** Cloud gives it back when it is asked to. */
export function putIssue(call: Call, name: string): FakeAnswer {
  const issue = visibleIssue(call, name);
  const { fields, update } = call.body;
  if (!isObject(fields) && !isObject(update)) throw refusal(400, "one of 'fields' or 'update' required");
  checkEdit(call, issue);
  const saved = keep(call.world, edited(call, issue), call.now);
  if (!call.cloud || call.query.get('returnIssue') !== 'true') return jsonAnswer(204);
  return jsonAnswer(200, issueJson(call, saved, wantedIn(call.query, ['*all'])));
}

function checkEdit(call: Call, { project, archived }: FakeIssue): void {
  loggedIn(call);
  if (archived || project.archived) throw refusal(403, 'You do not have permission to edit archived issues.');
  if (!allowed(call, 'EDIT_ISSUES', project)) {
    throw refusal(403, 'You do not have permission to edit issues in this project.');
  }
  if (call.query.get('notifyUsers') === 'false' && !allowed(call, 'ADMINISTER_PROJECTS', project)) {
    throw refusal(403, 'To discard the user notification either admin or project admin permissions are required.');
  }
}

/** The status is changed by transitions only and passed over here. */
const NO_VALUES = ['comment', 'status'];

function edited(call: Call, issue: FakeIssue): FakeIssue {
  const { project, type, values } = issue;
  const fields = fieldsOf(call.world, project, type).filter(({ editable }) => editable);
  const taken = takeFields({ call, project, type, fields, values, ignored: NO_VALUES }, call.body);
  const update = isObject(call.body['update']) ? call.body['update'] : {};
  const comments = commentsIn(call, issue, update['comment']);
  const properties = { ...issue.properties, ...propertiesIn(call.body['properties']) };
  const after = { ...issue, values: { ...values, ...taken }, properties };
  return comments.reduce(withComment, withHistory(call.world, issue, after, { author: loggedIn(call), now: call.now }));
}

export function deleteIssue(call: Call, name: string): FakeAnswer {
  const issue = visibleIssue(call, name);
  loggedIn(call);
  if (!allowed(call, 'DELETE_ISSUES', issue.project)) {
    throw refusal(403, 'You do not have permission to delete issues in this project.');
  }
  const below = childrenOf(call.world, issue.id).filter(({ type }) => type.level === -1);
  if (below.length > 0 && call.query.get('deleteSubtasks') !== 'true') {
    throw refusal(
      400,
      `The issue '${issue.key}' has subtasks.  You must specify the 'deleteSubtasks' parameter to delete this issue and all its subtasks.`,
    );
  }
  for (const one of [...below, issue]) forget(call.world, one, call.now);
  return jsonAnswer(204);
}

/** What the fake's account changes: taken, refused, or dropped without a word. */
import type { WireResponse } from '../../http/wire.ts';
import { jsonAnswer } from '../fake.ts';
import { invalid, NOT_FOUND, said, type RepositoryCall } from './fake-call.ts';
import { commentJson, issueJson, labelJson } from './fake-json.ts';
import {
  addIssue,
  change,
  isSame,
  mayLabel,
  newId,
  notify,
  spelled,
  touch,
  type Account,
  type Issue,
  type Values,
} from './fake-world.ts';

export interface WriteCall extends RepositoryCall {
  readonly account: Account;
}

export interface IssueCall extends WriteCall {
  readonly issue: Issue;
}

const REASONS = ['completed', 'not_planned', 'duplicate', 'reopened'] as const;

/** Why the values cannot be; null when they can. */
function complaint(call: WriteCall): WireResponse | null {
  const { title, body: text } = call.body;
  if (title !== undefined && (typeof title !== 'string' || title.trim() === ''))
    return invalid('title', 'missing_field');
  if (typeof title === 'string' && title.length > 256)
    return invalid('title', 'custom', 'title is too long (maximum is 256 characters)');
  if (typeof text === 'string' && text.length > 65_536)
    return invalid('body', 'custom', 'body is too long (maximum is 65536 characters)');
  return complaintAboutNames(call);
}

function complaintAboutNames({ body, repository, world }: WriteCall): WireResponse | null {
  const { labels = [], milestone, type } = body;
  if ((labels as readonly string[]).some((label) => label.length > 50 || label.trim() === ''))
    return invalid('name', 'invalid', 'name is too long (maximum is 50 characters)');
  if (typeof milestone === 'number' && repository.milestones[milestone - 1] === undefined)
    return invalid('milestone', 'invalid');
  return typeof type === 'string' && !world.types.includes(type) ? invalid('type', 'invalid') : null;
}

/** What only those may set who may label: the others are not even told. */
function rightful({ body, repository, account, world }: WriteCall): Values | WireResponse {
  if (!mayLabel(repository, account)) return {};
  const { labels, assignees, milestone, type } = body;
  const logins = assignees as readonly string[] | undefined;
  const stranger = logins?.find((login) => !world.accounts.some((known) => isSame(known.login, login)));
  if (stranger !== undefined)
    return invalid('assignees', 'invalid', `Could not resolve to a node with login ${stranger}`);
  return {
    ...(labels === undefined ? {} : { labels: spelled(repository, unique(labels as readonly string[])) }),
    ...(logins === undefined ? {} : { assignees: [...logins] }),
    ...(milestone === undefined ? {} : { milestone: repository.milestones[Number(milestone) - 1] ?? null }),
    ...(type === undefined ? {} : { type: type as string | null }),
  };
}

const unique = (names: readonly string[]): readonly string[] =>
  names.filter((name, at) => names.findIndex((other) => isSame(name, other)) === at);

export function postIssue(call: WriteCall): WireResponse {
  const { world, repository, account, now, root, body } = call;
  const refusal = complaint({ ...call, body: { title: '', ...body } });
  if (refusal !== null) return refusal;
  const rights = rightful(call);
  if ('status' in rights) return rights;
  const issue = addIssue(world, repository, account.login, now);
  Object.assign(issue, { title: body['title'] as string, body: body['body'] ?? null, ...rights });
  notify(world, issue.body ?? '');
  world.react(issue);
  return jsonAnswer(201, issueJson(root, issue));
}

export function patchIssue(call: IssueCall): WireResponse {
  const { world, repository, account, issue, now, root, body } = call;
  if (!mayLabel(repository, account) && !isSame(issue.creator, account.login))
    return said(403, 'Must have triage rights');
  const refusal = complaint(call);
  if (refusal !== null) return refusal;
  const rights = rightful(call);
  if ('status' in rights) return rights;
  const texts: Values = {
    ...(body['title'] === undefined ? {} : { title: body['title'] as string }),
    ...(body['body'] === undefined ? {} : { body: body['body'] as string | null }),
  };
  if (texts.body) notify(world, texts.body);
  change(issue, { ...texts, ...rights, ...stateOf(call) }, now);
  world.react(issue);
  return jsonAnswer(200, issueJson(root, issue));
}

/** The reason is ignored unless the state changes. */
function stateOf({ body, issue }: IssueCall): Values {
  const { state, state_reason: given } = body;
  if ((state !== 'open' && state !== 'closed') || state === issue.state) return {};
  const reason = REASONS.find((known) => known === given);
  return { state, reason: state === 'open' ? 'reopened' : (reason ?? 'completed') };
}

export function postLabels({ issue, repository, account, body, now, root }: IssueCall): WireResponse {
  if (!mayLabel(repository, account)) return said(403, 'Must have push access to label issues');
  const labels = body['labels'] as readonly string[];
  if (labels.some((label) => label.length > 50)) return invalid('name', 'invalid');
  change(issue, { labels: [...unique([...issue.labels, ...spelled(repository, labels)])] }, now);
  return labelsOf({ issue, repository, root });
}

export function deleteLabel(call: IssueCall, name: string): WireResponse {
  const { issue, repository, account, now } = call;
  if (!mayLabel(repository, account)) return said(403, 'Must have push access to label issues');
  if (!issue.labels.some((label) => isSame(label, name))) return said(404, 'Label does not exist');
  change(issue, { labels: issue.labels.filter((label) => !isSame(label, name)) }, now);
  return labelsOf(call);
}

const labelsOf = ({ issue, repository, root }: Pick<IssueCall, 'issue' | 'repository' | 'root'>): WireResponse =>
  jsonAnswer(
    200,
    issue.labels.map((name) => labelJson(root, repository, name)),
  );

export function postComment({ world, issue, account, body, now, root, repository }: IssueCall): WireResponse {
  if (issue.isLocked && !mayLabel(repository, account))
    return said(403, 'Unable to create comment because issue is locked.');
  const comment = { id: newId(world), author: account.login, at: now, body: body['body'] as string };
  if (comment.body.length > 65_536) return invalid('body', 'custom', 'body is too long (maximum is 65536 characters)');
  issue.comments.push(comment);
  touch(issue, now);
  notify(world, comment.body);
  return jsonAnswer(201, commentJson(root, issue, comment));
}

const MOST_CHILDREN = 100;

const childOf = ({ world, body }: IssueCall): Issue | undefined =>
  world.repositories
    .flatMap(({ issues }) => issues)
    .find(({ id, gone }) => id === body['sub_issue_id'] && gone === null);

/** `issue` is the parent. */
export function postSubIssue(call: IssueCall): WireResponse {
  const { issue, repository, body, now, root } = call;
  const child = childOf(call);
  if (child === undefined) return NOT_FOUND;
  if (child.parent !== null && body['replace_parent'] !== true) return said(422, 'Issue already has a parent');
  const children = repository.issues.filter(({ parent, gone }) => parent === issue && gone === null);
  if (children.length >= MOST_CHILDREN) return said(422, 'Parent cannot have more than 100 sub-issues');
  child.parent = issue;
  touch(child, now);
  return jsonAnswer(201, issueJson(root, issue));
}

export function deleteSubIssue(call: IssueCall): WireResponse {
  const child = childOf(call);
  if (child?.parent !== call.issue) return NOT_FOUND;
  child.parent = null;
  touch(child, call.now);
  return jsonAnswer(200, issueJson(call.root, call.issue));
}

/** The three depths of a connection test. Each thing that can be wrong has its own message, remedy and parameter. */
import type { Instant } from '../../model/instant.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import type { Send, TrackerResponse } from '../../model/transport.ts';
import { bodyOf, obstacleIn, settings as wrong, unexpected } from './answer.ts';
import { getAccount, getMember, postIssue, putIssue } from './api.ts';
import { placeOfRow } from './convert.ts';
import type { View } from './native.ts';
import { LABEL_LENGTH, PARAM, type GitlabSettings } from './params.ts';
import { findProject, levelIn, PLANNER, tooLittle } from './project.ts';
import type { IssueRow, Person, ProjectRow } from './rows.ts';
import { knownStatus, statusesOf } from './statuses.ts';
import { tokenWarning } from './token.ts';

interface Account extends Person {
  readonly is_admin?: boolean;
}

/** The server answers like a GitLab, and it knows the token. Answers that the token ends soon. */
export async function checkToken(send: Send, now: Instant): Promise<string | void> {
  await checkServer(send);
  return (await tokenWarning(send, 'check', now)) ?? undefined;
}

async function checkServer(send: Send): Promise<Account> {
  const response = await blaming(() => getAccount(send));
  if (response.status === 403) throw obstacleIn(response) ?? unexpected(response);
  const account = response.body as Partial<Account> | null;
  if (response.status === 200 && typeof account?.username === 'string') return account as Account;
  throw wrong(
    PARAM.server,
    `This does not answer like a GitLab (${response.status}): check the server, which is empty for gitlab.com, and its path.`,
  );
}

/** An error of the connection itself is the server's parameter's; a 401 is the token's. */
async function blaming(ask: () => Promise<TrackerResponse>): Promise<TrackerResponse> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof TrackerError)) throw error;
    const { kind, message, retryAt, param } = error;
    if (kind !== 'credentials')
      throw new TrackerError(kind, message, { param: param ?? PARAM.server, ...(retryAt === null ? {} : { retryAt }) });
    const words =
      'GitLab does not know this token: it has expired, was revoked, or belongs to another server. Make a new one with the ' +
      'scope api as the synchronizing account.';
    throw new TrackerError('credentials', words, { param: PARAM.token });
  }
}

/** The project is there, takes issues, and the account may label them. */
export async function checkProject(send: Send, settings: GitlabSettings): Promise<void> {
  const project = await findProject(send, 'check', settings.project);
  const account = await checkServer(send);
  if (levelIn(project) !== null || account.is_admin === true) return;
  const level = await levelOf(send, project, account);
  if (level < PLANNER) throw wrong(PARAM.project, `Project ${project.path_with_namespace} ${tooLittle(level)}`);
}

/** By way of a group with which the project is shared. */
async function levelOf(send: Send, { id }: ProjectRow, account: Account): Promise<number> {
  const response = await getMember(send, id, account.id);
  return response.status === 404 ? 0 : bodyOf<{ readonly access_level: number }>(response).access_level;
}

/** Every name that the parameters mention exists, and a new issue would be accepted. */
export async function checkSettings(send: Send, view: View): Promise<void> {
  const { native, settings } = view;
  const { statusMap, targets, closedStatus, priorities } = settings.options;
  const statuses = statusesOf(settings.workflow, native.workflowLabels);
  for (const name of Object.keys(statusMap)) knownStatus(name, statuses, PARAM.statusMap);
  for (const name of Object.values(targets)) knownStatus(name, statuses, PARAM.targets);
  if (closedStatus !== null) knownStatus(closedStatus, statuses, PARAM.closedStatus);
  for (const name of settings.workflow?.closing ?? []) knownStatus(name, statuses, PARAM.closingLabels);
  for (const name of Object.values(priorities ?? {})) checkPriority(name, settings);
  checkPeople(view);
  await rehearse(send, view);
}

function checkPriority(name: string, { markerLabel }: GitlabSettings): void {
  if (name.length > LABEL_LENGTH || name.includes(','))
    throw wrong(
      PARAM.priorities,
      `"${name}" cannot be a label: they have ${LABEL_LENGTH} characters at most, and no comma.`,
    );
  if (name === markerLabel)
    throw wrong(PARAM.priorities, `"${name}" is the label of all our issues: give the priority another one.`);
}

function checkPeople({ native, settings: { users, options } }: View): void {
  const stranger = Object.entries(users).find(([email]) => options.assignees && native.people[email] === undefined);
  if (stranger === undefined) return;
  throw wrong(PARAM.userMap, `"${stranger[1]}" is no active member of the project: give the user name of one.`);
}

/** Asks for an issue that cannot be created, because its title is empty: who may not write is told that instead. */
async function rehearse(send: Send, { native }: View): Promise<void> {
  const response = await postIssue(send, 'check', native.projectId, { title: '' });
  const { status } = response;
  if (status === 201) return takeBack(send, bodyOf<IssueRow>(response));
  if (status === 403) {
    const message = 'GitLab does not let this account create issues: give it the role Planner, Reporter or higher.';
    throw obstacleIn(response) ?? wrong(PARAM.project, message);
  }
  if (status !== 400 && status !== 422) throw unexpected(response);
}

/** It should not have been possible. */
async function takeBack(send: Send, row: IssueRow): Promise<void> {
  bodyOf(await putIssue(send, placeOfRow(row), { state_event: 'close' }));
}

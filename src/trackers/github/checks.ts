/** The three depths of a connection test. Each thing that can be wrong has its own message, remedy and parameter. */
import { TrackerError } from '../../model/tracker-error.ts';
import { bodyOf, obstacleIn, unexpected, wordsOf } from './answer.ts';
import { getAccount, getInstallation, getIssue, getRepository, patchIssue, postIssue, type Api } from './api.ts';
import { knownStatus, pathOf, stateOf } from './convert.ts';
import type { Reply } from './follow.ts';
import { isIn, usableRepository, type View } from './native.ts';
import { LABEL_LENGTH, PARAM, type GithubSettings } from './params.ts';
import type { IssueRow } from './rows.ts';

const settingsError = (param: string, message: string): TrackerError =>
  new TrackerError('settings', message, { param });

/** The server answers like a GitHub, and it knows the token: of a person, or of an App. */
export async function checkServer(api: Api): Promise<void> {
  const response = await blaming(() => getAccount(api, 'check'));
  const answer =
    response.status === 403 && obstacleIn(response) !== null ? await getInstallation(api, 'check', 1) : response;
  if (answer.status === 403) throw obstacleIn(answer) ?? unexpected(answer);
  try {
    const { login, repositories } = bodyOf<{ login?: unknown; repositories?: unknown }>(answer);
    if (typeof login !== 'string' && !Array.isArray(repositories)) throw unexpected({ ...answer, status: 0 });
  } catch {
    throw settingsError(
      PARAM.server,
      `This does not answer like a GitHub (${answer.status}): check the server. It is empty for github.com, and the bare host of ` +
        'a GitHub Enterprise Server.',
    );
  }
}

/** An error of the connection itself is the server's parameter's; a 401 is the token's. */
async function blaming(ask: () => Promise<Reply>): Promise<Reply> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof TrackerError)) throw error;
    const { kind, message, retryAt, param } = error;
    if (kind !== 'credentials')
      throw new TrackerError(kind, message, { param: param ?? PARAM.server, ...(retryAt === null ? {} : { retryAt }) });
    const words =
      'GitHub does not know this token: it was revoked, it has expired (those of an App do after an hour), or it belongs to another server. ' +
      'Make a new one as the synchronizing account.';
    throw new TrackerError('credentials', words, { param: PARAM.token });
  }
}

/** The repository is there, takes issues, and the account may label them. */
export async function checkProject(api: Api, settings: GithubSettings): Promise<void> {
  const { owner, repository } = settings;
  usableRepository(await getRepository(api, 'check', `${owner}/${repository}`), settings);
}

/** Every name that the parameters mention exists, and a new issue would be accepted. */
export async function checkSettings(api: Api, view: View): Promise<void> {
  const { statusMap, targets, closedStatus, priorities } = view.settings.options;
  for (const name of Object.keys(statusMap)) knownStatus(name, PARAM.statusMap);
  for (const name of Object.values(targets)) knownStatus(name, PARAM.targets);
  if (closedStatus !== null) knownStatus(closedStatus, PARAM.closedStatus);
  for (const name of Object.values(priorities ?? {})) checkPriority(name, view);
  checkPeople(view);
  await checkParent(api, view);
  await rehearse(api, view);
}

function checkPriority(name: string, { settings: { markerLabel } }: View): void {
  if (name.length > LABEL_LENGTH)
    throw settingsError(PARAM.priorities, `"${name}" is too long for a label: ${LABEL_LENGTH} characters at most.`);
  if (markerLabel !== null && isIn([markerLabel], name))
    throw settingsError(PARAM.priorities, `"${name}" is the label of all our issues: give the priority another one.`);
}

function checkPeople({ native, settings: { users, options } }: View): void {
  const stranger = Object.values(users).find((login) => options.assignees && !isIn(native.assignable, login));
  if (stranger === undefined) return;
  throw settingsError(PARAM.userMap, `Issues cannot be assigned to "${stranger}": give the login of a member.`);
}

async function checkParent(api: Api, view: View): Promise<void> {
  const { parent } = view.settings.options;
  if (parent === null) return;
  const response = await getIssue(api, 'check', pathOf(`#${parent}`, view));
  if (response.status === 200 && bodyOf<IssueRow>(response).pull_request === undefined) return;
  throw settingsError(PARAM.parent, `The repository has no issue #${parent} that this token may see.`);
}

/** Asks for an issue that cannot be created, because its title is empty: who may not write is told that instead. */
async function rehearse(api: Api, view: View): Promise<void> {
  const response = await postIssue(api, 'check', view.native.repository, { title: '' });
  if (response.status === 201) return takeBack(api, view, bodyOf<IssueRow>(response));
  if (response.status === 422) return;
  if (response.status === 403 || response.status === 404) throw obstacleIn(response) ?? mayNotWrite(response);
  throw unexpected(response);
}

const mayNotWrite = (response: Reply): TrackerError =>
  settingsError(
    PARAM.token,
    `GitHub does not let this token create issues (${wordsOf(response)}): it needs the permission Issues, read and write.`,
  );

/** It should not have been possible. */
async function takeBack(api: Api, view: View, { number }: IssueRow): Promise<void> {
  bodyOf(await patchIssue(api, pathOf(`#${number}`, view), stateOf('not_planned')));
}

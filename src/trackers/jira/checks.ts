/** The three depths of a connection test. Each thing that can be wrong has its own message, remedy and parameter. */
import { TrackerError } from '../../model/tracker-error.ts';
import type { Send, TrackerResponse } from '../../model/transport.ts';
import { memberOf, trusted, unexpected } from './answer.ts';
import { getMyself, getPermissions, getServerInfo, type Api } from './api.ts';
import { list, type View } from './native.ts';
import { PARAM } from './params.ts';
import { ASSIGN, LINK, NEEDED } from './permissions.ts';
import { readProject } from './project.ts';
import { checkFields } from './check-fields.ts';
import type { JiraSettings } from './settings.ts';

const wrong = (param: string, message: string): TrackerError => new TrackerError('settings', message, { param });

/** The server answers like a Jira and knows the account. */
export async function checkServer(send: Send, settings: JiraSettings): Promise<Api> {
  const cloud = await kindOf(send, settings);
  const api = { send, cloud };
  const response = await blaming(settings, cloud, () => getMyself(api));
  if (response.status === 403) throw notAccepted(settings, cloud);
  if (response.status !== 200) throw withParam(unexpected(response), PARAM.server);
  return api;
}

/** Cloud tells anybody what it is; Data Center refuses even that to those whom it does not know. */
async function kindOf(send: Send, settings: JiraSettings): Promise<boolean> {
  const response = await blaming(settings, settings.cloudId !== '', () => getServerInfo(send, 'check'));
  const { status, body } = response;
  const type = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)['deploymentType'] : null;
  if (status === 200 && typeof type === 'string') return type === 'Cloud';
  if (status >= 500) throw withParam(unexpected(response), PARAM.server);
  if (settings.cloudId !== '') {
    throw wrong(
      PARAM.cloudId,
      `There is no Jira behind the cloud id "${settings.cloudId}" for this account (${status}): copy it from ` +
        `${settings.site}/_edge/tenant_info.`,
    );
  }
  if (status === 403) throw notAccepted(settings, false);
  throw wrong(
    PARAM.server,
    `This does not answer like a Jira (${status}): check the server, and in ${PARAM.context} the path that stands before ` +
      '"/browse/" in the addresses of issues.',
  );
}

/** What is wrong with the connection is the server's parameter's; with the login, the credential's. */
async function blaming(
  settings: JiraSettings,
  cloud: boolean,
  question: () => Promise<TrackerResponse>,
): Promise<TrackerResponse> {
  try {
    const response = await question();
    return response.status === 403 ? trusted(response) : response;
  } catch (error) {
    if (!(error instanceof TrackerError) || error.kind !== 'credentials') throw withParam(error, PARAM.server);
    throw error.message.includes('CAPTCHA') ? withParam(error, settings.credential) : notAccepted(settings, cloud);
  }
}

const notAccepted = (settings: JiraSettings, cloud: boolean): TrackerError =>
  new TrackerError('credentials', credentialsMessage(settings, cloud), { param: settings.credential });

function credentialsMessage({ credential, cloudId }: JiraSettings, cloud: boolean): string {
  if (cloud && cloudId === '') {
    return (
      'Jira Cloud does not accept these credentials: it needs the e-mail address of the account as user, and an API token ' +
      `(no password) that has not expired. A token with scopes needs ${PARAM.cloudId}.`
    );
  }
  if (cloud) return 'Jira Cloud does not accept this token: it may have expired, or belong to another site or account.';
  return credential === PARAM.token
    ? 'Jira does not know this personal access token: create a new one in the profile of the synchronizing account.'
    : 'Jira does not accept this user and password. From Jira 11 on passwords are off by default: use a personal access token.';
}

function withParam(error: unknown, param: string): unknown {
  if (!(error instanceof TrackerError) || error.param !== null) return error;
  const { kind, message, retryAt } = error;
  return new TrackerError(kind, message, retryAt === null ? { param } : { param, retryAt });
}

/** The project is there, and the account may work in it. */
export async function checkProject(send: Send, settings: JiraSettings): Promise<void> {
  const api = { send, cloud: await kindOf(send, settings) };
  const project = await readProject(api, 'check', settings.project);
  const needed = {
    ...NEEDED,
    ...(settings.options.assignees ? ASSIGN : {}),
    ...(settings.remoteLink ? LINK : {}),
  };
  const response = await getPermissions(api, 'check', project.key, Object.keys(needed));
  const granted = memberOf<Readonly<Record<string, { readonly havePermission?: boolean }>>>(response, 'permissions');
  const missing = Object.entries(needed).filter(([name]) => granted[name]?.havePermission !== true);
  if (missing.length === 0) return;
  const names = missing.map(([name, label]) => `"${label}" (${name})`).join(', ');
  throw wrong(
    PARAM.project,
    `The account lacks ${names} in project ${project.key}: give it a project role whose permissions include that.`,
  );
}

/** Every name that the parameters mention exists, and a new issue would be accepted. */
export function checkSettings(view: View): void {
  const { native, settings } = view;
  const { targets, closedStatus, priorities } = settings.options;
  const status = (name: string, param: string): void => {
    if (native.statuses.some((one) => one.name === name)) return;
    const what = `Issue type "${native.issueType.name}" in project ${native.projectKey} has no status "${name}"`;
    throw wrong(param, `${what}; it has ${list(native.statuses)}.`);
  };
  for (const name of settings.mapped) status(name, PARAM.statusMap);
  for (const name of Object.values(targets)) status(name, PARAM.targets);
  if (closedStatus !== null) status(closedStatus, PARAM.closedStatus);
  const offered = native.fields.find(({ id }) => id === 'priority')?.options ?? [];
  for (const name of Object.values(priorities ?? {})) {
    if (offered.length === 0 || offered.some((one) => one.name === name)) continue;
    throw wrong(
      PARAM.priorities,
      `Jira has no priority "${name}" for this project; it has ${list(offered)}. Name these in ${PARAM.priorities}.`,
    );
  }
  checkFields(view);
}

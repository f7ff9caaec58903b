/** The three depths of a connection test. Each thing that can be wrong has its own message, remedy and parameter. */
import { TrackerError } from '../../model/tracker-error.ts';
import type { Send, TrackerResponse } from '../../model/transport.ts';
import { complaints, getAccount, getProject, getRole, memberOf, postIssue, type Account } from './api.ts';
import { list, numberOf, trackerOf, type View } from './native.ts';
import { PARAM, type RedmineSettings } from './params.ts';
import { readableProject } from './project.ts';
import { readByIds } from './read.ts';

const settingsError = (param: string, message: string): TrackerError =>
  new TrackerError('settings', message, { param });

/** The server answers like a Redmine, its REST service is on, and it knows the account. */
export async function checkServer(send: Send, settings: RedmineSettings): Promise<Account> {
  const response = await blaming(settings, () => getAccount(send));
  if (response.status === 403) {
    throw settingsError(
      PARAM.server,
      "Redmine's REST web service is switched off: an administrator enables it under Administration, Settings, API.",
    );
  }
  try {
    return memberOf<Account>(response, 'user');
  } catch (error) {
    throw withParam(error, PARAM.server);
  }
}

/** An error of the connection itself is the server's parameter's; a 401 is the credential's. */
async function blaming(settings: RedmineSettings, ask: () => Promise<TrackerResponse>): Promise<TrackerResponse> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof TrackerError) || error.kind !== 'credentials') throw withParam(error, PARAM.server);
    const message =
      settings.credential === PARAM.token
        ? 'Redmine does not know this API key: copy it anew from "My account" of the synchronizing account.'
        : 'Redmine does not accept this user and password (accounts with two factors need an API key).';
    throw new TrackerError('credentials', message, { param: settings.credential });
  }
}

function withParam(error: unknown, param: string): unknown {
  if (!(error instanceof TrackerError) || error.param !== null) return error;
  const { kind, message, retryAt } = error;
  return new TrackerError(kind, message, retryAt === null ? { param } : { param, retryAt });
}

/** What a role needs, under Redmine's names and the labels that people see. */
const PERMISSIONS: Readonly<Record<string, string>> = {
  view_issues: 'View issues',
  add_issues: 'Add issues',
  edit_issues: 'Edit issues',
  add_issue_notes: 'Add notes',
};

/** The project is there and open, and the account may work in it. */
export async function checkProject(send: Send, settings: RedmineSettings): Promise<void> {
  const project = readableProject(await getProject(send, 'check', settings.project), settings.project);
  const account = await checkServer(send, settings);
  if (account.admin === true) return;
  const membership = account.memberships?.find((one) => one.project.id === project.id);
  if (membership === undefined) {
    throw settingsError(
      PARAM.project,
      `The account is no member of project "${settings.project}": add it with a role that may add and edit issues.`,
    );
  }
  const granted = new Set<string>();
  for (const { id } of membership.roles) {
    const role = memberOf<{ permissions?: readonly string[] }>(await getRole(send, id), 'role');
    for (const permission of role.permissions ?? []) granted.add(permission);
  }
  const missing = Object.keys(PERMISSIONS).filter((permission) => !granted.has(permission));
  if (missing.length === 0) return;
  const labels = missing.map((permission) => `"${PERMISSIONS[permission] ?? permission}"`).join(', ');
  throw settingsError(
    PARAM.project,
    `The account lacks ${labels} in project "${settings.project}": its role (${list(membership.roles)}) needs that.`,
  );
}

/** Every name that the parameters mention exists, and a new issue would be accepted. */
export async function checkSettings(send: Send, view: View): Promise<void> {
  const { native, settings } = view;
  const { statusMap, targets, closedStatus, priorities } = settings.options;
  const statuses = (names: readonly string[], param: string): void =>
    names.forEach((name) => numberOf(native.statuses, name, 'status', param));
  trackerOf(view);
  statuses(Object.keys(statusMap), PARAM.statusMap);
  statuses(Object.values(targets), PARAM.targets);
  statuses(closedStatus === null ? [] : [closedStatus], PARAM.closedStatus);
  for (const name of Object.values(priorities ?? {})) numberOf(native.priorities, name, 'priority', PARAM.priorities);
  await findParent(send, view);
  await rehearse(send, view);
}

async function findParent(send: Send, view: View): Promise<void> {
  const { parent } = view.settings.options;
  if (parent === null || (await readByIds(send, view, [parent])).length > 0) return;
  throw settingsError(
    PARAM.parent,
    `Redmine has no issue ${parent} that this account may see: name one under which issues may be created.`,
  );
}

/**
 * Asks for an issue that cannot be created, because its subject is empty, and for one whose subject is too long. What
 * Redmine complains about both times is not the subject: a required custom field without a value, for instance.
 */
async function rehearse(send: Send, view: View): Promise<void> {
  const empty = await complaintsAbout(send, view, '');
  if (empty.length < 2) return;
  const long = await complaintsAbout(send, view, 'x'.repeat(300));
  const words = empty.filter((word) => long.includes(word));
  if (words.length === 0) return;
  throw settingsError(
    PARAM.customFields,
    `Redmine would refuse new issues: ${words.map((word) => `"${word}"`).join(', ')}. Give required custom fields a ` +
      `value in ${PARAM.customFields}, or make them optional in Redmine.`,
  );
}

async function complaintsAbout(send: Send, view: View, subject: string): Promise<readonly string[]> {
  const values = Object.entries(view.settings.options.custom);
  const response = await postIssue(send, 'check', {
    project_id: view.native.projectId,
    tracker_id: trackerOf(view),
    subject,
    custom_fields: values.map(([name, value]) => ({ id: view.custom[name] ?? 0, value })),
  });
  return complaints(response);
}

/** The three depths of a connection test. Each thing that can be wrong has its own message, remedy and parameter. */
import { TrackerError } from '../../model/tracker-error.ts';
import type { Send, TrackerResponse } from '../../model/transport.ts';
import { deleteItem, envelopeOf, getAccount, getList, postCreate, relative, resultOf, type Ref } from './api.ts';
import { knownPriority, statusValue } from './convert.ts';
import { quoted } from './errors.ts';
import { list, type View } from './native.ts';
import { PARAM, type RallySettings } from './params.ts';
import { and, where } from './query.ts';
import { findTarget } from './target.ts';

const settingsError = (param: string, message: string): TrackerError =>
  new TrackerError('settings', message, { param });

/** The server answers like a Rally, and it knows the account. Gives the account's reference. */
export async function checkServer(send: Send, settings: RallySettings): Promise<string> {
  const account = resultOf(await blaming(settings, () => getAccount(send)));
  const ref = account['_ref'];
  if (typeof ref === 'string') return relative(ref);
  throw settingsError(PARAM.server, 'This does not answer like a Rally: check the server and its path.');
}

/** An error of the connection itself is the server's parameter's; a 401 is the credential's. */
async function blaming(settings: RallySettings, ask: () => Promise<TrackerResponse>): Promise<TrackerResponse> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof TrackerError)) throw error;
    if (error.kind !== 'credentials') throw blamed(error);
    const message =
      settings.credential === PARAM.token
        ? 'Rally does not know this API key: make a new one under API Keys of the synchronizing account. Keys work on the ' +
          'hosted Rally only.'
        : 'Rally does not accept this user and password. Accounts with single sign-on need an API key.';
    throw new TrackerError('credentials', message, { param: settings.credential });
  }
}

const blamed = ({ kind, message, retryAt, param }: TrackerError): TrackerError =>
  new TrackerError(kind, message, { param: param ?? PARAM.server, ...(retryAt === null ? {} : { retryAt }) });

const READERS: ReadonlySet<string> = new Set(['Viewer', 'No Access']);

/** Workspace and project are there and open, and the account may work in the project. */
export async function checkProject(send: Send, settings: RallySettings): Promise<void> {
  const account = await checkServer(send, settings);
  const { workspace, project } = await findTarget(send, 'check', settings);
  // Administrators need no role; whether somebody without one may write shows when the settings are checked.
  const roles = await rolesOf(send, workspace, and(where('User', '=', account), where('Project', '=', project)));
  if (roles.length === 0 || roles.some((role) => !READERS.has(role))) return;
  throw settingsError(
    PARAM.project,
    `The account is ${list(roles)} in project "${settings.project}": give it the role Editor there.`,
  );
}

/** None where Rally does not let this account ask for roles. */
async function rolesOf(send: Send, workspace: string, query: string): Promise<readonly string[]> {
  try {
    const fetch = 'Role,Project,User';
    const question = {
      purpose: 'check',
      path: 'projectpermission',
      fetch,
      query,
      size: 20,
      scope: { workspace },
    } as const;
    const { rows } = await getList<{ readonly Role?: string }>(send, question);
    return rows.flatMap(({ Role }) => Role ?? []);
  } catch (error) {
    if (error instanceof TrackerError && error.kind === 'settings') return [];
    throw error;
  }
}

/** Every name that the parameters mention exists, and a new item would be accepted. */
export async function checkSettings(send: Send, view: View): Promise<void> {
  const { statusMap, targets, closedStatus, priorities } = view.settings.options;
  for (const name of Object.keys(statusMap)) statusValue(name, view, PARAM.statusMap);
  for (const name of Object.values(targets)) statusValue(name, view, PARAM.targets);
  if (closedStatus !== null) statusValue(closedStatus, view, PARAM.closedStatus);
  for (const name of Object.values(priorities ?? {})) knownPriority(name, view);
  await rehearse(send, view);
}

/**
 * Asks for an item that cannot be created, because it has no name. What Rally complains about besides is a required field
 * without a value, or that the account (or its read-only key) may not write.
 */
async function rehearse(send: Send, view: View): Promise<void> {
  const { native, settings, custom } = view;
  const values = Object.entries(settings.options.custom).map(([name]) => [custom[name]?.element ?? '', 'x']);
  const response = await postCreate(send, {
    purpose: 'check',
    type: settings.card.type,
    fields: { Name: '', Project: native.project, ...parentOf(view) },
    query: { workspace: native.workspace, fetch: 'ObjectID' },
  });
  const { Errors: errors = [], Object: made } = envelopeOf(response);
  if (made !== undefined) return takeBack(send, made as Ref);
  if (errors.some((words) => /not authorized/i.test(words))) resultOf(response);
  const given = new Set(['Name', ...values.map(([element]) => element)]);
  const missing = errors
    .flatMap((words) => /\.(\w+) should not be null/.exec(words)?.[1] ?? [])
    .filter((element) => !given.has(element));
  if (missing.length === 0) return;
  throw settingsError(
    PARAM.customFields,
    `Rally would refuse new items: ${list(missing)} must have a value (${quoted(errors)}). Give it in ` +
      `${PARAM.customFields}, or make the field optional in Rally.`,
  );
}

const parentOf = ({ native: { parent } }: View): Record<string, string> =>
  parent === null ? {} : { [parent.field]: parent.ref };

/** It should not have been possible. */
const takeBack = async (send: Send, { _ref }: Ref): Promise<void> => {
  resultOf(await deleteItem(send, relative(_ref)));
};

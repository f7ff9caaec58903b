/** The three depths of a connection test. Each thing that can be wrong has its own message, remedy and parameter. */
import type { IssueDraft } from '../../model/issue.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import type { Send, TrackerResponse } from '../../model/transport.ts';
import { getProjects, pathOfNew, sendPatch } from './api.ts';
import { bodyOf, complaintIn, failure, noOrganization, ruleErrors, unexpected } from './errors.ts';
import { findProject, findType, prioritiesOf, type Native, type View } from './native.ts';
import { PARAM, type AzureSettings } from './params.ts';
import { draftOps, knownPriority, knownStatus } from './patch.ts';

const settingsError = (param: string, message: string): TrackerError =>
  new TrackerError('settings', message, { param });

/** The server answers like an Azure DevOps, and it knows the account. */
export async function checkServer(send: Send, { credential }: AzureSettings): Promise<void> {
  const response = await blaming(credential, OF_SERVER, () => getProjects(send));
  if (response.status === 404) throw noOrganization();
  if (!Array.isArray(bodyOf<{ readonly value?: unknown }>(response).value)) throw unexpected(response);
}

const OF_SERVER =
  'Azure DevOps does not accept the credentials: the token is mistyped, expired, or made for another organization, or its ' +
  'scopes lack Project and Team (read).';

/** An error of the connection itself is the server's parameter's; a 401 is the credential's, or that of what it may do. */
async function blaming<T>(credential: string, refusal: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof TrackerError)) throw error;
    if (error.kind === 'credentials') throw new TrackerError('credentials', refusal, { param: credential });
    throw isSignIn(error) ? new TrackerError('credentials', refusal, { param: credential }) : blamed(error);
  }
}

/** Some layers send people to a sign-in page, whatever was asked. */
const isSignIn = ({ message }: TrackerError): boolean =>
  /redirects to \S*(?:_signin|login\.microsoftonline)/.test(message);

const blamed = ({ kind, message, retryAt, param }: TrackerError): TrackerError =>
  new TrackerError(kind, message, { param: param ?? PARAM.server, ...(retryAt === null ? {} : { retryAt }) });

/** Project and work item type are there, and the token may read work items. */
export async function checkProject(send: Send, settings: AzureSettings): Promise<void> {
  await checkServer(send, settings);
  const { id } = await findProject(send, 'check', settings);
  await blaming(
    settings.credential,
    'Azure DevOps shows this account the project, but no work items: the token lacks the scope Work Items (read & write), or ' +
      'the account the access level Basic.',
    () => findType(send, 'check', { project: id, type: settings.type }),
  );
}

/** Every name that the parameters mention exists, and a new work item would be accepted. */
export async function checkSettings(send: Send, view: View): Promise<void> {
  const { targets, closedStatus, priorities } = view.settings.options;
  for (const name of view.settings.mapped) knownStatus(name, view, PARAM.statusMap);
  for (const name of Object.values(targets)) knownStatus(name, view, PARAM.targets);
  if (closedStatus !== null) knownStatus(closedStatus, view, PARAM.closedStatus);
  if (prioritiesOf(view.native).length > 0)
    for (const name of Object.values(priorities ?? {})) knownPriority(name, view);
  await rehearse(send, view);
}

/** Has a new work item with everything in it validated, and not saved. */
async function rehearse(send: Send, view: View): Promise<void> {
  const { settings, native } = view;
  const refusal = 'Azure DevOps does not let this account write: the token needs the scope Work Items (read & write).';
  const response = await blaming(settings.credential, refusal, () =>
    sendPatch(
      send,
      'check',
      { path: pathOfNew(native.projectId, settings.type), ops: draftOps(sample(view), view) },
      { validateOnly: 'true' },
    ),
  );
  if (response.status >= 300) throw whyNot(response, native);
  bodyOf(response);
}

/** Values with macros are known only when there is a task. */
function sample({ native, settings: { options, markerField } }: View): IssueDraft {
  const custom = Object.entries(options.custom).filter(([, value]) => !value.includes('$'));
  return {
    taskId: 'T0',
    marker: `ls-${'a'.repeat(16)}`,
    taskUrl: 'https://lockstep.invalid/',
    fields: {
      title: 'Lockstep asks whether it may create this',
      body: 'Nothing is saved.',
      priority: prioritiesOf(native).length === 0 ? null : (options.priorities?.['1'] ?? null),
      status: '',
      parent: options.parent,
      custom: Object.fromEntries(custom),
      labels: markerField === null ? [] : ['lockstep'],
      assignee: null,
    },
  };
}

const PARAM_OF: Readonly<Record<string, string>> = {
  'System.AreaPath': PARAM.area,
  'System.AreaId': PARAM.area,
  'System.IterationPath': PARAM.iteration,
  'System.IterationId': PARAM.iteration,
  'Microsoft.VSTS.Common.Priority': PARAM.priorities,
};

function whyNot(response: TrackerResponse, native: Native): TrackerError {
  const { status, body } = response;
  const error = failure(status, body) ?? unexpected(response);
  const { kind, message, param } = error;
  if (kind === 'gone') return settingsError(PARAM.parent, `There is no such parent: ${message}`);
  if (kind !== 'refused') return error;
  const field = fieldIn(body);
  return field === undefined ? settingsError(param ?? PARAM.project, message) : unfit(field, message, native);
}

/** The field that a refusal is about. */
const fieldIn = (body: unknown): string | undefined =>
  ruleErrors(body)[0]?.fieldReferenceName ??
  Object.keys(PARAM_OF).find((ref) => complaintIn(body).message?.includes(ref));

function unfit(field: string, words: string, { fields }: Native): TrackerError {
  const name = fields.find(({ ref }) => ref === field)?.name ?? field;
  const param = PARAM_OF[field];
  const remedy =
    param === undefined ? `Give it a value in ${PARAM.customFields}, or make it optional.` : `Correct ${param}.`;
  return settingsError(
    param ?? PARAM.customFields,
    `Azure DevOps would refuse new work items because of the field "${name}". ${words} ${remedy}`,
  );
}

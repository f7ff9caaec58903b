/** The three depths of a connection test. Each thing that can be wrong has its own message, remedy and parameter. */
import { TrackerError } from '../../model/tracker-error.ts';
import type { Send, TrackerResponse } from '../../model/transport.ts';
import { askRows, complaintOf, getRows, resultOf } from './api.ts';
import { JOURNAL } from './comments.ts';
import { fieldsOf } from './convert.ts';
import { findHome, stateValue, type View } from './native.ts';
import { PARAM, type ServiceNowSettings } from './params.ts';

const settingsError = (param: string, message: string): TrackerError =>
  new TrackerError('settings', message, { param });

/** The server answers like a ServiceNow, and it knows the account. */
export async function checkServer(send: Send, settings: ServiceNowSettings): Promise<void> {
  const question = { purpose: 'check', table: 'sys_user', query: '', fields: ['sys_id'], limit: 1 } as const;
  const response = await blaming(settings, () => askRows(send, question));
  // Whether it may read users does not matter: it was let in.
  if (response.status === 403 && complaintOf(response) !== '') return;
  try {
    resultOf(response);
  } catch (error) {
    throw withParam(error, PARAM.server);
  }
}

/** An error of the connection itself is the server's parameter's; a 401 is the credential's. */
async function blaming(settings: ServiceNowSettings, ask: () => Promise<TrackerResponse>): Promise<TrackerResponse> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof TrackerError) || error.kind !== 'credentials') throw withParam(error, PARAM.server);
    const message =
      settings.credential === PARAM.token
        ? 'ServiceNow does not know this API key: look at its REST API Key record, and at the inbound authentication profile that lets Table API take keys.'
        : 'ServiceNow does not accept this user and password. The account needs "Web service access only" or a password of its own: single sign-on does not work here.';
    throw new TrackerError('credentials', message, { param: settings.credential });
  }
}

function withParam(error: unknown, param: string): unknown {
  if (!(error instanceof TrackerError) || error.param !== null) return error;
  const { kind, message, retryAt } = error;
  return new TrackerError(kind, message, retryAt === null ? { param } : { param, retryAt });
}

/** The change request is there, and the table can be read. */
export async function checkProject(send: Send, settings: ServiceNowSettings): Promise<void> {
  const { home } = await findHome(send, 'check', settings);
  const { table, place } = settings;
  const query = `${place.column}=${home}`;
  const response = await askRows(send, { purpose: 'check', table, query, fields: ['sys_id'], limit: 1 });
  if (response.status === 400 || response.status === 404)
    throw settingsError(
      PARAM.table,
      `ServiceNow has no table "${table}" for this account. It says: "${complaintOf(response)}".`,
    );
  if (response.status === 403)
    throw settingsError(
      PARAM.table,
      `The account may not read the table "${table}": give it a role like itil or sn_change_write.`,
    );
  resultOf(response);
}

/** Every name that the parameters mention exists. Whether the account may write shows only when something is written. */
export async function checkSettings(send: Send, view: View): Promise<void> {
  const { statusMap, targets, closedStatus, priorities } = view.settings.options;
  for (const name of Object.keys(statusMap)) stateValue(view, name, PARAM.statusMap);
  for (const name of Object.values(targets)) stateValue(view, name, PARAM.targets);
  if (closedStatus !== null) stateValue(view, closedStatus, PARAM.closedStatus);
  for (const value of Object.values(priorities ?? {})) requirePriority(view, value);
  await requireColumns(send, view);
  if (view.settings.options.comments) await requireJournal(send);
}

/** An access rule of the instance may reserve it for administrators. */
async function requireJournal(send: Send): Promise<void> {
  const response = await askRows(send, { purpose: 'check', table: JOURNAL, query: '', fields: ['sys_id'], limit: 1 });
  if (response.status !== 403) return void resultOf(response);
  throw settingsError(
    PARAM.comments,
    `ServiceNow does not let this account read ${JOURNAL}, where work notes and comments are kept: allow it to read that table, or switch comments off. It says: "${complaintOf(response)}".`,
  );
}

function requirePriority({ native: { priorities }, settings }: View, value: string): void {
  if (priorities.length === 0)
    throw settingsError(PARAM.priorityField, `ServiceNow lists no choices for the column "${settings.priorityField}".`);
  if (priorities.some((one) => one.value === value)) return;
  const all = priorities.map((one) => `${one.value} (${one.label})`).join(', ');
  throw settingsError(PARAM.priorities, `ServiceNow has no ${settings.priorityField} "${value}"; it has ${all}.`);
}

const OWN: Readonly<Record<string, string>> = { correlation_id: PARAM.table, state: PARAM.table };

/** A column that is not there, or may not be read, is not in any row. In a table without rows nothing can be told. */
async function requireColumns(send: Send, view: View): Promise<void> {
  const { table, options } = view.settings;
  const wanted = fieldsOf(view);
  const { rows } = await getRows(send, { purpose: 'check', table, query: '', fields: wanted, limit: 1 });
  const [row] = rows;
  const missing = row === undefined ? undefined : wanted.find((column) => !(column in row));
  if (missing === undefined) return;
  const param =
    OWN[missing] ??
    (missing in options.custom ? PARAM.customFields : missing in options.lookup ? PARAM.lookupFields : PARAM.table);
  throw settingsError(param, `The table "${table}" shows this account no column "${missing}".`);
}

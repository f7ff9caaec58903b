/** What ServiceNow lists: the record the tasks are below of, and choices (labels for people, values for its API). */
import type { Json } from '../../model/json.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import type { Metadata } from '../../model/tracker.ts';
import type { Purpose, Send, TrackerResponse } from '../../model/transport.ts';
import { askRows, getRows, resultOf, type Row } from './api.ts';
import { PARAM, type Place, type ServiceNowSettings } from './params.ts';

export interface Choice {
  readonly label: string;
  readonly value: string;
}

export interface Native {
  /** The sys_id of what the tasks are below of. */
  readonly home: string;
  readonly homeName: string;
  readonly states: readonly Choice[];
  readonly priorities: readonly Choice[];
}

const settingsError = (param: string, message: string): TrackerError =>
  new TrackerError('settings', message, { param });

/** Two requests. Throws `settings` when the place or the table is not usable. */
export async function fetchNative(send: Send, settings: ServiceNowSettings): Promise<Native> {
  const home = await findHome(send, 'metadata', settings);
  const choices = await choicesOf(send, settings);
  const states = choices.get('state') ?? [];
  if (states.length === 0) {
    throw settingsError(
      PARAM.table,
      `ServiceNow lists no states for the table "${settings.table}": it must be a task table, and the account needs to read sys_choice.`,
    );
  }
  return { ...home, states, priorities: choices.get(settings.priorityField) ?? [] };
}

const SYS_ID = /^[0-9a-f]{32}$/;

/** Signs that mean something in a query. */
const SPECIAL = /[\^=,]|^javascript:/i;

/** The record that the parameter names, by sys_id, number or name. */
export async function findHome(
  send: Send,
  purpose: Purpose,
  { project, place }: ServiceNowSettings,
): Promise<Pick<Native, 'home' | 'homeName'>> {
  if (SPECIAL.test(project)) throw settingsError(PARAM.project, `"${project}" is neither a number nor a sys_id.`);
  const column = SYS_ID.test(project) ? 'sys_id' : place.name;
  const fields = ['sys_id', place.name];
  const response = await askRows(send, {
    purpose,
    table: place.table,
    query: `${column}=${project}`,
    fields,
    limit: 2,
  });
  // A question that was not understood is answered with just any rows.
  const rows = rowsIn(response).filter((row) => row[column] === project);
  const [row] = rows;
  if (row === undefined || rows.length > 1) throw notOne(rows.length, project, place);
  return { home: row['sys_id'] ?? '', homeName: row[place.name] ?? project };
}

function rowsIn(response: TrackerResponse): readonly Row[] {
  const result = response.status === 404 ? [] : resultOf(response);
  return Array.isArray(result) ? (result as readonly Row[]) : [];
}

function notOne(count: number, project: string, { table, name }: Place): TrackerError {
  const what = table === 'sys_user_group' ? 'group' : table.replace('_', ' ');
  const message =
    count > 1
      ? `ServiceNow has several of the name "${project}": give the sys_id of the right one.`
      : `ServiceNow shows this account no ${what} "${project}": give its ${name} or sys_id, and let the account read it.`;
  return settingsError(PARAM.project, message);
}

/** A table without choices of its own has those of the table it extends, which ends at `task`. */
const EXTENDED = ['planned_task', 'task'];

async function choicesOf(
  send: Send,
  { table, priorityField }: ServiceNowSettings,
): Promise<ReadonlyMap<string, readonly Choice[]>> {
  const tables = [table, ...EXTENDED];
  const elements = ['state', priorityField];
  const { rows } = await getRows(send, {
    purpose: 'metadata',
    table: 'sys_choice',
    query: `nameIN${tables.join(',')}^elementIN${elements.join(',')}^language=en^inactive=false^ORDERBYsequence`,
    fields: ['name', 'element', 'label', 'value', 'language', 'inactive'],
  });
  // A part of the question that was left out brings other languages, and choices that are none any more.
  const used = rows.filter(({ language, inactive }) => language === 'en' && inactive === 'false');
  const of = (element: string): readonly Choice[] => {
    const all = tables.map((name) => used.filter((row) => row['name'] === name && row['element'] === element));
    const own = all.find((some) => some.length > 0) ?? [];
    return own.map(({ label = '', value = '' }) => ({ label, value }));
  };
  return new Map(elements.map((element) => [element, of(element)]));
}

export const toMetadata = (native: Native): Metadata => ({
  statuses: native.states.map(({ label }) => label),
  priorities: native.priorities.map(({ value }) => value),
  custom: [],
  home: native.home,
  people: [],
  projectName: native.homeName,
  native: native as unknown as Record<string, Json>,
});

export const fromMetadata = (metadata: Metadata): Native => metadata.native as unknown as Native;

/** What to look at and write in a record. */
export interface View {
  readonly native: Native;
  readonly settings: ServiceNowSettings;
  /** The server's root, for addresses of records. */
  readonly root: string;
}

/** The value of the state with this label, or `settings` naming what there is. */
export function stateValue({ native: { states }, settings }: View, label: string, param: string): string {
  const found = states.find((state) => state.label === label);
  if (found !== undefined) return found.value;
  const all = states.map((state) => state.label).join(', ');
  throw settingsError(param, `The table "${settings.table}" of ServiceNow has no state "${label}"; it has ${all}.`);
}

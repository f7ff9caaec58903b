/** ServiceNow's parameters and what they mean. The only file of this folder that knows wire names of the API. */
import type { SyncOptions } from '../../model/options.ts';
import type { ParamField, ParamValues } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import type { Endpoint } from '../../model/tracker.ts';
import { rootOf } from '../endpoint.ts';
import { syncOptions } from '../options.ts';
import { field, inSection, options } from '../param-field.ts';
import { sharedParams } from '../params.ts';
import { Params, wrong } from '../read-params.ts';

/** Which parameter is at fault, for errors. */
export const PARAM = {
  server: 'issue_tracker_server',
  project: 'issue_tracker_project',
  user: 'issue_tracker_user',
  token: 'issue_tracker_api_token',
  authMode: 'issue_tracker_auth_mode',
  statusMap: 'issue_tracker_status_map',
  targets: 'sde_status_map',
  closedStatus: 'issue_tracker_closed_status',
  priorities: 'issue_tracker_priority_map',
  comments: 'sync_comments',
  customFields: 'issue_tracker_custom_fields',
  lookupFields: 'issue_tracker_custom_lookup_fields',
  table: 'servicenow_table',
  below: 'servicenow_below',
  priorityField: 'servicenow_priority_field',
  commentField: 'servicenow_comment_field',
  closing: 'servicenow_closing_fields',
} as const;

/** What a record of the table can be below of: the column, and the table it points to. */
export const PLACES = {
  change_request: {
    column: 'change_request',
    table: 'change_request',
    name: 'number',
    title: 'short_description',
  },
  parent: { column: 'parent', table: 'task', name: 'number', title: 'short_description' },
  assignment_group: { column: 'assignment_group', table: 'sys_user_group', name: 'name', title: null },
} as const;

export type Place = (typeof PLACES)[keyof typeof PLACES];

const NO_LABELS = 'Labels of ServiceNow belong to single users and are not synchronized: leave it';
const NO_PEOPLE = 'Assignees of ServiceNow are not synchronized: leave it';

export const PARAMS: readonly ParamField[] = [
  ...sharedParams({
    issue_tracker_project: {
      label: 'Change request',
      help: 'Its number (CHG0030001) or sys_id. For tasks below something else: number, name or sys_id of that.',
      placeholder: 'CHG0030001',
    },
    issue_tracker_server: { placeholder: 'instance.service-now.com' },
    issue_tracker_api_token: {
      help: 'A REST API key, which goes out as x-sn-apikey. Needed with the method API token.',
    },
    issue_tracker_status_map: {
      default: '{"Closed Complete":"DONE","Closed Incomplete":"NA","Closed Skipped":"NA"}',
      help: 'JSON object, label of the state to task status. A state that is not named means Incomplete.',
    },
    sde_status_map: { default: '{"TODO":"Open","DONE":"Closed Complete","NA":"Closed Skipped"}' },
    issue_tracker_closed_status: { default: 'Closed Skipped' },
    issue_tracker_priority_map: {
      default: '{"9-10":"1","6-8":"2","4-5":"3","1-3":"4"}',
      help: 'JSON object, priority to the value of the choice, e.g. {"7-10": "2", "1-6": "3"}: every priority exactly once.',
    },
    issue_tracker_custom_fields: {
      help: 'JSON object, column to value, e.g. {"u_team": "${application}"}. Values as below.',
    },
    issue_tracker_parent_issue: { unsupported: 'What the tasks are below is the change request: leave it empty.' },
    issue_tracker_issue_label: { unsupported: `${NO_LABELS} empty.` },
    tags_from_tracker: { unsupported: `${NO_LABELS} off.` },
    sync_assignees: { unsupported: `${NO_PEOPLE} off.` },
    issue_tracker_user_map: { unsupported: `${NO_PEOPLE} empty.` },
  }),
  ...inSection('Advanced ServiceNow Configuration', [
    field({
      name: PARAM.table,
      label: 'Table',
      help: 'The task table in which issues are created: change_task, incident, problem_task, sn_vul_vulnerable_item …',
      default: 'change_task',
      placeholder: 'change_task',
    }),
    field({
      name: PARAM.below,
      label: 'Issues are below',
      help: 'What the tracker project is: a change request, any other task as the parent, or an assignment group.',
      type: 'radio',
      default: 'change_request',
      options: options({
        change_request: 'A change request',
        parent: 'A parent task',
        assignment_group: 'An assignment group',
      }),
    }),
    field({
      name: PARAM.priorityField,
      label: 'Priority column',
      help: 'Where priority is computed, as for incidents, name what people set: urgency.',
      default: 'priority',
    }),
    field({
      name: PARAM.commentField,
      label: 'Comments are',
      help: 'Work notes are for those who work on the record; comments are seen by customers, too.',
      type: 'radio',
      default: 'work_notes',
      options: options({ work_notes: 'Work notes', comments: 'Additional comments' }),
    }),
    field({
      name: PARAM.closing,
      label: 'Set when closing',
      help: 'JSON object, column to value, written together with a state that means done or not applicable.',
      type: 'json',
      default: '{"close_code":"successful","close_notes":"See the task in Lockstep."}',
      maxLength: 1024,
    }),
  ]),
];

/** What the adapter itself wants to know. */
export interface ServiceNowSettings {
  readonly project: string;
  readonly table: string;
  readonly place: Place;
  readonly priorityField: string;
  readonly commentField: 'work_notes' | 'comments';
  /** Columns that go with a closing state. */
  readonly closing: Readonly<Record<string, string>>;
  /** The parameter that holds the credential in use. */
  readonly credential: string;
  readonly options: SyncOptions;
}

const COLUMN = /^[a-z][a-z0-9_]{0,79}$/;

export function serviceNowOptions(values: ParamValues): SyncOptions {
  const sync = syncOptions(PARAMS, values);
  columnsIn(PARAM.customFields, sync.custom);
  columnsIn(PARAM.lookupFields, sync.lookup);
  serviceNowColumns(new Params(PARAMS, values));
  return sync;
}

/** Where records are made, and below what: right, even where the rest is still being filled in. */
export function placeOf(values: ParamValues): Pick<ServiceNowSettings, 'table' | 'place'> {
  const params = new Params(PARAMS, values);
  return { table: tableOf(params), place: placeIn(params) };
}

const placeIn = (params: Params): Place =>
  PLACES[params.choice(PARAM.below, ['change_request', 'parent', 'assignment_group'])];

function tableOf(params: Params): string {
  const table = params.text(PARAM.table);
  if (!COLUMN.test(table)) throw wrong(PARAM.table, `"${table}" is not the name of a table, like change_task.`);
  return table;
}

/** A name with a sign that means something in a query would change the query. */
function columnsIn(param: string, fields: Readonly<Record<string, string>>): void {
  const odd = Object.keys(fields).find((name) => !COLUMN.test(name));
  if (odd !== undefined) throw wrong(param, `"${odd}" is not the name of a column, like u_team.`);
}

function serviceNowColumns(params: Params) {
  const table = tableOf(params);
  const priorityField = params.text(PARAM.priorityField);
  const closing = params.map(PARAM.closing) ?? {};
  if (!COLUMN.test(priorityField)) throw wrong(PARAM.priorityField, `"${priorityField}" is not the name of a column.`);
  columnsIn(PARAM.closing, closing);
  return { table, priorityField, closing };
}

export function serviceNowSettings(values: ParamValues): ServiceNowSettings {
  const params = new Params(PARAMS, values);
  return {
    ...serviceNowColumns(params),
    project: params.text(PARAM.project),
    place: placeIn(params),
    commentField: params.choice(PARAM.commentField, ['work_notes', 'comments']),
    credential: params.text(PARAM.authMode) === 'basic' ? PARAM.user : PARAM.token,
    options: serviceNowOptions(values),
  };
}

/** Table and place count, too: another table under the same change request is another target. */
export function targetOf(values: ParamValues): string {
  const params = new Params(PARAMS, values);
  const project = params.text(PARAM.project);
  const table = params.text(PARAM.table);
  return project === '' || table === 'change_task' ? project : `${table}:${project}`;
}

export function endpointOf(values: ParamValues): Endpoint {
  const params = new Params(PARAMS, values);
  return {
    root: rootOf(params),
    credentials: credentialsOf(params),
    verifyTls: params.flag('issue_tracker_validate_cert'),
  };
}

function credentialsOf(params: Params): Readonly<Record<string, Secret>> {
  if (params.choice(PARAM.authMode, ['basic', 'api_token']) === 'api_token') {
    return { 'X-Sn-Apikey': new Secret(params.text(PARAM.token)) };
  }
  const pair = `${params.text(PARAM.user)}:${params.text('issue_tracker_pass')}`;
  return { Authorization: new Secret(`Basic ${Buffer.from(pair).toString('base64')}`) };
}

/** Redmine's parameters and what they mean. The only file of this folder that knows wire names of the API. */
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
  parent: 'issue_tracker_parent_issue',
  customFields: 'issue_tracker_custom_fields',
  lookupFields: 'issue_tracker_custom_lookup_fields',
  tracker: 'redmine_tracker',
  markerField: 'redmine_marker_field',
} as const;

const LATER = 'is not supported for Redmine';

export const PARAMS: readonly ParamField[] = [
  ...sharedParams({
    issue_tracker_project: {
      label: 'Redmine project',
      help: 'The identifier of the project, as in its address: /projects/IDENTIFIER.',
    },
    issue_tracker_auth_mode: { default: 'api_token' },
    issue_tracker_status_map: { default: '{"Resolved":"DONE","Closed":"DONE","Rejected":"NA"}' },
    sde_status_map: { default: '{"TODO":"New","DONE":"Closed","NA":"Rejected"}' },
    issue_tracker_closed_status: { default: 'Closed' },
    issue_tracker_priority_map: { default: '{"9-10":"Urgent","7-8":"High","3-6":"Normal","1-2":"Low"}' },
    issue_tracker_parent_issue: { help: 'The number of the issue under which issues are created.', placeholder: '12' },
    issue_tracker_issue_label: { unsupported: 'Redmine has no labels: leave it empty.' },
    tags_from_tracker: { unsupported: 'Redmine has no labels: leave it off.' },
    sync_comments: { unsupported: `Synchronizing comments ${LATER}: leave it off.` },
    sync_assignees: { unsupported: `Synchronizing assignees ${LATER}: leave it off.` },
  }),
  ...inSection('Advanced Redmine Configuration', [
    field({
      name: 'redmine_tracker',
      label: 'Tracker',
      help: "The kind of issue to create. Empty: the project's first one.",
      placeholder: 'Bug',
    }),
    field({
      name: 'redmine_text_format',
      label: 'Text formatting',
      help: 'As set in Redmine under Administration, Settings, General. Redmine does not tell it to programs.',
      type: 'radio',
      default: 'textile',
      options: options({ textile: 'Textile', markdown: 'Markdown (also CommonMark)' }),
    }),
    field({
      name: 'redmine_marker_field',
      label: 'Marker field',
      help:
        'A text custom field, used as a filter, that holds the mark by which issues are recognized: its name, or its ' +
        'number if it is a field for all projects (Redmine does not list those). Without such a field the mark is kept ' +
        'in the description.',
      default: 'External ID',
    }),
  ]),
];

/** What the adapter itself wants to know. */
export interface RedmineSettings {
  readonly project: string;
  /** The name of the tracker; '' takes the project's first. */
  readonly tracker: string;
  readonly textFormat: 'textile' | 'markdown';
  /** The name of the custom field that holds the marker; '' or one that does not exist: the description does. */
  readonly markerField: string;
  /** The parameter that holds the credential in use. */
  readonly credential: string;
  readonly options: SyncOptions;
}

export function redmineOptions(values: ParamValues): SyncOptions {
  const sync = syncOptions(PARAMS, values);
  return { ...sync, parent: parentOf(sync.parent) };
}

function parentOf(parent: string | null): string | null {
  if (parent === null || /^#?\d+$/.test(parent)) return parent?.replace('#', '') ?? null;
  throw wrong(PARAM.parent, `"${parent}" is not the number of an issue, like 12.`);
}

export function redmineSettings(values: ParamValues): RedmineSettings {
  const params = new Params(PARAMS, values);
  return {
    project: targetOf(values),
    tracker: params.text(PARAM.tracker),
    textFormat: params.choice('redmine_text_format', ['textile', 'markdown']),
    markerField: params.text(PARAM.markerField),
    credential: params.text(PARAM.authMode) === 'basic' ? PARAM.user : PARAM.token,
    options: redmineOptions(values),
  };
}

export const targetOf = (values: ParamValues): string => new Params(PARAMS, values).text(PARAM.project);

export function endpointOf(values: ParamValues): Endpoint {
  const params = new Params(PARAMS, values);
  return {
    root: rootOf(params),
    credentials: credentialsOf(params),
    verifyTls: params.flag('issue_tracker_validate_cert'),
  };
}

function credentialsOf(params: Params): Readonly<Record<string, Secret>> {
  if (params.choice(PARAM.authMode, ['api_token', 'basic']) === 'api_token') {
    return { 'X-Redmine-API-Key': new Secret(params.text(PARAM.token)) };
  }
  const pair = `${params.text(PARAM.user)}:${params.text('issue_tracker_pass')}`;
  return { Authorization: new Secret(`Basic ${Buffer.from(pair).toString('base64')}`) };
}

/** Azure DevOps' parameters and what they mean. The only file of this folder that knows wire names of the API. */
import type { SyncOptions } from '../../model/options.ts';
import type { ParamField, ParamValues } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import type { Endpoint } from '../../model/tracker.ts';
import { rootOf } from '../endpoint.ts';
import { syncOptions } from '../options.ts';
import { field, inSection, options } from '../param-field.ts';
import { sharedParams } from '../params.ts';
import { Params, wrong } from '../read-params.ts';
import { PROCESSES, type Process, type ProcessName } from './processes.ts';

/** Which parameter is at fault, for errors. */
export const PARAM = {
  server: 'issue_tracker_server',
  contextRoot: 'issue_tracker_context_root',
  project: 'issue_tracker_project',
  authMode: 'issue_tracker_auth_mode',
  user: 'issue_tracker_user',
  password: 'issue_tracker_pass',
  token: 'issue_tracker_api_token',
  statusMap: 'issue_tracker_status_map',
  targets: 'sde_status_map',
  closedStatus: 'issue_tracker_closed_status',
  priorities: 'issue_tracker_priority_map',
  parent: 'issue_tracker_parent_issue',
  customFields: 'issue_tracker_custom_fields',
  lookupFields: 'issue_tracker_custom_lookup_fields',
  userMap: 'issue_tracker_user_map',
  collection: 'azure_devops_collection',
  process: 'azure_devops_process',
  type: 'azure_devops_work_item_type',
  area: 'azure_devops_area_path',
  iteration: 'azure_devops_iteration_path',
  markerField: 'azure_devops_marker_field',
} as const;

const HOSTED = 'dev.azure.com';

export const PARAMS: readonly ParamField[] = [
  ...sharedParams({
    issue_tracker_project: {
      label: 'Azure DevOps (TFS) project',
      help: 'Name of the team project, or its id.',
    },
    issue_tracker_server: { default: HOSTED, required: false, placeholder: HOSTED },
    issue_tracker_context_root: {
      label: 'Organization',
      help: 'The organization on dev.azure.com; of a server the path before the collection, which is often tfs.',
      placeholder: 'acme',
    },
    issue_tracker_auth_mode: {
      help: 'A personal access token, a token of Microsoft Entra ID, or user and password (servers only).',
      default: 'api_token',
      options: options({
        api_token: 'Personal access token',
        bearer: 'Token of Microsoft Entra ID',
        basic: 'User and password',
      }),
    },
    issue_tracker_api_token: {
      label: 'Token',
      help: 'Needed with both methods that use a token. A personal access token needs the scopes Work Items (read & write) and Project and Team (read), for this organization only.',
    },
    issue_tracker_status_map: {
      help:
        'JSON object, e.g. {"Closed": "DONE"}. A status that is not named means Incomplete. Empty: what is usual for the ' +
        'process.',
    },
    sde_status_map: {
      help:
        'JSON object, e.g. {"DONE": "Closed"}. Keys are DONE, TODO, NA, or the slug of a custom status. Empty: what is usual ' +
        'for the process.',
    },
    issue_tracker_closed_status: {
      help:
        'Given to the issue of a task that is out of scope. Not given: the status that stands for NA. An empty text leaves ' +
        'such issues alone.',
    },
    issue_tracker_priority_map: {
      default: '{"9-10":"1","7-8":"2","3-6":"3","1-2":"4"}',
      help: 'JSON object, e.g. {"7-10": "1", "1-6": "3"}: every priority exactly once. Left alone for types without a priority.',
    },
    issue_tracker_parent_issue: {
      help: 'The number of the work item under which issues are created, like 42.',
      placeholder: '42',
    },
    issue_tracker_custom_fields: {
      help: 'JSON object, field to value: fields by reference name (Custom.Team) or by display name. Values may contain the macros of titles and ${task_url}, ${task_content}.',
    },
    issue_tracker_user_map: {
      help: 'JSON object, e-mail address to sign-in name, e.g. {"ann@example.com": "CORP\\\\ann"}, for accounts whose sign-in name is not their address.',
    },
  }),
  ...inSection('Advanced Azure DevOps Configuration', [
    field({
      name: PARAM.collection,
      label: 'Collection Name',
      help: 'Collection of a server. Empty: none on dev.azure.com, DefaultCollection elsewhere.',
      placeholder: 'DefaultCollection',
      bindsSecret: true,
    }),
    field({
      name: PARAM.process,
      label: 'Process',
      help: 'Which process the project follows: decides what type and statuses are usual.',
      type: 'select',
      scope: ['system', 'project'],
      default: 'Agile',
      options: options({ Agile: 'Agile', Scrum: 'Scrum', Basic: 'Basic', CMMI: 'CMMI' }),
    }),
    field({
      name: PARAM.type,
      label: 'Work item type',
      help: 'What is created for a task. Empty: Task, or Issue with the process Basic.',
      scope: ['system', 'project'],
      placeholder: 'Task',
    }),
    field({
      name: PARAM.area,
      label: 'Area path',
      help: 'Area of new work items, like Shop\\Security. Empty: the project itself. Existing ones stay where people put them.',
      scope: ['project'],
    }),
    field({
      name: PARAM.iteration,
      label: 'Iteration path',
      help: 'Iteration of new work items, like Shop\\Sprint 1. Empty: the project itself. Existing ones stay where people put them.',
      scope: ['project'],
    }),
    field({
      name: PARAM.markerField,
      label: 'Marker field',
      help: 'Reference name of a custom text field (single line) that holds the mark by which work items are recognized, like Custom.LockstepRef. Empty: the mark is kept in a tag per task.',
    }),
  ]),
];

/** What the adapter itself wants to know. */
export interface AzureSettings {
  readonly project: string;
  readonly type: string;
  /** Null: that of the project itself. */
  readonly area: string | null;
  readonly iteration: string | null;
  /** Null: tags hold the marker. */
  readonly markerField: string | null;
  /** The parameter that holds the credential in use. */
  readonly credential: string;
  /** E-mail address (lower case) → sign-in name, where they differ. */
  readonly users: Readonly<Record<string, string>>;
  /** Statuses that the parameters map themselves; what is usual for a process may name more than a type has. */
  readonly mapped: readonly string[];
  readonly options: SyncOptions;
}

/** Where nothing is given, what is usual for the process. */
export function azureOptions(values: ParamValues): SyncOptions {
  const params = new Params(PARAMS, values);
  const usual = processOf(params);
  const sync = syncOptions(PARAMS, values);
  const targets: Readonly<Record<string, string>> = params.map(PARAM.targets) ?? usual.targets;
  if (sync.parent !== null && !/^\d+$/.test(sync.parent))
    throw wrong(PARAM.parent, `"${sync.parent}" is not the number of a work item, like 42.`);
  return {
    ...sync,
    statusMap: params.map(PARAM.statusMap) ?? usual.statusMap,
    targets,
    closedStatus: params.value(PARAM.closedStatus) === null ? (targets['NA'] ?? null) : sync.closedStatus,
  };
}

const processOf = (params: Params): Process =>
  PROCESSES[params.choice(PARAM.process, Object.keys(PROCESSES) as readonly ProcessName[])];

export function azureSettings(values: ParamValues): AzureSettings {
  const params = new Params(PARAMS, values);
  const path = (name: string): string | null =>
    params
      .text(name)
      .replaceAll('/', '\\')
      .replace(/^\\+|\\+$/g, '') || null;
  return {
    project: params.text(PARAM.project),
    type: params.text(PARAM.type) || processOf(params).type,
    area: path(PARAM.area),
    iteration: path(PARAM.iteration),
    markerField: params.text(PARAM.markerField) || null,
    credential: params.text(PARAM.authMode) === 'basic' ? PARAM.user : PARAM.token,
    users: usersOf(params),
    mapped: Object.keys(params.map(PARAM.statusMap) ?? {}),
    options: azureOptions(values),
  };
}

const usersOf = (params: Params): Record<string, string> =>
  Object.fromEntries(
    Object.entries(params.map(PARAM.userMap) ?? {}).map(([email, user]) => [email.toLowerCase(), user]),
  );

export const targetOf = (values: ParamValues): string => new Params(PARAMS, values).text(PARAM.project);

const isHosted = (host: string): boolean => host === HOSTED || host.endsWith('.visualstudio.com');

/** Throws `settings` where the organization is missing. */
export function endpointOf(values: ParamValues): Endpoint {
  const server = new Params(PARAMS, values).text(PARAM.server);
  const params = new Params(PARAMS, server === '' ? { ...values, [PARAM.server]: HOSTED } : values);
  const root = rootOf(params);
  const { hostname, pathname } = new URL(root);
  if (hostname === HOSTED && pathname === '/')
    throw wrong(PARAM.contextRoot, 'Give the organization: what follows dev.azure.com/ in its address.');
  const collection = params.text(PARAM.collection) || (isHosted(hostname) ? '' : 'DefaultCollection');
  return {
    root: collection === '' ? root : `${root}/${encodeURIComponent(collection)}`,
    credentials: { Authorization: credentialOf(params) },
    verifyTls: params.flag('issue_tracker_validate_cert'),
  };
}

/** A personal access token is a password without a user. */
function credentialOf(params: Params): Secret {
  const mode = params.choice(PARAM.authMode, ['api_token', 'bearer', 'basic']);
  if (mode === 'bearer') return new Secret(`Bearer ${params.text(PARAM.token)}`);
  const pair =
    mode === 'api_token' ? `:${params.text(PARAM.token)}` : `${params.text(PARAM.user)}:${params.text(PARAM.password)}`;
  return new Secret(`Basic ${Buffer.from(pair).toString('base64')}`);
}

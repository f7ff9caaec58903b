/** Rally's parameters and what they mean. The only file of this folder that knows wire names of the API. */
import type { SyncOptions } from '../../model/options.ts';
import type { ParamField, ParamValues } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import type { Endpoint } from '../../model/tracker.ts';
import { rootOf } from '../endpoint.ts';
import { syncOptions } from '../options.ts';
import { field, inSection, options } from '../param-field.ts';
import { sharedParams } from '../params.ts';
import { Params, wrong } from '../read-params.ts';
import { CARDS, type Card, type CardName } from './cards.ts';

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
  userMap: 'issue_tracker_user_map',
  workspace: 'rally_workspace',
  cardType: 'rally_card_type',
  statusField: 'rally_status_field',
  markerField: 'rally_marker_field',
} as const;

const HOSTED = 'rally1.rallydev.com';

export const PARAMS: readonly ParamField[] = [
  ...sharedParams({
    issue_tracker_project: {
      label: 'Rally project',
      help: 'Name of the project, or its ObjectID (the number in its address) where several have that name.',
    },
    issue_tracker_server: { default: HOSTED, required: false, placeholder: HOSTED },
    issue_tracker_status_map: {
      help:
        'JSON object, e.g. {"Accepted": "DONE"}. A status that is not named means Incomplete. Empty: what is usual for the ' +
        'card type (stories: Completed and Accepted are done; defects: Fixed and Closed; tasks: Completed).',
    },
    sde_status_map: {
      help:
        'JSON object, e.g. {"DONE": "Accepted"}. Keys are DONE, TODO, NA, or the slug of a custom status. Empty: what is ' +
        'usual for the card type (stories: Defined, Accepted; defects: Submitted, Closed; tasks: Defined, Completed).',
    },
    issue_tracker_closed_status: {
      help:
        'Given to the issue of a task that is out of scope. Not given: the status that stands for NA. An empty text leaves ' +
        'such issues alone.',
    },
    issue_tracker_priority_map: {
      default: '{"9-10":"Resolve Immediately","6-8":"High Attention","4-5":"Normal","1-3":"Low"}',
      help: 'JSON object, e.g. {"7-10": "High Attention", "1-6": "Low"}: every priority exactly once. For defects only.',
    },
    issue_tracker_parent_issue: {
      help: 'The story or feature under which issues are created, like US12 or F3. Tasks need one: a story or a defect.',
      placeholder: 'US12',
    },
  }),
  ...inSection('Advanced Rally Configuration', [
    field({
      name: PARAM.workspace,
      label: 'Workspace',
      help: 'Name of the workspace, or its ObjectID.',
      scope: ['system', 'project'],
      required: true,
    }),
    field({
      name: PARAM.cardType,
      label: 'Default Card Type',
      help: 'What is created for a task. Tasks need a parent issue.',
      type: 'radio',
      default: 'Story',
      options: options({ Story: 'Story', Defect: 'Defect', Task: 'Task' }),
    }),
    field({
      name: PARAM.statusField,
      label: 'Status field',
      help: 'Where the status is kept. Empty: ScheduleState of stories, State of defects and tasks.',
      type: 'select',
      options: options({ ScheduleState: 'Schedule State', State: 'State', FlowState: 'Flow State' }),
    }),
    field({
      name: PARAM.markerField,
      label: 'Marker field',
      help:
        'API name of a custom field of type string that holds the mark by which issues are recognized. Empty: the mark is ' +
        'kept in a tag per task.',
      default: 'c_LockstepRef',
    }),
  ]),
];

/** What the adapter itself wants to know. */
export interface RallySettings {
  readonly workspace: string;
  readonly project: string;
  readonly card: Card;
  readonly statusField: string;
  /** Null: tags hold the marker. */
  readonly markerField: string | null;
  /** The parameter that holds the credential in use. */
  readonly credential: string;
  /** E-mail address (lower case) → user name in Rally, where they differ. */
  readonly users: Readonly<Record<string, string>>;
  readonly options: SyncOptions;
}

/** Where nothing is given, what is usual for the card type; a kind without priorities leaves them alone. */
export function rallyOptions(values: ParamValues): SyncOptions {
  const params = new Params(PARAMS, values);
  const card = cardOf(params);
  const sync = syncOptions(PARAMS, values);
  // The schedule of stories is where flow states begin.
  const usual = statusFieldOf(params) === card.status ? card : CARDS.Story;
  const targets: Readonly<Record<string, string>> = params.map(PARAM.targets) ?? usual.targets;
  return {
    ...sync,
    statusMap: params.map(PARAM.statusMap) ?? usual.statusMap,
    targets,
    closedStatus: params.value(PARAM.closedStatus) === null ? (targets['NA'] ?? null) : sync.closedStatus,
    priorities: card.priority === null ? null : sync.priorities,
    parent: parentOf(sync.parent, card),
  };
}

function parentOf(parent: string | null, card: Card): string | null {
  if (parent === null && card === CARDS.Task)
    throw wrong(PARAM.parent, 'Tasks belong to a story or a defect: name it, like US12.');
  if (parent !== null && !/^[A-Za-z]*\d+$/.test(parent))
    throw wrong(PARAM.parent, `"${parent}" is not the number of an item, like US12.`);
  return parent;
}

const statusFieldOf = (params: Params): string => params.text(PARAM.statusField) || cardOf(params).status;

const cardOf = (params: Params): Card =>
  CARDS[params.choice(PARAM.cardType, Object.keys(CARDS) as readonly CardName[])];

export function rallySettings(values: ParamValues): RallySettings {
  const params = new Params(PARAMS, values);
  const card = cardOf(params);
  return {
    workspace: params.text(PARAM.workspace),
    project: params.text(PARAM.project),
    card,
    statusField: statusFieldOf(params),
    markerField: params.text(PARAM.markerField) || null,
    credential: params.text(PARAM.authMode) === 'basic' ? PARAM.user : PARAM.token,
    users: usersOf(params),
    options: rallyOptions(values),
  };
}

const usersOf = (params: Params): Record<string, string> =>
  Object.fromEntries(
    Object.entries(params.map(PARAM.userMap) ?? {}).map(([email, user]) => [email.toLowerCase(), user]),
  );

/** The same name can be a project of several workspaces. */
export function targetOf(values: ParamValues): string {
  const params = new Params(PARAMS, values);
  return `${params.text(PARAM.workspace)} / ${params.text(PARAM.project)}`;
}

export function endpointOf(values: ParamValues): Endpoint {
  const server = new Params(PARAMS, values).text(PARAM.server);
  const params = new Params(PARAMS, server === '' ? { ...values, [PARAM.server]: HOSTED } : values);
  return {
    root: rootOf(params),
    credentials: credentialsOf(params),
    verifyTls: params.flag('issue_tracker_validate_cert'),
  };
}

function credentialsOf(params: Params): Readonly<Record<string, Secret>> {
  if (params.choice(PARAM.authMode, ['basic', 'api_token']) === 'api_token') {
    return { ZSESSIONID: new Secret(params.text(PARAM.token)) };
  }
  const pair = `${params.text(PARAM.user)}:${params.text('issue_tracker_pass')}`;
  return { Authorization: new Secret(`Basic ${Buffer.from(pair).toString('base64')}`) };
}

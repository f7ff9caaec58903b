/** GitLab's parameters and what they mean. The only file of this folder that knows wire names of the API. */
import { MINUTE } from '../../model/instant.ts';
import type { SyncOptions } from '../../model/options.ts';
import { MARGIN, type Budget } from '../../model/pace.ts';
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
  token: 'issue_tracker_api_token',
  statusMap: 'issue_tracker_status_map',
  targets: 'sde_status_map',
  closedStatus: 'issue_tracker_closed_status',
  priorities: 'issue_tracker_priority_map',
  parent: 'issue_tracker_parent_issue',
  customFields: 'issue_tracker_custom_fields',
  lookupFields: 'issue_tracker_custom_lookup_fields',
  userMap: 'issue_tracker_user_map',
  markerLabel: 'gitlab_marker_label',
  statusScope: 'gitlab_status_scope',
  closingLabels: 'gitlab_closing_labels',
  confidential: 'gitlab_confidential',
  pace: 'gitlab_creates_per_minute',
} as const;

const HOSTED = 'gitlab.com';

/** GitLab's limit for the names of labels. */
export const LABEL_LENGTH = 255;

const TOKEN_ONLY = 'GitLab takes tokens only: leave it empty, and give the token in issue_tracker_api_token.';

export const PARAMS: readonly ParamField[] = [
  ...sharedParams({
    issue_tracker_project: {
      label: 'GitLab project',
      help: 'Its full path, GROUP/PROJECT, or its ID (the number under its name).',
      placeholder: 'payments/shop',
    },
    issue_tracker_server: {
      default: HOSTED,
      required: false,
      placeholder: HOSTED,
      help: 'Empty for gitlab.com. Otherwise the host of your own GitLab, with its port if that is not the usual one.',
    },
    issue_tracker_auth_mode: {
      default: 'api_token',
      options: options({ api_token: 'API token' }),
      help: 'A personal, project or group access token, or an OAuth access token.',
    },
    issue_tracker_user: { unsupported: TOKEN_ONLY },
    issue_tracker_pass: { unsupported: TOKEN_ONLY },
    issue_tracker_api_token: {
      help: 'With the scope api. Project and group tokens: role Planner, Reporter or higher.',
    },
    issue_tracker_status_map: {
      default: '{"closed":"DONE"}',
      help:
        'JSON object. Statuses are opened, closed and, with a workflow, its labels: {"closed": "DONE", "status::rejected": "NA"}. ' +
        'One that is not named means Incomplete.',
    },
    sde_status_map: { default: '{"TODO":"opened","DONE":"closed","NA":"closed"}' },
    issue_tracker_closed_status: { default: 'closed' },
    issue_tracker_priority_map: {
      default: '{"7-10":"High","4-6":"Medium","1-3":"Low"}',
      help: 'JSON object, e.g. {"7-10": "High", "1-6": "Low"}: every priority exactly once. The values are labels.',
    },
    issue_tracker_parent_issue: {
      label: 'Parent epic',
      help: 'The epic to which issues are added: its number in the group of the project, or GROUP&12. GitLab Premium.',
      placeholder: '12',
    },
    issue_tracker_custom_fields: {
      help: 'JSON object, field to value: milestone (by its title), due_date (YYYY-MM-DD), weight (a number, GitLab Premium). Values may contain ${task_id} and its like.',
    },
    sync_assignees: { help: 'By e-mail address, as far as GitLab tells it, and as the map of accounts says.' },
    issue_tracker_user_map: { help: 'JSON object, e-mail address to user name, e.g. {"ann@example.com": "ann"}.' },
  }),
  ...inSection('Advanced GitLab Configuration', [
    field({
      name: PARAM.markerLabel,
      label: 'Label of our issues',
      help: 'Every issue of ours carries it, so that nothing else has to be read.',
      default: 'lockstep',
      maxLength: LABEL_LENGTH,
    }),
    field({
      name: PARAM.statusScope,
      label: 'Workflow labels',
      help: 'The scope of the labels that hold the status, as "status" in status::doing. Empty: issues are opened or closed.',
      placeholder: 'status',
    }),
    field({
      name: PARAM.closingLabels,
      label: 'Workflow labels of closed issues',
      help: 'Separated by commas: issues get such a label when they are closed. Other workflow labels are for open issues.',
      placeholder: 'status::rejected',
    }),
    field({
      name: PARAM.confidential,
      label: 'Create confidential issues',
      help: 'Only members of the project see them. Then task texts are sent to public projects, too.',
      type: 'boolean',
      default: false,
    }),
    field({
      name: PARAM.pace,
      label: 'New issues per minute',
      help: 'At most. Empty: what gitlab.com allows there (200), and no limit on a GitLab of your own.',
      type: 'integer',
    }),
  ]),
];

/** What the adapter itself wants to know. */
export interface GitlabSettings {
  /** Its path or its number. */
  readonly project: string;
  readonly markerLabel: string;
  readonly workflow: Workflow | null;
  readonly confidential: boolean;
  /** E-mail address (lower case) → user name. */
  readonly users: Readonly<Record<string, string>>;
  readonly options: SyncOptions;
}

/** Labels of one scope as statuses. */
export interface Workflow {
  /** `status::` */
  readonly prefix: string;
  /** Those that a closed issue has. */
  readonly closing: readonly string[];
}

/** `12`, or `group&12`. */
function parentOf(parent: string | null): string | null {
  if (parent === null || /^(?:[^\s&]*&)?\d+$/.test(parent)) return parent?.replace(/^&/, '') ?? null;
  throw wrong(PARAM.parent, `"${parent}" is not the number of an epic, like 12 or group&12.`);
}

export function gitlabSettings(values: ParamValues): GitlabSettings {
  const params = new Params(PARAMS, values);
  const sync = syncOptions(PARAMS, values);
  return {
    project: targetOf(values),
    markerLabel: markerLabelOf(params),
    workflow: workflowOf(params),
    confidential: params.flag(PARAM.confidential),
    users: usersOf(params),
    options: { ...sync, parent: parentOf(sync.parent) },
  };
}

export const gitlabOptions = (values: ParamValues): SyncOptions => gitlabSettings(values).options;

function markerLabelOf(params: Params): string {
  const label = params.text(PARAM.markerLabel);
  if (label !== '' && !label.includes(',')) return label;
  throw wrong(PARAM.markerLabel, 'Give the name of a label, without commas: by it our issues are found again.');
}

function workflowOf(params: Params): Workflow | null {
  const scope = params.text(PARAM.statusScope).replace(/::$/, '');
  const closing = params.list(PARAM.closingLabels);
  const prefix = `${scope}::`;
  const odd = closing.find((label) => scope === '' || !label.startsWith(prefix));
  if (odd !== undefined) {
    throw wrong(
      PARAM.closingLabels,
      `"${odd}" is no workflow label: those begin with the scope, as in status::rejected.`,
    );
  }
  return scope === '' ? null : { prefix, closing };
}

const usersOf = (params: Params): Record<string, string> =>
  Object.fromEntries(
    Object.entries(params.map(PARAM.userMap) ?? {}).map(([email, user]) => [email.toLowerCase(), user]),
  );

/** As people copy it: without slashes around it. */
export const targetOf = (values: ParamValues): string =>
  new Params(PARAMS, values).text(PARAM.project).replaceAll(/^\/+|\/+$/g, '');

export function endpointOf(values: ParamValues): Endpoint {
  const given = new Params(PARAMS, values);
  const server = given.text(PARAM.server).toLowerCase() || HOSTED;
  const params = new Params(PARAMS, { ...values, [PARAM.server]: server });
  return {
    root: rootOf(params),
    credentials: { Authorization: new Secret(`Bearer ${params.text(PARAM.token)}`) },
    verifyTls: params.flag('issue_tracker_validate_cert'),
    budgets: budgetsOf(paceOf(params), server === HOSTED),
  };
}

function paceOf(params: Params): number | null {
  const pace = params.value(PARAM.pace);
  if (pace === null || pace === '') return null;
  if (Number.isInteger(pace) && Number(pace) > 0) return Number(pace);
  throw wrong(PARAM.pace, 'Give a whole number above 0, or nothing.');
}

/** What gitlab.com takes from one account; a GitLab of one's own takes as many issues as its administrator lets it. */
function budgetsOf(pace: number | null, isHosted: boolean): readonly Budget[] {
  const creates = pace ?? (isHosted ? 200 : null);
  const notes = isHosted ? 60 : 300;
  return [
    ...(creates === null ? [] : [budget('new issues', 'create', creates)]),
    budget('new comments', 'comment', notes),
  ];
}

const budget = (name: string, purpose: 'create' | 'comment', most: number): Budget => ({
  name,
  purposes: [purpose],
  windows: [{ most, within: MINUTE + MARGIN }],
});

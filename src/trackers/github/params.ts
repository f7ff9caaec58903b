/** GitHub's parameters and what they mean. The only file of this folder that knows wire names of the API. */
import type { SyncOptions } from '../../model/options.ts';
import type { ParamField, ParamValues } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import type { Endpoint } from '../../model/tracker.ts';
import { rootOf } from '../endpoint.ts';
import { syncOptions } from '../options.ts';
import { field, inSection, options } from '../param-field.ts';
import { sharedParams } from '../params.ts';
import { Params, wrong } from '../read-params.ts';
import { budgetsOf, limitIn } from './limits.ts';

/** Which parameter is at fault, for errors. */
export const PARAM = {
  server: 'issue_tracker_server',
  contextRoot: 'issue_tracker_context_root',
  project: 'issue_tracker_project',
  owner: 'github_repo_owner',
  token: 'issue_tracker_api_token',
  statusMap: 'issue_tracker_status_map',
  targets: 'sde_status_map',
  closedStatus: 'issue_tracker_closed_status',
  priorities: 'issue_tracker_priority_map',
  parent: 'issue_tracker_parent_issue',
  label: 'issue_tracker_issue_label',
  customFields: 'issue_tracker_custom_fields',
  lookupFields: 'issue_tracker_custom_lookup_fields',
  userMap: 'issue_tracker_user_map',
  markerLabel: 'github_marker_label',
  duplicateLabel: 'github_duplicate_label',
  pace: 'github_creates_per_minute',
} as const;

const HOSTED = 'api.github.com';

/** GitHub's limit for the names of labels. */
export const LABEL_LENGTH = 50;

const TOKEN_ONLY = 'GitHub takes tokens only: leave it empty, and give the token in issue_tracker_api_token.';

export const PARAMS: readonly ParamField[] = [
  ...sharedParams({
    issue_tracker_project: {
      label: 'Repository name',
      help: 'The name of the repository, or OWNER/NAME.',
      placeholder: 'shop',
    },
    issue_tracker_server: {
      default: HOSTED,
      required: false,
      placeholder: HOSTED,
      help: 'Empty for github.com. Otherwise the host of the GitHub Enterprise Server, or SUBDOMAIN.ghe.com.',
    },
    issue_tracker_auth_mode: {
      default: 'api_token',
      options: options({ api_token: 'API token' }),
      help: 'A fine-grained or classic personal access token, or an installation token of a GitHub App.',
    },
    issue_tracker_user: { unsupported: TOKEN_ONLY },
    issue_tracker_pass: { unsupported: TOKEN_ONLY },
    issue_tracker_api_token: { help: 'Fine-grained: Issues, read and write. Classic: the scope repo.' },
    issue_tracker_status_map: {
      default: '{"closed":"DONE","not_planned":"NA","duplicate":"NA"}',
      help:
        'JSON object. GitHub has the statuses open, closed (as completed), not_planned and duplicate. One that is not named ' +
        'means Incomplete.',
    },
    sde_status_map: { default: '{"TODO":"open","DONE":"closed","NA":"not_planned"}' },
    issue_tracker_closed_status: { default: 'not_planned' },
    issue_tracker_priority_map: {
      default: '{"7-10":"High","4-6":"Medium","1-3":"Low"}',
      help: 'JSON object, e.g. {"7-10": "High", "1-6": "Low"}: every priority exactly once. The values are labels.',
    },
    issue_tracker_parent_issue: {
      help: 'The number of the issue whose sub-issues are created. GitHub allows a hundred of them.',
      placeholder: '12',
    },
    issue_tracker_custom_fields: {
      help: 'JSON object, field to value: milestone (by its title) and type (of issues in an organization), as in {"milestone": "v2"}. Values may contain ${task_id} and its like.',
    },
    sync_assignees: { help: 'By e-mail address, as the map of accounts says: GitHub hides the addresses of people.' },
    issue_tracker_user_map: { help: 'JSON object, e-mail address to login, e.g. {"ann@example.com": "ann"}.' },
  }),
  ...inSection('Advanced GitHub Configuration', [
    field({
      name: PARAM.owner,
      label: 'Owner of this GitHub Repository',
      help: 'The person or organization to whom the repository belongs, as in its address: github.com/OWNER/NAME.',
      scope: ['system', 'project'],
    }),
    field({
      name: PARAM.duplicateLabel,
      label: 'Duplicate label',
      help: 'Issues with this label are passed over when the issue of a task is looked for.',
      default: 'duplicate',
      maxLength: LABEL_LENGTH,
    }),
    field({
      name: PARAM.markerLabel,
      label: 'Label of our issues',
      help:
        'Every issue of ours carries it, so that nothing else has to be read. Empty, for accounts that may not label: ' +
        'issues are known by who created them.',
      default: 'lockstep',
      maxLength: LABEL_LENGTH,
    }),
    field({
      name: PARAM.pace,
      label: 'New issues and comments per minute',
      help: 'At most. Empty: what github.com allows there (80 a minute, 500 an hour), and no limit on a server of one’s own.',
      type: 'integer',
    }),
  ]),
];

/** What the adapter itself wants to know. */
export interface GithubSettings {
  readonly owner: string;
  readonly repository: string;
  /** What stands in front of the paths of the REST API. */
  readonly rest: '' | '/v3';
  /** `github.com` or a company's own part of it. */
  readonly isHosted: boolean;
  /** Null: our issues are known by their creator. */
  readonly markerLabel: string | null;
  readonly duplicateLabel: string | null;
  /** E-mail address (lower case) → login. */
  readonly users: Readonly<Record<string, string>>;
  readonly options: SyncOptions;
}

/** All that is known before a repository is chosen. */
export const restOf = (values: ParamValues): Pick<GithubSettings, 'rest'> => ({
  rest: isHosted(new Params(PARAMS, values)) ? '' : '/v3',
});

export function githubOptions(values: ParamValues): SyncOptions {
  const sync = syncOptions(PARAMS, values);
  return { ...sync, parent: parentOf(sync.parent) };
}

function parentOf(parent: string | null): string | null {
  if (parent === null || /^#?\d+$/.test(parent)) return parent?.replace('#', '') ?? null;
  throw wrong(PARAM.parent, `"${parent}" is not the number of an issue, like 12.`);
}

export function githubSettings(values: ParamValues): GithubSettings {
  const params = new Params(PARAMS, values);
  const [owner = '', repository = ''] = targetOf(values).split('/');
  return {
    owner,
    repository,
    ...restOf(values),
    isHosted: isHosted(params),
    markerLabel: markerLabelOf(params),
    duplicateLabel: params.text(PARAM.duplicateLabel) || null,
    users: usersOf(params),
    options: githubOptions(values),
  };
}

/** In a list of labels the comma stands between two. */
function markerLabelOf(params: Params): string | null {
  const label = params.text(PARAM.markerLabel);
  if (label.includes(',')) throw wrong(PARAM.markerLabel, 'A label with a comma cannot be asked for: leave it out.');
  return label || null;
}

const usersOf = (params: Params): Record<string, string> =>
  Object.fromEntries(
    Object.entries(params.map(PARAM.userMap) ?? {}).map(([email, login]) => [email.toLowerCase(), login]),
  );

const NAME = /^[\w.-]+$/;

/** `owner/name`. */
export function targetOf(values: ParamValues): string {
  const params = new Params(PARAMS, values);
  const given = params.text(PARAM.project);
  const [name = '', owner = params.text(PARAM.owner)] = given.split('/').toReversed();
  if (!NAME.test(name) || given.split('/').length > 2)
    throw wrong(PARAM.project, `"${given}" is not the name of a repository: give the last part of its address.`);
  if (owner === '') throw wrong(PARAM.owner, `Missing: say to whom the repository "${name}" belongs.`);
  if (!NAME.test(owner)) throw wrong(PARAM.owner, `"${owner}" is not the name of a person or an organization.`);
  return `${owner}/${name}`;
}

const serverOf = (params: Params): string => params.text(PARAM.server).toLowerCase() || HOSTED;

const isHosted = (params: Params): boolean => /^(?:api\.)?(?:github\.com|[\w-]+\.ghe\.com)$/.test(serverOf(params));

export function endpointOf(values: ParamValues): Endpoint {
  const params = new Params(PARAMS, values);
  const server = serverOf(params);
  const place = isHosted(params)
    ? { [PARAM.server]: server.startsWith('api.') ? server : `api.${server}`, [PARAM.contextRoot]: '' }
    : { [PARAM.server]: server, [PARAM.contextRoot]: apiRoot(params.text(PARAM.contextRoot)) };
  return {
    root: rootOf(new Params(PARAMS, { ...values, ...place })),
    credentials: { Authorization: new Secret(`Bearer ${params.text(PARAM.token)}`) },
    verifyTls: params.flag('issue_tracker_validate_cert'),
    budgets: budgetsOf(paceOf(params), isHosted(params)),
    limitIn,
  };
}

/** Above both of a server's APIs. People give it with the version of one, or without anything. */
const apiRoot = (context: string): string => `${context.replace(/\/+$/, '').replace(/\/?api(?:\/v3)?$/, '')}/api`;

function paceOf(params: Params): number | null {
  const pace = params.value(PARAM.pace);
  if (pace === null || pace === '') return null;
  if (Number.isInteger(pace) && Number(pace) > 0) return Number(pace);
  throw wrong(PARAM.pace, 'Give a whole number above 0, or nothing.');
}

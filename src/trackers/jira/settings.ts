/** What Jira's parameters mean. */
import type { SyncOptions } from '../../model/options.ts';
import type { ParamValues } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import type { Endpoint } from '../../model/tracker.ts';
import { rootOf } from '../endpoint.ts';
import { syncOptions } from '../options.ts';
import { Params, wrong } from '../read-params.ts';
import { PARAM, PARAMS } from './params.ts';

/** What the adapter itself wants to know. */
export interface JiraSettings {
  readonly project: string;
  readonly issueType: string;
  /** Where people look at issues: `https://site.atlassian.net`. */
  readonly site: string;
  /** '' where the site itself is asked. */
  readonly cloudId: string;
  /** '' takes what the screen offers. */
  readonly resolution: string;
  readonly transitionFields: Readonly<Record<string, string>>;
  readonly remoteLink: boolean;
  /** E-mail address (lower case) → account. */
  readonly accounts: Readonly<Record<string, string>>;
  /** The parameter that holds the credential in use. */
  readonly credential: string;
  /** Statuses that a person named in the status map: they must exist. Those of the default need not. */
  readonly mapped: readonly string[];
  readonly options: SyncOptions;
}

const GATEWAY = 'https://api.atlassian.com/ex/jira';

/** Told by the address, because the defaults must be known before anybody is asked. */
const isCloud = (params: Params): boolean =>
  params.text(PARAM.cloudId) !== '' || /\.atlassian\.net(:\d+)?$/i.test(params.text(PARAM.server));

const USUAL = {
  cloud: { targets: { TODO: 'To Do', DONE: 'Done', NA: 'Done' }, closed: 'Done' },
  dataCenter: { targets: { TODO: 'Open', DONE: 'Closed', NA: 'Closed' }, closed: 'Closed' },
} as const;

export function jiraOptions(values: ParamValues): SyncOptions {
  const params = new Params(PARAMS, values);
  const usual = isCloud(params) ? USUAL.cloud : USUAL.dataCenter;
  const sync = syncOptions(PARAMS, values);
  const done = params.list(PARAM.doneStatuses).map((status) => [status, 'DONE']);
  return {
    ...sync,
    statusMap: params.map(PARAM.statusMap) ?? (Object.fromEntries(done) as Record<string, string>),
    targets: params.map(PARAM.targets) ?? usual.targets,
    closedStatus: sync.closedStatus ?? usual.closed,
  };
}

export function jiraSettings(values: ParamValues): JiraSettings {
  const params = new Params(PARAMS, values);
  const accounts = Object.entries(params.map(PARAM.userMap) ?? {});
  return {
    project: targetOf(values),
    issueType: params.text(PARAM.issueType),
    site: rootOf(params),
    cloudId: params.text(PARAM.cloudId),
    resolution: params.text(PARAM.resolution),
    transitionFields: params.map(PARAM.transitionFields) ?? {},
    remoteLink: params.flag(PARAM.remoteLink),
    accounts: Object.fromEntries(accounts.map(([email, account]) => [email.toLowerCase(), account])),
    credential: params.text(PARAM.authMode) === 'basic' ? PARAM.user : PARAM.token,
    mapped: Object.keys(params.map(PARAM.statusMap) ?? {}),
    options: jiraOptions(values),
  };
}

export const targetOf = (values: ParamValues): string => new Params(PARAMS, values).text(PARAM.project);

export function endpointOf(values: ParamValues): Endpoint {
  const params = new Params(PARAMS, values);
  const cloudId = params.text(PARAM.cloudId);
  if (!/^[\w-]*$/.test(cloudId)) throw wrong(PARAM.cloudId, 'Give the id only: letters, digits and dashes.');
  const site = rootOf(params);
  return {
    root: cloudId === '' ? site : `${GATEWAY}/${cloudId}`,
    credentials: { Authorization: credentialsOf(params) },
    verifyTls: params.flag('issue_tracker_validate_cert'),
  };
}

/** Cloud takes its API tokens with the address of their account; without one it is a token of OAuth. */
function credentialsOf(params: Params): Secret {
  const byToken = params.choice(PARAM.authMode, ['basic', 'api_token']) === 'api_token';
  const [user, token] = [params.text(PARAM.user), params.text(PARAM.token)];
  if (!byToken) return basic(user, params.text(PARAM.password));
  return isCloud(params) && user !== '' ? basic(user, token) : new Secret(`Bearer ${token}`);
}

const basic = (user: string, password: string): Secret =>
  new Secret(`Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`);

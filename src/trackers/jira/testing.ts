/** Jiras of all kinds with one project and the account that synchronizes. */
import type { Instant } from '../../model/instant.ts';
import type { ParamValues } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import type { Metadata } from '../../model/tracker.ts';
import { connectFake, type ConnectedFake } from '../connect-fake.ts';
import type { Fake } from '../fake.ts';
import { FakeJira } from './fake.ts';
import { jira } from './index.ts';

export const PLACES = ['site', 'gateway', 'data center'] as const;
export type Place = (typeof PLACES)[number];

const CLOUD_ID = '11111111-2222-3333-4444-555555555555';

type Account = ReturnType<FakeJira['addAccount']>;
type Project = ReturnType<FakeJira['addProject']>;

export interface Server {
  readonly fake: FakeJira;
  readonly account: Account;
  readonly project: Project;
  /** How the account gets to project PAY. */
  readonly params: ParamValues;
}

export interface Wishes {
  readonly admin?: boolean;
  readonly bulkChange?: boolean;
  readonly indexLag?: number;
  readonly project?: Parameters<FakeJira['addProject']>[1];
}

export function serve(place: Place, clock: () => Instant, wishes: Wishes = {}): Server {
  const { admin = false, bulkChange = false, indexLag = 0, project } = wishes;
  const isCloud = place !== 'data center';
  const fake = new FakeJira({
    kind: isCloud ? 'cloud' : 'data-center',
    clock,
    random: () => 0.5,
    indexLag,
    ...(isCloud ? { cloudId: CLOUD_ID } : { contextPath: '/jira' }),
  });
  const account = fake.addAccount('sync', { email: 'sync@example.com', admin, bulkChange });
  return { fake, account, project: fake.addProject('PAY', project), params: paramsOf(place, account) };
}

function paramsOf(place: Place, { email, token }: Account): ParamValues {
  const common = {
    issue_tracker_project: 'PAY',
    issue_tracker_auth_mode: 'api_token',
    issue_tracker_api_token: new Secret(token),
  };
  if (place === 'data center') {
    return { ...common, issue_tracker_server: 'jira.example', issue_tracker_context_root: '/jira' };
  }
  const cloud = { ...common, issue_tracker_server: 'site.atlassian.net', issue_tracker_user: email };
  return place === 'gateway' ? { ...cloud, jira_cloud_id: CLOUD_ID } : cloud;
}

export const connect = (fake: Fake, params: ParamValues, metadata: Metadata | null = null): ConnectedFake =>
  connectFake(jira, fake, params, metadata);

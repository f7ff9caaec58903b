/** A fake with one change request, and our adapter on it: what the tests of this folder begin with. */
import type { IssueChange, IssueDraft, IssueFields } from '../../model/issue.ts';
import type { ParamValues } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import { connectFake, type ConnectedFake } from '../connect-fake.ts';
import type { Fake } from '../fake.ts';
import { FakeServiceNow } from './fake.ts';
import type { FakeAccount, FakeRecord } from './fake-world.ts';
import { servicenow } from './index.ts';

export interface Scene {
  readonly fake: FakeServiceNow;
  readonly account: FakeAccount;
  readonly change: FakeRecord;
  readonly params: ParamValues;
  /** `server` in the fake's place: to listen, or to answer otherwise. */
  connect(params?: ParamValues, server?: Fake): ConnectedFake;
}

export function aScene(role: FakeAccount['role'] = 'itil'): Scene {
  let now = Date.parse('2026-03-01T12:00:00Z');
  const fake = new FakeServiceNow(
    () => (now += 1_000),
    () => 0.5,
  );
  const account = fake.addAccount('sync', role);
  const change = fake.add('change_request', { number: 'CHG0030001' });
  const params: ParamValues = {
    issue_tracker_server: 'instance.example',
    issue_tracker_project: 'CHG0030001',
    issue_tracker_auth_mode: 'api_token',
    issue_tracker_api_token: new Secret(account.key),
  };
  const connect = (more: ParamValues = {}, server: Fake = fake): ConnectedFake =>
    connectFake(servicenow, server, { ...params, ...more });
  return { fake, account, change, params, connect };
}

const FIELDS: IssueFields = {
  title: 'T1 Check',
  body: 'Text',
  priority: '2',
  status: 'Open',
  parent: null,
  custom: {},
  labels: [],
  assignee: null,
};

export const markerOf = (n: number): string => `ls-aaaaaaaaaaaaaaa${'abcdefghijklmnopqrstuvwxyz'.charAt(n)}`;

export const aDraft = (n: number, fields: Partial<IssueFields> = {}): IssueDraft => ({
  taskId: `T${n}`,
  marker: markerOf(n),
  fields: { ...FIELDS, ...fields },
  taskUrl: `https://lockstep.example/tasks/1-T${n}`,
});

export const aChange = (issue: IssueChange['issue'], fields: Partial<IssueFields>): IssueChange => ({
  taskId: 'T1',
  issue,
  fields,
  marker: null,
  comment: null,
  taskUrl: 'https://lockstep.example/tasks/1-T1',
});

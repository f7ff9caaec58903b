/** What the tests of this folder stand on: repository `acme/shop`, unless the parameters say otherwise. */
import type { ParamValues } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import type { Metadata } from '../../model/tracker.ts';
import { connectFake as connect, type ConnectedFake } from '../connect-fake.ts';
import type { Fake } from '../fake.ts';
import { FakeGithub } from './fake.ts';
import type { Account, Repository } from './fake-world.ts';
import { github } from './index.ts';

const SHOP: ParamValues = { github_repo_owner: 'acme', issue_tracker_project: 'shop' };

export interface Cast {
  readonly fake: FakeGithub;
  readonly sync: Account;
  readonly ann: Account;
  readonly shop: Repository;
  readonly other: Repository;
  readonly params: ParamValues;
  connect(params?: ParamValues, metadata?: Metadata | null): ConnectedFake;
}

/** Two private repositories of one owner, both open to the synchronizing account and to Ann. */
export function serve(step = 13): Cast {
  let now = Date.parse('2026-03-01T12:00:00.250Z');
  const fake = new FakeGithub(
    () => (now += step),
    () => 0.5,
  );
  const [sync, ann, bob] = [fake.addAccount('sync'), fake.addAccount('ann'), fake.addAccount('bob')];
  const members = [
    [sync, 'write'],
    [ann, 'write'],
    [bob, 'write'],
  ] as const;
  const shop = fake.addRepository('acme', 'shop', members);
  const other = fake.addRepository('acme', 'other', members);
  const params = { ...SHOP, issue_tracker_api_token: new Secret(sync.token) };
  return {
    fake,
    sync,
    ann,
    shop,
    other,
    params,
    connect: (more = {}, metadata = null) => connectTo(fake, { ...params, ...more }, metadata),
  };
}

export const connectTo = (fake: Fake, params: ParamValues, metadata: Metadata | null = null): ConnectedFake =>
  connect(github, fake, params, metadata);

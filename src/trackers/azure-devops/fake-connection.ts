/** What the tests of this folder stand on: project `Shop` of the organization `acme`, unless the parameters say otherwise. */
import type { ParamValues } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import type { Metadata } from '../../model/tracker.ts';
import { connectFake as connect, type ConnectedFake } from '../connect-fake.ts';
import type { Fake } from '../fake.ts';
import { azureDevops } from './index.ts';

const PLACE: ParamValues = {
  issue_tracker_context_root: 'acme',
  issue_tracker_api_token: new Secret('token-of-sync'),
  issue_tracker_project: 'Shop',
};

export const connectFake = (fake: Fake, params: ParamValues = {}, metadata: Metadata | null = null): ConnectedFake =>
  connect(azureDevops, fake, { ...PLACE, ...params }, metadata);

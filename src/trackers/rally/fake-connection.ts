/** What the tests of this folder stand on: project `Demo` of workspace `Main`, unless the parameters say otherwise. */
import type { ParamValues } from '../../model/params.ts';
import type { Metadata } from '../../model/tracker.ts';
import { connectFake as connect, type ConnectedFake } from '../connect-fake.ts';
import type { Fake } from '../fake.ts';
import { rally } from './index.ts';

const DEMO: ParamValues = {
  issue_tracker_server: 'rally.example',
  issue_tracker_auth_mode: 'api_token',
  rally_workspace: 'Main',
  issue_tracker_project: 'Demo',
};

export const connectFake = (fake: Fake, params: ParamValues, metadata: Metadata | null = null): ConnectedFake =>
  connect(rally, fake, { ...DEMO, ...params }, metadata);

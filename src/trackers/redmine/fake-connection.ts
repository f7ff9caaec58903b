/** What the tests of this folder stand on: project `demo` on `redmine.example`, unless the parameters say otherwise. */
import type { ParamValues } from '../../model/params.ts';
import type { Metadata } from '../../model/tracker.ts';
import { connectFake as connect, type ConnectedFake } from '../connect-fake.ts';
import type { Fake } from '../fake.ts';
import { redmine } from './index.ts';

const DEMO: ParamValues = {
  issue_tracker_method: 'http',
  issue_tracker_server: 'redmine.example',
  issue_tracker_project: 'demo',
};

export const connectFake = (fake: Fake, params: ParamValues, metadata: Metadata | null = null): ConnectedFake =>
  connect(redmine, fake, { ...DEMO, ...params }, metadata);

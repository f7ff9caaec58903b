/** What the tests of this folder stand on: project `group/demo` on `gitlab.example`, unless the parameters say otherwise. */
import type { ParamValues } from '../../model/params.ts';
import type { Metadata } from '../../model/tracker.ts';
import { connectFake as connect, type ConnectedFake } from '../connect-fake.ts';
import type { Fake } from '../fake.ts';
import { gitlab } from './index.ts';

const DEMO: ParamValues = { issue_tracker_server: 'gitlab.example', issue_tracker_project: 'group/demo' };

export const connectFake = (fake: Fake, params: ParamValues, metadata: Metadata | null = null): ConnectedFake =>
  connect(gitlab, fake, { ...DEMO, ...params }, metadata);

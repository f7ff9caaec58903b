/** The systems that the benchmarks run on: a fake server with its account and project, and what a person does there. */
import type { ParamValues } from '../../src/model/params.ts';
import { Secret } from '../../src/model/secret.ts';
import type { System } from '../../src/model/tracker.ts';
import type { Server } from '../../src/sync/testing/scene.ts';
import type { Fake } from '../../src/trackers/fake.ts';
import { FakeRally } from '../../src/trackers/rally/fake.ts';
import { rally } from '../../src/trackers/rally/index.ts';
import { jira } from '../../src/trackers/jira/index.ts';
import { serve, type Place } from '../../src/trackers/jira/testing.ts';
import { FakeRedmine } from '../../src/trackers/redmine/fake.ts';
import { redmine } from '../../src/trackers/redmine/index.ts';

/** What a run costs in the search-title algorithm that the compatible product published: a fixed part and one per task. */
interface Reference {
  readonly first: readonly [number, number];
  readonly unchanged: readonly [number, number];
}

export interface BenchServer extends Server<Fake> {
  /** A developer closes the issue of the n-th task. */
  close(n: number): void;
}

export interface BenchStage {
  readonly name: string;
  readonly system: System;
  readonly serve: (clock: () => number) => BenchServer;
  /** Null where nothing was published. */
  readonly reference: Reference | null;
}

const RALLY: Reference = { first: [11, 5], unchanged: [10, 2] };
const JIRA: Reference = { first: [9, 4], unchanged: [9, 1] };

export const STAGES: readonly BenchStage[] = [
  { name: 'rally', system: rally, serve: serveRally, reference: RALLY },
  { name: 'redmine', system: redmine, serve: serveRedmine, reference: null },
  { name: 'jira', system: jira, serve: (clock) => serveJira('site', clock), reference: JIRA },
  { name: 'jira-data-center', system: jira, serve: (clock) => serveJira('data center', clock), reference: JIRA },
];

function serveJira(place: Place, clock: () => number): BenchServer {
  const { fake, params, project } = serve(place, clock, { bulkChange: true });
  const done = place === 'data center' ? 'Closed' : 'Done';
  return { fake, params, close: (n) => fake.setStatus(`${project.key}-${n}`, done) };
}

function serveRedmine(clock: () => number): BenchServer {
  const fake = new FakeRedmine(clock, () => 0.5);
  const user = fake.addUser('sync');
  const project = fake.addProject('demo', { Manager: user });
  fake.addField('External ID', { projects: [project.id] });
  const params: ParamValues = {
    issue_tracker_method: 'http',
    issue_tracker_server: 'redmine.example',
    issue_tracker_project: 'demo',
    issue_tracker_api_token: new Secret(user.key),
  };
  return { fake, params, close: (n) => fake.setStatus(n, 'Closed') };
}

function serveRally(clock: () => number): BenchServer {
  const fake = new FakeRally(clock, () => 0.5);
  const account = fake.addAccount('sync');
  fake.addProject(fake.addWorkspace('Main'), 'Demo', [[account, 'Editor']]);
  fake.addField(['HierarchicalRequirement'], { element: 'c_LockstepRef' });
  const params: ParamValues = {
    issue_tracker_server: 'rally.example',
    issue_tracker_auth_mode: 'api_token',
    issue_tracker_api_token: new Secret(account.key),
    rally_workspace: 'Main',
    issue_tracker_project: 'Demo',
  };
  const close = (n: number): void => fake.edit(fake.items()[n - 1]?.id ?? 0, { ScheduleState: 'Accepted' });
  return { fake, params, close };
}

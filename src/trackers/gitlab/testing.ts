/** For the tests of this folder: a project, our account in it, and short ways to write issues. */
import { makeSend } from '../../http/client.ts';
import { Governor } from '../../http/governor.ts';
import { Ledger } from '../../http/ledger.ts';
import type { Issue, IssueChange, IssueFields, WriteOutcome } from '../../model/issue.ts';
import type { ParamValues } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import type { Tracker } from '../../model/tracker.ts';
import type { Connected } from '../contract-story.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import { fakeWire } from '../fake.ts';
import { connectFake } from './fake-connection.ts';
import { LEVELS, type FakeIssue, type FakeProject, type FakeUser } from './fake-world.ts';
import { FakeGitlab } from './fake.ts';
import { gitlab } from './index.ts';

export const MARKER = 'ls-aaaaaaaaaaaaaaaa';
const TASK_URL = 'https://lockstep.example/tasks/1-T1';

export class Scene {
  readonly fake: FakeGitlab;
  readonly account: FakeUser;
  readonly project: FakeProject;
  readonly elsewhere: FakeProject;
  readonly params: ParamValues;
  now: Connected;

  constructor(params: ParamValues = {}) {
    let now = Date.parse('2026-03-01T12:00:00Z');
    this.fake = new FakeGitlab(
      () => (now += 100),
      () => 0.5,
    );
    this.account = this.fake.addUser('sync');
    this.project = this.fake.addProject('group/demo', [[this.account, LEVELS.planner]]);
    this.elsewhere = this.fake.addProject('group/elsewhere', [[this.account, LEVELS.planner]]);
    this.params = { issue_tracker_api_token: new Secret(this.fake.addToken(this.account).text), ...params };
    this.now = this.connect();
  }

  connect(params: ParamValues = {}): Connected {
    this.now = connectFake(this.fake, { ...this.params, ...params });
    return this.now;
  }

  get tracker(): Tracker {
    return this.now.tracker;
  }

  fields(fields: Partial<IssueFields> = {}): IssueFields {
    const whole = {
      title: 'T1: a',
      body: 'text',
      priority: 'High',
      status: 'opened',
      parent: null,
      custom: {},
      labels: [],
    };
    return this.tracker.normalize({ ...whole, assignee: null, ...fields });
  }

  async create(fields: Partial<IssueFields> = {}): Promise<WriteOutcome | undefined> {
    const draft = { taskId: 'T1', marker: MARKER, fields: this.fields(fields), taskUrl: TASK_URL };
    return (await this.tracker.create([draft]))[0];
  }

  async created(fields: Partial<IssueFields> = {}): Promise<Issue> {
    const outcome = await this.create(fields);
    if (outcome?.ok === true) return outcome.issue;
    throw new Error(outcome === undefined ? 'no outcome' : outcome.error.message);
  }

  async update(issue: Issue, change: Partial<IssueChange>): Promise<WriteOutcome | undefined> {
    const whole = { taskId: 'T1', issue, fields: {}, marker: null, comment: null, taskUrl: TASK_URL, ...change };
    return (await this.tracker.update([whole]))[0];
  }

  /** What the server holds. */
  held({ key, project }: Issue): FakeIssue {
    const found = [...this.fake.world.issues.values()].find(
      (one) => String(one.project.id) === project && one.iid === Number(key.split('#').at(-1)),
    );
    if (found === undefined) throw new Error(`there is no ${key}`);
    return found;
  }
}

export const wordsOf = (outcome: WriteOutcome | undefined): string =>
  outcome?.ok === false ? outcome.error.message : '';

/** gitlab.com and our account there, on one clock: a request takes a tenth of a second, and a job that is told to wait does. */
export function hosted({ expires = null }: { readonly expires?: string | null } = {}) {
  let time = Date.parse('2026-03-01T12:00:00Z');
  const now = (): number => time;
  const sleep = async (milliseconds: number): Promise<void> => void (time += milliseconds);
  const fake = new FakeGitlab(
    () => (time += 100),
    () => 0.5,
  );
  fake.world.limits = { creates: 200, notes: 60 };
  const account = fake.addUser('sync');
  fake.addProject('group/demo', [[account, LEVELS.planner]]);
  const params = {
    issue_tracker_project: 'group/demo',
    issue_tracker_api_token: new Secret(fake.addToken(account, { expires }).text),
  };
  const around = { governor: new Governor({ now, sleep }), ledger: new Ledger(), gate: async () => undefined };
  const endpoint = gitlab.endpoint(params);
  const send = makeSend({ endpoint, wire: fakeWire(fake), ...around, now, sleep, random: () => 0.5 });
  const tracker = gitlab.connect({ params, send, metadata: null, now, sleep });
  const patiently = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof TrackerError) || error.retryAt === null) throw error;
      await sleep(error.retryAt - time);
      return patiently(work);
    }
  };
  return { fake, tracker, now, patiently };
}

import { makeSend } from '../../http/client.ts';
import { Governor } from '../../http/governor.ts';
import { Ledger } from '../../http/ledger.ts';
import type { Issue } from '../../model/issue.ts';
import type { ParamValues } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import type { Metadata, Tracker } from '../../model/tracker.ts';
import { describeTracker } from '../contract.ts';
import type { Stage } from '../contract-story.ts';
import { fakeWire } from '../fake.ts';
import { FakeRedmine } from './fake.ts';
import { redmine } from './index.ts';

const nothing = (): Promise<void> => Promise.resolve();

/** A fake with the projects demo and elsewhere, and the account `sync` that manages both. */
async function stageOf(params: ParamValues, markerFieldIn: 'project' | 'nowhere'): Promise<Stage> {
  let now = Date.parse('2026-03-01T12:00:00.250Z');
  const clock = (): number => (now += 130); // several changes a second
  const fake = new FakeRedmine(clock, () => 0.5);
  const user = fake.addUser('sync');
  const project = fake.addProject('demo', { Manager: user });
  const elsewhere = fake.addProject('elsewhere', { Manager: user });
  if (markerFieldIn === 'project') fake.addField('External ID', { projects: [project.id, elsewhere.id] });
  const values: ParamValues = {
    issue_tracker_method: 'http',
    issue_tracker_server: 'redmine.example',
    issue_tracker_project: 'demo',
    issue_tracker_api_token: new Secret(user.key),
    ...params,
  };
  const governor = new Governor({ now: clock, sleep: nothing });
  const connect = (metadata: Metadata | null) => {
    const ledger = new Ledger();
    const endpoint = redmine.endpoint(values);
    const around = { governor, ledger, gate: nothing, now: clock, sleep: nothing, random: () => 0.5 };
    const send = makeSend({ endpoint, wire: fakeWire(fake), ...around });
    return { ledger, tracker: redmine.connect({ params: values, send, metadata, now: clock }) };
  };
  const issue = (id: string) => fake.world.issues.get(Number(id));
  return {
    can: redmine.can,
    connect,
    open: 'New',
    done: 'Closed',
    priorities: ['Normal', 'High'],
    refuse: closedParent,
    people: {
      retitle: async (id, title) => fake.edit(Number(id), { subject: title }),
      setStatus: async (id, status) => fake.setStatus(Number(id), status),
      append: async (id, line) => fake.edit(Number(id), { description: `${issue(id)?.description ?? ''}\n\n${line}` }),
      remove: async (id) => fake.remove(Number(id)),
      move: async (id) => fake.move(Number(id), elsewhere),
      publish: async (isPublic) => {
        project.isPublic = isPublic;
        fake.world.loginRequired = !isPublic;
      },
      comments: async (id) => (issue(id)?.journals ?? []).map(({ notes }) => notes),
    },
  };
}

/** A parent with an open child cannot be closed. */
async function closedParent(issue: Issue, tracker: Tracker): Promise<string> {
  const fields = { ...issue.fields, title: 'A child', parent: issue.id, status: 'New' };
  const marker = `${(issue.marker ?? '').slice(0, -2)}zz`;
  await tracker.create([{ taskId: 'T0', marker, fields, taskUrl: '' }]);
  return 'Closed';
}

describeTracker({
  name: 'Redmine (fake) with a marker field and Textile',
  make: () => stageOf({}, 'project'),
  sizes: [10, 1_000],
  seed: 1,
});

describeTracker({
  name: 'Redmine (fake) with the marker in the description and Markdown',
  make: () => stageOf({ redmine_text_format: 'markdown' }, 'nowhere'),
  sizes: [10, 1_000],
  seed: 1,
});

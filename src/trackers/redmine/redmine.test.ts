import type { Issue } from '../../model/issue.ts';
import type { ParamValues } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import type { Tracker } from '../../model/tracker.ts';
import { describeTracker } from '../contract.ts';
import type { Stage } from '../contract-story.ts';
import { connectFake } from './fake-connection.ts';
import { FakeRedmine } from './fake.ts';
import { redmine } from './index.ts';

/** A fake with the projects demo and elsewhere, and the account `sync` that manages both. */
async function stageOf(params: ParamValues, markerFieldIn: 'project' | 'nowhere'): Promise<Stage> {
  let now = Date.parse('2026-03-01T12:00:00.250Z');
  const clock = (): number => (now += 130); // several changes a second
  const fake = new FakeRedmine(clock, () => 0.5);
  const user = fake.addUser('sync');
  const project = fake.addProject('demo', { Manager: user });
  const elsewhere = fake.addProject('elsewhere', { Manager: user });
  if (markerFieldIn === 'project') fake.addField('External ID', { projects: [project.id, elsewhere.id] });
  const values: ParamValues = { issue_tracker_api_token: new Secret(user.key), ...params };
  const issue = (id: string) => fake.world.issues.get(Number(id));
  return {
    can: redmine.can,
    connect: (metadata) => connectFake(fake, values, metadata),
    open: 'New',
    done: 'Closed',
    priorities: ['Normal', 'High'],
    refuse: closedParent,
    assignable: null,
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
      relabel: null,
      assign: null,
      say: null,
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

import type { ParamValues } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import { describeTracker } from '../contract.ts';
import type { Stage } from '../contract-story.ts';
import { connectFake } from './fake-connection.ts';
import { LEVELS, type FakeIssue } from './fake-world.ts';
import { FakeGitlab } from './fake.ts';
import { gitlab } from './index.ts';

interface Words {
  readonly open: string;
  readonly done: string;
  /** Requests beyond the fewest that any parameters need: people, workflow labels. */
  readonly more: number;
}

/** A fake with the projects demo and elsewhere, and an account that plans in both. */
async function stageOf({ open, done, more }: Words, params: ParamValues = {}): Promise<Stage> {
  let now = Date.parse('2026-03-01T12:00:00.250Z');
  const fake = new FakeGitlab(
    () => (now += 13),
    () => 0.5,
  );
  const account = fake.addUser('sync');
  const [ann, bob] = [fake.addUser('ann'), fake.addUser('bob')];
  const members = [
    [account, LEVELS.planner],
    [ann, LEVELS.reporter],
    [bob, LEVELS.reporter],
  ] as const;
  const project = fake.addProject('group/demo', members);
  const elsewhere = fake.addProject('group/elsewhere', members);
  for (const label of ['status::doing', 'status::done']) project.labels.add(label);
  const values: ParamValues = {
    issue_tracker_api_token: new Secret(fake.addToken(account).text),
    sync_assignees: true,
    sync_comments: true,
    ...params,
  };
  const issueOf = (id: string): FakeIssue => {
    const [projectId = 0, iid = 0] = id.split('-').map(Number);
    const issue = fake.present(projectId, iid);
    if (issue === null) throw new Error(`there is no issue ${id}`);
    return issue;
  };
  return {
    can: { ...gitlab.can, metadataRequests: gitlab.can.metadataRequests + more },
    connect: (metadata) => connectFake(fake, values, metadata),
    open,
    done,
    priorities: ['Low', 'High'],
    assignable: ['ann@example.com', 'bob@example.com'],
    leftBehind: 1,
    // An automation opens it again.
    refuse: async ({ id }) => {
      fake.world.reopened.add(issueOf(id).id);
      return done;
    },
    people: {
      retitle: async (id, title) => fake.edit(issueOf(id), { title }),
      setStatus: async (id, status) =>
        fake.edit(issueOf(id), { state_event: 'close', ...(status === 'closed' ? {} : { add_labels: [status] }) }),
      append: async (id, line) => fake.edit(issueOf(id), { description: `${issueOf(id).description}\r\n\r\n${line}` }),
      remove: async (id) => fake.remove(issueOf(id)),
      move: async (id) => void fake.move(issueOf(id), elsewhere),
      publish: async (isPublic) => {
        project.visibility = isPublic ? 'public' : 'private';
      },
      relabel: async (id, { add, remove }) => fake.edit(issueOf(id), { add_labels: add, remove_labels: remove }),
      assign: async (id, email) =>
        fake.edit(issueOf(id), { assignee_ids: [ann, bob].filter((one) => one.email === email).map((one) => one.id) }),
      say: async (id, text) => fake.say(issueOf(id), ann, text),
      comments: async (id) => issueOf(id).notes.map(({ body }) => body.replace(/\n\n<!--.*-->$/, '')),
    },
  };
}

describeTracker({
  name: 'GitLab (fake), opened and closed',
  make: () => stageOf({ open: 'opened', done: 'closed', more: 1 }),
  sizes: [10, 1_000],
  seed: 1,
});

describeTracker({
  name: 'GitLab (fake), with workflow labels',
  make: () =>
    stageOf(
      { open: 'status::doing', done: 'status::done', more: 2 },
      { gitlab_status_scope: 'status', gitlab_closing_labels: 'status::done' },
    ),
  sizes: [10, 100],
  seed: 1,
});

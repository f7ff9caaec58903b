/** GitLab, with workflow labels: a server of one's own, and gitlab.com with its limits. */
import { Secret } from '../../src/model/secret.ts';
import { LEVELS, type FakeIssue } from '../../src/trackers/gitlab/fake-world.ts';
import { FakeGitlab } from '../../src/trackers/gitlab/fake.ts';
import { gitlab as system } from '../../src/trackers/gitlab/index.ts';
import type { Populated, Seen, Stage, Surroundings } from './stage.ts';

const MARK = /ls-[a-z2-7]{16}/;
const NOT_NEEDED = 'status::not needed';
const DOING = 'status::doing';
const OURS: readonly string[] = ['lockstep', 'High', 'Medium', 'Low'];

export const gitlab: Stage = {
  name: 'gitlab',
  system,
  serve: (surroundings) => serve(surroundings, 'gitlab.example'),
  statuses: { opened: 'TODO', [DOING]: 'TODO', [NOT_NEEDED]: 'NA', closed: 'DONE' },
  reference: null,
};

export const gitlabCom: Stage = {
  ...gitlab,
  name: 'gitlab.com',
  serve: (surroundings) => {
    const populated = serve(surroundings, 'gitlab.com');
    populated.fake.world.limits = { creates: 200, notes: 60 };
    return { ...populated, violations: () => populated.fake.limits.refusals };
  },
  most: 200,
  paced: [{ tasks: 1_000, seconds: 310 }],
};

function serve({ clock, random }: Surroundings, server: string): Populated & { readonly fake: FakeGitlab } {
  const fake = new FakeGitlab(clock, random);
  const account = fake.addUser('sync');
  const person = fake.addUser('ann');
  const home = fake.addProject('group/demo', [[account, LEVELS.planner]]);
  const away = fake.addProject('group/elsewhere', [[account, LEVELS.planner]]);
  for (const label of [DOING, NOT_NEEDED]) home.labels.add(label);
  /** Everything that was ever created here or copied, by what it was known by first; what is left behind counts as moved. */
  const present = (first: FakeIssue): FakeIssue | null => fake.present(first.project.id, first.iid);
  const firsts = new Map<string, FakeIssue>();
  const left = new Set<FakeIssue>();
  const learn = (): void => {
    for (const issue of fake.world.issues.values())
      if (issue.project === home && !firsts.has(idOf(issue))) firsts.set(idOf(issue), issue);
  };
  const idOf = ({ project, iid }: FakeIssue): string => `${project.id}-${iid}`;
  const issueOf = (id: string): FakeIssue => {
    learn();
    const first = firsts.get(id);
    const issue = first === undefined ? null : present(first);
    if (issue === null) throw new Error(`there is no issue ${id}`);
    return issue;
  };
  const setStatus = (id: string, status: string): void => {
    const labels = issueOf(id).labels.filter((label) => !label.startsWith('status::'));
    const isClosed = status === 'closed' || status === NOT_NEEDED;
    fake.setLabels(issueOf(id), status.includes('::') ? [...labels, status] : labels);
    fake.edit(issueOf(id), { state_event: isClosed ? 'close' : 'reopen' });
  };
  const seen = (): Seen[] => {
    learn();
    return [...firsts].flatMap(([id, first]) => {
      const issue = present(first);
      return issue === null || left.has(issue) ? [] : [seenAs(id, issue)];
    });
  };
  return {
    fake,
    params: {
      issue_tracker_server: server,
      issue_tracker_project: 'group/demo',
      issue_tracker_api_token: new Secret(fake.addToken(account).text),
      gitlab_status_scope: 'status',
      gitlab_closing_labels: NOT_NEEDED,
      issue_tracker_status_map: JSON.stringify({ closed: 'DONE', [NOT_NEEDED]: 'NA' }),
      sde_status_map: JSON.stringify({ TODO: 'opened', DONE: 'closed', NA: NOT_NEEDED }),
    },
    issues: seen,
    people: {
      retitle: (id, title) => fake.edit(issueOf(id), { title }),
      append: (id, line) => fake.edit(issueOf(id), { description: `${issueOf(id).description}\n\n${line}` }),
      setStatus,
      remove: (id) => fake.remove(issueOf(id)),
      move: (id) => {
        const issue = issueOf(id);
        if (issue.project === away) return;
        // Labels of groups: those of a project would be lost.
        for (const label of issue.labels) away.labels.add(label);
        left.add(issue);
        fake.move(issue, away);
      },
      // The copy carries our marks, too.
      copy: (id) => {
        const { title, description, labels, state } = issueOf(id);
        const copied = fake.add(home, { title, description });
        fake.setLabels(copied, labels);
        if (state === 'closed') fake.edit(copied, { state_event: 'close' });
        return idOf(copied);
      },
      label: (id, label) => fake.setLabels(issueOf(id), [...issueOf(id).labels, label]),
      say: (id, text) => fake.say(issueOf(id), person, text),
      revive: null,
    },
    administrators: {
      publish: (isPublic) => void (home.visibility = isPublic ? 'public' : 'private'),
      hinder: (isOn) => void (home.archived = isOn),
    },
  };
}

function seenAs(id: string, { title, description, state, labels, notes }: FakeIssue): Seen {
  const status = labels.find((label) => (state === 'closed' ? label === NOT_NEEDED : label === DOING));
  return {
    id,
    marker: MARK.exec(description)?.[0] ?? null,
    title,
    text: description,
    status: status ?? state,
    comments: notes.flatMap(({ system: automatic, body }) => (automatic ? [] : [body])),
    labels: labels.filter((label) => !OURS.includes(label) && !label.startsWith('status::')),
  };
}

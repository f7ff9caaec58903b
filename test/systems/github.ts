/** GitHub: github.com with its limits, and a server of one's own without any. */
import { Secret } from '../../src/model/secret.ts';
import { FakeGithub } from '../../src/trackers/github/fake.ts';
import { placeOf, spelled, type Issue } from '../../src/trackers/github/fake-world.ts';
import { github as system } from '../../src/trackers/github/index.ts';
import type { Populated, Seen, Stage, Surroundings } from './stage.ts';

export const github: Stage = {
  name: 'github',
  system,
  serve: (surroundings) => serve(surroundings, {}),
  statuses: { open: 'TODO', not_planned: 'NA', closed: 'DONE' },
  most: 500,
  paced: [
    { tasks: 500, seconds: 400 },
    { tasks: 1_000, seconds: 4_100 },
  ],
  reference: { first: [7, 4], unchanged: [7, 2] },
};

export const githubServer: Stage = {
  ...github,
  name: 'github-server',
  serve: (surroundings) => {
    const populated = serve(surroundings, { issue_tracker_server: 'github.example' });
    populated.fake.limits.isOn = false;
    return populated;
  },
  most: 1_000_000,
  paced: [],
};

const STATES = {
  open: { state: 'open', reason: 'reopened' },
  closed: { state: 'closed', reason: 'completed' },
  not_planned: { state: 'closed', reason: 'not_planned' },
} as const;

function serve(
  { clock, random, indexLag }: Surroundings,
  params: Populated['params'],
): Populated & { readonly fake: FakeGithub } {
  const fake = new FakeGithub(clock, random);
  fake.indexLag = indexLag;
  const [sync, ann] = [fake.addAccount('sync'), fake.addAccount('ann')];
  const members = [
    [sync, 'write'],
    [ann, 'write'],
  ] as const;
  const home = fake.addRepository('acme', 'shop', members);
  const away = fake.addRepository('acme', 'other', members);
  return {
    fake,
    params: {
      ...params,
      github_repo_owner: 'acme',
      issue_tracker_project: 'shop',
      issue_tracker_api_token: new Secret(sync.token),
    },
    issues: () => fake.issues().map(seen),
    violations: () => fake.limits.violations,
    people: {
      retitle: (id, title) => fake.edit(id, { title }),
      append: (id, line) => fake.edit(id, { body: `${fake.issue(id).body ?? ''}\n\n${line}` }),
      setStatus: (id, status) => fake.edit(id, STATES[status as keyof typeof STATES]),
      remove: (id) => fake.remove(id),
      move: (id) => {
        // Labels that are not there would be dropped, by GitHub and not by us.
        spelled(away, fake.issue(id).labels);
        fake.transfer(id, away);
      },
      copy: (id) => placeOf(fake.copy(id, ann.login)),
      label: (id, label) => fake.edit(id, { labels: [...fake.issue(id).labels, label] }),
      say: (id, text) => fake.say(id, ann.login, text),
      revive: null,
    },
    administrators: {
      publish: (isPublic) => void (home.isPrivate = !isPublic),
      hinder: (isOn) => void (home.isArchived = isOn),
    },
  };
}

const MARKER = /<!-- lockstep (ls-[a-z2-7]{16}) -->/;

/** A transferred issue is called as it was at first, and also as it is called now. */
function seen(issue: Issue): Seen {
  const { formerly, body, title, state, reason, comments, labels } = issue;
  const [id, ...otherIds] = [...formerly, placeOf(issue)];
  return {
    id,
    otherIds,
    marker: MARKER.exec(body ?? '')?.[1] ?? null,
    title,
    text: body ?? '',
    status: state === 'open' || reason !== 'not_planned' ? state : reason,
    comments: comments.map((comment) => comment.body),
    labels,
  };
}

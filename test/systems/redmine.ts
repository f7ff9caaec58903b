/** Redmine, with the marker in a field. */
import { Secret } from '../../src/model/secret.ts';
import { FakeRedmine } from '../../src/trackers/redmine/fake.ts';
import { redmine as system } from '../../src/trackers/redmine/index.ts';
import type { Populated, Seen, Stage, Surroundings } from './stage.ts';

/** Redmine's numbers of the roles. */
const MANAGER = 3;
const WATCHER = 6;

const MARK = /ls-[a-z2-7]{16}/;

export const redmine: Stage = {
  name: 'redmine',
  system,
  serve,
  statuses: { New: 'TODO', 'In Progress': 'TODO', Resolved: 'DONE', Closed: 'DONE', Rejected: 'NA' },
  reference: null,
};

function serve({ clock, random }: Surroundings): Populated {
  const fake = new FakeRedmine(clock, random);
  const user = fake.addUser('sync');
  const home = fake.addProject('demo', { Manager: user });
  const away = fake.addProject('elsewhere', { Manager: user });
  const field = fake.addField('External ID', { projects: [home.id, away.id] });
  fake.world.loginRequired = false;
  const { issues } = fake.world;
  const issueOf = (id: string) => {
    const issue = issues.get(Number(id));
    if (issue === undefined) throw new Error(`there is no issue ${id}`);
    return issue;
  };
  const seen = (): Seen[] =>
    [...issues.values()].map(({ id, custom, subject, description, status, journals }) => ({
      id: String(id),
      marker: MARK.exec(custom.get(field) ?? description ?? '')?.[0] ?? null,
      title: subject,
      text: description ?? '',
      status: status.name,
      comments: journals.flatMap(({ notes }) => (notes === '' ? [] : [notes])),
      labels: null,
    }));
  return {
    fake,
    params: {
      issue_tracker_method: 'http',
      issue_tracker_server: 'redmine.example',
      issue_tracker_project: 'demo',
      issue_tracker_api_token: new Secret(user.key),
    },
    issues: seen,
    people: {
      retitle: (id, subject) => fake.edit(Number(id), { subject }),
      append: (id, line) => fake.edit(Number(id), { description: `${issueOf(id).description ?? ''}\n\n${line}` }),
      setStatus: (id, status) => fake.setStatus(Number(id), status),
      remove: (id) => fake.remove(Number(id)),
      move: (id) => fake.move(Number(id), away),
      copy: (id) => String(fake.copy(Number(id))),
      label: null,
      say: null,
      revive: null,
    },
    administrators: {
      publish: (isPublic) => void (home.isPublic = isPublic),
      hinder: (isOn) => void home.members.set(user.id, isOn ? WATCHER : MANAGER),
    },
  };
}

/** Rally's stories, with the marker in a field. */
import { Secret } from '../../src/model/secret.ts';
import { textOf } from '../../src/trackers/rally/fake-world.ts';
import { FakeRally } from '../../src/trackers/rally/fake.ts';
import { rally as system } from '../../src/trackers/rally/index.ts';
import type { Populated, Seen, Stage, Surroundings } from './stage.ts';

const FIELD = 'c_LockstepRef';

export const rally: Stage = {
  name: 'rally',
  system,
  serve,
  statuses: { Defined: 'TODO', 'In-Progress': 'TODO', Completed: 'NA', Accepted: 'DONE' },
  reference: null,
};

function serve({ clock, random }: Surroundings): Populated {
  const fake = new FakeRally(clock, random);
  const account = fake.addAccount('sync');
  const person = fake.addAccount('ann');
  const workspace = fake.addWorkspace('Main');
  const home = fake.addProject(workspace, 'Demo', [[account, 'Editor']]);
  const away = fake.addProject(workspace, 'Elsewhere', [[account, 'Editor']]);
  fake.addField(['HierarchicalRequirement'], { element: FIELD });
  const seen = (): Seen[] =>
    fake.items().map((item) => ({
      id: String(item.id),
      marker: textOf(item, FIELD) || null,
      title: textOf(item, 'Name'),
      text: textOf(item, 'Description'),
      status: textOf(item, 'ScheduleState'),
      comments: fake.discussion(item.id),
      labels: null,
    }));
  return {
    fake,
    params: {
      issue_tracker_server: 'rally.example',
      issue_tracker_auth_mode: 'api_token',
      issue_tracker_api_token: new Secret(account.key),
      rally_workspace: 'Main',
      issue_tracker_project: 'Demo',
      // Stories have no status for what is not applicable: here one stands for it, so that the oracle can tell.
      issue_tracker_status_map: '{"Accepted":"DONE","Completed":"NA"}',
      sde_status_map: '{"TODO":"Defined","DONE":"Accepted","NA":"Completed"}',
    },
    issues: seen,
    people: {
      retitle: (id, Name) => fake.edit(Number(id), { Name }),
      append: (id, line) =>
        fake.edit(Number(id), { Description: `${textOf(fake.item(Number(id)), 'Description')}<p>${line}</p>` }),
      setStatus: (id, ScheduleState) => fake.edit(Number(id), { ScheduleState }),
      remove: (id) => fake.remove(Number(id)),
      move: (id) => fake.edit(Number(id), { Project: away }),
      // The copy carries our marks, too.
      copy: (id) => String(fake.copy(Number(id)).id),
      label: null,
      say: (id, text) => void fake.say(Number(id), person, `<p>${text}</p>`),
      revive: (id) => fake.restore(Number(id)),
    },
    administrators: {
      publish: null,
      hinder: (isOn) => fake.setRole(account, home, isOn ? 'Viewer' : 'Editor'),
    },
  };
}

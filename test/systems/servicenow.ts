/** ServiceNow's change tasks under a change request. */
import { Secret } from '../../src/model/secret.ts';
import { FakeServiceNow } from '../../src/trackers/servicenow/fake.ts';
import { servicenow as system } from '../../src/trackers/servicenow/index.ts';
import type { Populated, Seen, Stage, Surroundings } from './stage.ts';

export const servicenow: Stage = {
  name: 'servicenow',
  system,
  serve,
  statuses: {
    Open: 'TODO',
    'Work in Progress': 'TODO',
    'Closed Skipped': 'NA',
    'Closed Incomplete': 'NA',
    'Closed Complete': 'DONE',
  },
  reference: null,
};

function serve({ clock, random }: Surroundings): Populated {
  const fake = new FakeServiceNow(clock, random);
  const account = fake.addAccount('sync');
  const change = fake.add('change_request', {});
  const away = fake.add('change_request', {});
  const value = (id: string, name: string): string => fake.task(id).values.get(name) ?? '';
  const states = new Map(
    [...(fake.world.tables.get('sys_choice')?.records.values() ?? [])]
      .filter(({ values }) => values.get('element') === 'state')
      .map(({ values }) => [values.get('value'), values.get('label') ?? '']),
  );
  const seen = (): Seen[] =>
    fake.tasks().map(({ id }) => ({
      id,
      marker: value(id, 'correlation_id') || null,
      title: value(id, 'short_description'),
      text: value(id, 'description'),
      status: states.get(value(id, 'state')) ?? '',
      comments: fake.journal(id),
      labels: null,
    }));
  return {
    fake,
    params: {
      issue_tracker_server: 'instance.example',
      issue_tracker_auth_mode: 'api_token',
      issue_tracker_api_token: new Secret(account.key),
      issue_tracker_project: change.values.get('number') ?? '',
    },
    issues: seen,
    people: {
      retitle: (id, title) => fake.edit(id, { short_description: title }),
      append: (id, line) => fake.edit(id, { description: `${value(id, 'description')}\n\n${line}` }),
      setStatus: (id, status) => fake.setState(id, status),
      remove: (id) => fake.remove(id),
      move: (id) => fake.edit(id, { change_request: away.id }),
      // The copy carries our mark, too.
      copy: (id) => fake.copy(id),
      label: null,
      say: (id, text) => fake.edit(id, { work_notes: text }),
      revive: null,
    },
    administrators: {
      publish: null,
      hinder: (isOn) => void (account.role = isOn ? 'reader' : 'itil'),
    },
  };
}

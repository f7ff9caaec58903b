import type { ParamValues } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import { connectFake } from '../connect-fake.ts';
import type { Stage } from '../contract-story.ts';
import { describeTracker } from '../contract.ts';
import { FakeServiceNow } from './fake.ts';
import { servicenow } from './index.ts';

/** A fake with two change requests, and an account that may work in them. */
async function stageOf(params: ParamValues): Promise<Stage> {
  let now = Date.parse('2026-03-01T12:00:00.250Z');
  const clock = (): number => (now += 130); // several changes a second
  const fake = new FakeServiceNow(clock, () => 0.5);
  const account = fake.addAccount('sync');
  const change = fake.add('change_request', { number: 'CHG0030001' });
  const elsewhere = fake.add('change_request', { number: 'CHG0030002' });
  for (const column of ['close_code', 'close_notes']) fake.world.closingNeeds.add(column);
  const values: ParamValues = {
    issue_tracker_server: 'instance.example',
    issue_tracker_project: change.values.get('number') ?? '',
    issue_tracker_auth_mode: 'api_token',
    issue_tracker_api_token: new Secret(account.key),
    sync_comments: true,
    ...params,
  };
  const value = (id: string, name: string): string => fake.task(id).values.get(name) ?? '';
  return {
    can: servicenow.can,
    connect: (metadata) => connectFake(servicenow, fake, values, metadata),
    open: 'Open',
    done: 'Closed Complete',
    priorities: ['2', '3'],
    refuse: async ({ id }) => {
      fake.task(id).isStuck = true;
      return 'Work in Progress';
    },
    assignable: null,
    people: {
      retitle: async (id, title) => fake.edit(id, { short_description: title }),
      setStatus: async (id, status) => fake.setState(id, status),
      append: async (id, line) => fake.edit(id, { description: `${value(id, 'description')}\r\n\r\n${line}` }),
      remove: async (id) => fake.remove(id),
      move: async (id) => fake.edit(id, { change_request: elsewhere.id }),
      publish: async (isPublic) => {
        if (isPublic) fake.world.publicTables.add('change_task');
        else fake.world.publicTables.delete('change_task');
      },
      relabel: null,
      assign: null,
      say: async (id, text) => fake.edit(id, { work_notes: text }),
      comments: async (id) => fake.journal(id).map((text) => text.replace(/\n\nls-.*$/, '')),
    },
  };
}

describeTracker({ name: 'ServiceNow (fake)', make: () => stageOf({}), sizes: [10, 1_000], seed: 1 });

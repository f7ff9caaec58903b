import type { Issue } from '../../model/issue.ts';
import type { ParamValues } from '../../model/params.ts';
import { describeTracker } from '../contract.ts';
import type { Stage } from '../contract-story.ts';
import { connectFake } from './fake-connection.ts';
import { agileTask, cmmiTask } from './fake-types.ts';
import { textOf, type FakeType } from './fake-world.ts';
import { FakeAzureDevops } from './fake.ts';
import { azureDevops } from './index.ts';

interface Scene {
  readonly open: string;
  readonly done: string;
  readonly type: () => FakeType;
  readonly prepare?: (fake: FakeAzureDevops) => void;
  readonly params?: ParamValues;
  /** Requests beyond the fewest that any parameters need: teams and their members, kinds of fields. */
  readonly more: number;
}

/** A fake with the projects Shop and Elsewhere, and an account that contributes to both. */
async function stageOf({ open, done, type, prepare, params = {}, more }: Scene): Promise<Stage> {
  let now = Date.parse('2026-03-01T12:00:00.250Z');
  const fake = new FakeAzureDevops(() => (now += 13), { version: 6 });
  const people = ['sync', 'ann', 'bob'].map((name) => fake.addAccount(name));
  const [, ann] = people;
  const shop = fake.addProject('Shop', people, [type()]);
  const elsewhere = fake.addProject('Elsewhere', people, [type()]);
  prepare?.(fake);
  const values: ParamValues = { sync_assignees: true, sync_comments: true, ...params };
  return {
    can: { ...azureDevops.can, metadataRequests: azureDevops.can.metadataRequests + more },
    connect: (metadata) => connectFake(fake, values, metadata),
    open,
    done,
    priorities: ['2', '1'],
    assignable: ['ann@example.com', 'bob@example.com'],
    refuse: async ({ id }: Issue) => {
      fake.world.rule = (item, wanted) =>
        String(item.id) === id && wanted.has('System.State')
          ? { field: 'System.State', message: "The field 'State' must not change now" }
          : null;
      return done;
    },
    people: {
      retitle: async (id, title) => fake.edit(Number(id), { 'System.Title': title }),
      setStatus: async (id, status) => fake.edit(Number(id), { 'System.State': status }),
      append: async (id, line) => {
        const text = textOf(fake.item(Number(id)), 'System.Description');
        fake.edit(Number(id), { 'System.Description': `${text}<div>${line}</div>` });
      },
      remove: async (id) => fake.remove(Number(id)),
      move: async (id) => fake.move(Number(id), elsewhere),
      relabel: async (id, { add, remove }) => {
        const labels = fake.tagNames(Number(id)).filter((label) => !remove.includes(label));
        fake.setTags(Number(id), [...labels, ...add]);
      },
      assign: async (id, email) => fake.edit(Number(id), { 'System.AssignedTo': email }),
      say: async (id, text) => (ann === undefined ? undefined : fake.say(Number(id), ann, text)),
      publish: async (isPublic) => void (shop.isPublic = isPublic),
      comments: async (id) =>
        fake.item(Number(id)).comments.map(({ text }) => text.replaceAll(/<p>ls-[^<]*<\/p>|<[^>]+>/g, '')),
    },
  };
}

const AGILE: Scene = { open: 'New', done: 'Closed', type: agileTask, more: 2 };

describeTracker({
  name: 'Azure DevOps (fake), Agile',
  make: () => stageOf(AGILE),
  sizes: [10, 1_000],
  seed: 1,
});

describeTracker({
  name: 'Azure DevOps (fake), CMMI, whose states are steps',
  make: () =>
    stageOf({
      ...AGILE,
      open: 'Proposed',
      type: () => ({ ...cmmiTask(), transitions: { ...cmmiTask().transitions, Proposed: ['Active'] } }),
      params: { azure_devops_process: 'CMMI' },
    }),
  sizes: [10],
  seed: 1,
});

describeTracker({
  name: 'Azure DevOps (fake), with the marker in a field',
  make: () =>
    stageOf({
      ...AGILE,
      prepare: ({ world }) => {
        for (const { types } of world.projects)
          for (const { fields } of types) fields.push({ ref: 'Custom.Mark', name: 'Mark', type: 'string' });
      },
      params: { azure_devops_marker_field: 'Custom.Mark' },
      more: 3,
    }),
  sizes: [10],
  seed: 1,
});

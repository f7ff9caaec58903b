import type { Issue } from '../../model/issue.ts';
import type { ParamValues } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import { describeTracker } from '../contract.ts';
import type { Stage } from '../contract-story.ts';
import { connectFake } from './fake-connection.ts';
import { textOf } from './fake-world.ts';
import { FakeRally } from './fake.ts';
import { rally } from './index.ts';

interface Words {
  readonly open: string;
  readonly done: string;
  readonly priorities: readonly [string, string] | null;
  /** Requests beyond the fewest that any parameters need: people, priorities, the parent. */
  readonly more: number;
}

/** A fake with the projects Demo and Elsewhere, and an account that edits both. */
async function stageOf(card: string, words: Words, params: ParamValues = {}): Promise<Stage> {
  let now = Date.parse('2026-03-01T12:00:00.250Z');
  const clock = (): number => (now += 13);
  const fake = new FakeRally(clock, () => 0.5);
  const account = fake.addAccount('sync');
  const [ann, bob] = [fake.addAccount('ann'), fake.addAccount('bob')];
  const workspace = fake.addWorkspace('Main');
  const project = fake.addProject(workspace, 'Demo', [[account, 'Editor']]);
  const elsewhere = fake.addProject(workspace, 'Elsewhere', [[account, 'Editor']], project);
  const story = fake.addItem('HierarchicalRequirement', elsewhere);
  fake.addField(['HierarchicalRequirement', 'Defect', 'Task'], { element: 'c_LockstepRef' });
  const state = card === 'Story' ? 'ScheduleState' : 'State';
  const values: ParamValues = {
    issue_tracker_api_token: new Secret(account.key),
    rally_card_type: card,
    sync_assignees: true,
    sync_comments: true,
    ...(card === 'Task' ? { issue_tracker_parent_issue: textOf(story, 'FormattedID') } : {}),
    ...params,
  };
  return {
    can: { ...rally.can, metadataRequests: rally.can.metadataRequests + words.more },
    connect: (metadata) => connectFake(fake, values, metadata),
    ...words,
    assignable: ['ann@example.com', 'bob@example.com'],
    refuse: async ({ id }: Issue) => {
      fake.world.rule = (item, wanted) =>
        String(item.id) === id && wanted.has(state) ? `Validation error: ${card}.${state} cannot change now` : null;
      return words.done;
    },
    people: {
      retitle: async (id, title) => fake.edit(Number(id), { Name: title }),
      setStatus: async (id, status) => fake.edit(Number(id), { [state]: status }),
      append: async (id, line) =>
        fake.edit(Number(id), { Description: `${textOf(fake.item(Number(id)), 'Description')}<div>${line}</div>` }),
      remove: async (id) => fake.remove(Number(id)),
      move: async (id) => fake.edit(Number(id), { Project: elsewhere }),
      relabel: async (id, { add, remove }) => {
        const labels = fake.tagNames(Number(id)).filter((label) => !remove.includes(label));
        fake.setTags(Number(id), [...labels, ...add]);
      },
      assign: async (id, email) => {
        const person = [ann, bob].find(({ name }) => name === email);
        fake.edit(Number(id), { Owner: person?.thing ?? null });
      },
      say: async (id, text) => void fake.say(Number(id), ann, text),
      publish: null,
      comments: async (id) =>
        fake.discussion(Number(id)).map((html) => html.replaceAll(/<p>ls-[^<]*<\/p>|<[^>]+>/g, '')),
    },
  };
}

const STORY: Words = { open: 'Defined', done: 'Accepted', priorities: null, more: 1 };

describeTracker({
  name: 'Rally (fake), stories',
  make: () => stageOf('Story', STORY),
  sizes: [10, 1_000],
  seed: 1,
});

describeTracker({
  name: 'Rally (fake), stories with the marker in tags',
  make: () => stageOf('Story', STORY, { rally_marker_field: '' }),
  sizes: [10, 100],
  seed: 1,
});

describeTracker({
  name: 'Rally (fake), defects',
  make: () =>
    stageOf('Defect', { open: 'Submitted', done: 'Closed', priorities: ['Normal', 'High Attention'], more: 2 }),
  sizes: [10, 1_000],
  seed: 1,
});

describeTracker({
  name: 'Rally (fake), tasks',
  make: () => stageOf('Task', { open: 'Defined', done: 'Completed', priorities: null, more: 2 }),
  sizes: [10],
  seed: 1,
});

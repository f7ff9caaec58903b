import type { Json } from '../../model/json.ts';
import type { Stage } from '../contract-story.ts';
import { describeTracker } from '../contract.ts';
import { formatOf } from './convert.ts';
import { jira } from './index.ts';
import { connect, PLACES, serve, type Place } from './testing.ts';

/** A third status that nothing leads to. */
const NOWHERE = 'Frozen';

const CLOUD = {
  statuses: [
    { name: 'To Do', category: 'new' },
    { name: 'In Progress', category: 'indeterminate' },
    { name: 'Done', category: 'done' },
    { name: NOWHERE, category: 'indeterminate' },
  ],
  transitions: [
    { name: 'Start', from: ['To Do'], to: 'In Progress' },
    { name: 'Finish', from: ['In Progress'], to: 'Done' },
    { name: 'Back', from: 'any', to: 'To Do' },
  ],
  initial: 'To Do',
} as const;

const DATA_CENTER = {
  statuses: [
    { name: 'Open', category: 'new' },
    { name: 'In Progress', category: 'indeterminate' },
    { name: 'Closed', category: 'done' },
    { name: NOWHERE, category: 'indeterminate' },
  ],
  transitions: [
    { name: 'Start Progress', from: ['Open'], to: 'In Progress' },
    { name: 'Close Issue', from: ['In Progress'], to: 'Closed', fields: ['resolution'] },
    { name: 'Reopen Issue', from: ['Closed'], to: 'Open' },
  ],
  initial: 'Open',
} as const;

/** A Jira with the projects PAY and ELSE, the synchronizing account and two people. */
async function stageOf(place: Place): Promise<Stage> {
  let now = Date.parse('2026-03-01T12:00:00.250Z');
  const clock = (): number => (now += 130); // several changes a second
  const isCloud = place !== 'data center';
  const workflow = isCloud ? CLOUD : DATA_CENTER;
  const { fake, params } = serve(place, clock, { project: { workflow } });
  fake.addProject('ELSE', { workflow });
  const [ann, bob] = [
    fake.addAccount('ann', { email: 'ann@example.com' }),
    fake.addAccount('bob', { email: 'bob@example.com' }),
  ];
  const values = { ...params, sync_assignees: true, sync_comments: true };
  const issue = (id: string) => fake.issue(id);
  const accountOf = (email: string | null) => [ann, bob].find((one) => one.email === email)?.accountId ?? null;
  return {
    can: { ...jira.can, metadataRequests: jira.can.metadataRequests + 1 }, // the people
    connect: (metadata) => connect(fake, values, metadata),
    open: isCloud ? 'To Do' : 'Open',
    done: isCloud ? 'Done' : 'Closed',
    priorities: ['Medium', 'High'],
    assignable: ['ann@example.com', 'bob@example.com'],
    refuse: async () => NOWHERE,
    people: {
      retitle: async (id, title) => fake.edit(id, { summary: title }),
      setStatus: async (id, status) => fake.setStatus(id, status),
      append: async (id, line) => fake.edit(id, { description: below(issue(id)?.values['description'] ?? null, line) }),
      remove: async (id) => fake.remove(id),
      move: async (id) => fake.move(id, 'ELSE'),
      // The gateway lets nobody in without a token.
      publish: place === 'gateway' ? null : async (isPublic) => fake.publish('PAY', isPublic),
      relabel: async (id, { add, remove }) => {
        const labels = (issue(id)?.values['labels'] ?? []) as readonly string[];
        fake.edit(id, { labels: [...labels.filter((label) => !remove.includes(label)), ...add] });
      },
      assign: async (id, email) => fake.edit(id, { assignee: accountOf(email) }),
      say: async (id, text) => fake.say(id, bob, text),
      comments: async (id) =>
        (issue(id)?.comments ?? []).map(({ body }) => formatOf({ cloud: isCloud }).markdown(body).trim()),
    },
  };
}

/** The description with a line below it. */
function below(description: Json, line: string): Json {
  if (typeof description === 'string' || description === null) return `${description ?? ''}\n\n${line}`;
  const { content } = description as { readonly content: readonly Json[] };
  return {
    ...(description as object),
    content: [...content, { type: 'paragraph', content: [{ type: 'text', text: line }] }],
  };
}

const SIZES = { site: [10, 1_000], gateway: [10], 'data center': [10, 300] } as const;

for (const place of PLACES) {
  describeTracker({ name: `Jira (fake, ${place})`, make: () => stageOf(place), sizes: SIZES[place], seed: 1 });
}

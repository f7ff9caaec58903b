import type { ParamValues } from '../../model/params.ts';
import { describeTracker } from '../contract.ts';
import type { Stage } from '../contract-story.ts';
import type { Role } from './fake-world.ts';
import { github } from './index.ts';
import { serve } from './testing.ts';

interface Setting {
  readonly params?: ParamValues;
  readonly role?: Role;
  /** Requests for lists beyond the fewest. */
  readonly more: number;
  readonly isOwn?: boolean;
}

const STATES = {
  open: { state: 'open', reason: 'reopened' },
  closed: { state: 'closed', reason: 'completed' },
} as const;

/** What the contract's story takes place on. */
async function stageOf({ params = {}, role = 'write', more, isOwn = true }: Setting): Promise<Stage> {
  const { fake, sync, ann, shop, other, connect } = serve();
  for (const { roles } of [shop, other]) roles.set(sync, role);
  // Here nobody's time passes by waiting.
  fake.limits.isOn = false;
  const values: ParamValues = {
    ...(isOwn ? { issue_tracker_server: 'github.example' } : {}),
    sync_assignees: true,
    sync_comments: true,
    issue_tracker_user_map: '{"ann@example.com":"ann","bob@example.com":"bob"}',
    ...params,
  };
  return {
    can: { ...github.can, metadataRequests: github.can.metadataRequests + more },
    connect: (metadata) => connect(values, metadata),
    open: 'open',
    done: 'closed',
    priorities: ['High', 'Low'],
    assignable: ['ann@example.com', 'bob@example.com'],
    movedGetNewIds: true,
    refuse: async ({ id }) => {
      fake.world.react = (issue) =>
        void (`${issue.repository.id}-${issue.number}` === id && Object.assign(issue, STATES.open));
      return 'closed';
    },
    people: {
      retitle: async (id, title) => fake.edit(id, { title }),
      setStatus: async (id, status) => fake.edit(id, STATES[status as keyof typeof STATES]),
      append: async (id, line) => fake.edit(id, { body: `${fake.issue(id).body ?? ''}\r\n\r\n${line}` }),
      remove: async (id) => fake.remove(id),
      move: async (id) => void fake.transfer(id, other),
      publish: async (isPublic) => void (shop.isPrivate = !isPublic),
      relabel: async (id, { add, remove }) => {
        const labels = fake.issue(id).labels.filter((label) => !remove.includes(label));
        fake.edit(id, { labels: [...labels, ...add] });
      },
      assign: async (id, email) => fake.edit(id, { assignees: email === null ? [] : [email.split('@')[0] ?? ''] }),
      say: async (id, text) => fake.say(id, ann.login, text),
      comments: async (id) => fake.issue(id).comments.map(({ body }) => body.replaceAll(/\n*<!--[^>]*-->/g, '')),
    },
  };
}

describeTracker({
  name: 'GitHub Enterprise Server (fake)',
  make: () => stageOf({ more: 1 }),
  sizes: [10, 1_000],
  seed: 1,
});

describeTracker({
  name: 'github.com (fake)',
  make: () => stageOf({ more: 1, isOwn: false }),
  sizes: [10, 100],
  seed: 1,
});

describeTracker({
  name: 'GitHub (fake), issues known by their creator',
  make: () => stageOf({ more: 2, params: { github_marker_label: '' } }),
  sizes: [10, 100],
  seed: 1,
});

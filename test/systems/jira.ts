/** Jira: Cloud on its site, and Data Center. */
import type { Meaning } from '../../src/model/task.ts';
import type { Json } from '../../src/model/json.ts';
import { Secret } from '../../src/model/secret.ts';
import { FakeJira } from '../../src/trackers/jira/fake.ts';
import { jira as system } from '../../src/trackers/jira/index.ts';
import type { Populated, Seen, Stage, Surroundings } from './stage.ts';

const CLOUD: Readonly<Record<string, Meaning>> = { 'To Do': 'TODO', 'In Progress': 'TODO', Done: 'DONE' };
const DATA_CENTER: Readonly<Record<string, Meaning>> = {
  Open: 'TODO',
  'In Progress': 'TODO',
  Resolved: 'DONE',
  Closed: 'DONE',
  Reopened: 'TODO',
};

/** Requests of the product's own engine, measured. */
const reference = { first: [9, 4], unchanged: [9, 1] } as const;

export const jiraCloud: Stage = {
  name: 'jira',
  system,
  serve: (surroundings) => serve('cloud', surroundings),
  statuses: CLOUD,
  reference,
};

export const jiraDataCenter: Stage = {
  name: 'jira-dc',
  system,
  serve: (surroundings) => serve('data-center', surroundings),
  statuses: DATA_CENTER,
  reference,
};

function serve(kind: 'cloud' | 'data-center', { clock, random, indexLag }: Surroundings): Populated {
  const fake = new FakeJira({ kind, clock, random, indexLag, contextPath: kind === 'cloud' ? '' : '/jira' });
  const { email, token } = fake.addAccount('sync', { email: 'sync@example.com', bulkChange: true });
  const person = fake.addAccount('dev', { email: 'dev@example.com' });
  for (const key of ['PAY', 'AWAY']) fake.addProject(key);
  const place =
    kind === 'cloud'
      ? { issue_tracker_server: 'site.atlassian.net', issue_tracker_user: email }
      : { issue_tracker_server: 'jira.example', issue_tracker_context_root: '/jira' };
  const params = { ...place, issue_tracker_project: 'PAY', issue_tracker_auth_mode: 'api_token' };
  return {
    fake,
    params: { ...params, issue_tracker_api_token: new Secret(token) },
    issues: () => [...fake.world.issues.values()].map(seen),
    people: {
      retitle: (id, summary) => fake.edit(id, { summary }),
      append: (id, line) => fake.edit(id, { description: below(fake.issue(id).values['description'] ?? null, line) }),
      setStatus: (id, status) => fake.setStatus(id, status),
      remove: (id) => fake.remove(id),
      move: (id) => fake.move(id, fake.issue(id).project.key === 'PAY' ? 'AWAY' : 'PAY'),
      copy: (id) => fake.clone(id).id,
      say: (id, text) => fake.say(id, person, text),
    },
  };
}

function seen({ id, values, status, properties, comments }: ReturnType<FakeJira['issue']>): Seen {
  const mark = properties['lockstep'];
  return {
    id,
    marker:
      typeof mark === 'object' && mark !== null && 'marker' in mark && typeof mark.marker === 'string'
        ? mark.marker
        : null,
    title: textOf(values['summary'] ?? ''),
    text: textOf(values['description'] ?? ''),
    status: status.name,
    comments: comments.map(({ body }) => textOf(body)),
  };
}

/** Every text of a document, a paragraph a line; a text itself. */
function textOf(value: Json): string {
  if (typeof value === 'string') return value;
  if (value === null || typeof value !== 'object') return '';
  if (Array.isArray(value)) return value.map((one) => textOf(one as Json)).join('\n\n');
  const node = value as { readonly text?: string; readonly type?: string; readonly content?: Json };
  if (node.text !== undefined) return node.text;
  const inline = node.type === 'paragraph' || node.type === 'heading';
  const { content = null } = node;
  return inline && Array.isArray(content) ? content.map((one) => textOf(one as Json)).join('') : textOf(content);
}

/** The same with one more paragraph. */
const below = (description: Json, line: string): Json => {
  if (typeof description === 'object' && description !== null && 'content' in description) {
    const paragraph = { type: 'paragraph', content: [{ type: 'text', text: line }] };
    return { ...description, content: [...(description.content as Json[]), paragraph] };
  }
  return `${typeof description === 'string' ? description : ''}\n\n${line}`;
};

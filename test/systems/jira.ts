/** Jira Cloud and Data Center, by API token and by personal access token. */
import type { Json } from '../../src/model/json.ts';
import { Secret } from '../../src/model/secret.ts';
import { FakeJira } from '../../src/trackers/jira/fake.ts';
import { jira as system } from '../../src/trackers/jira/index.ts';
import type { Populated, Seen, Stage, Surroundings } from './stage.ts';

type Kind = 'cloud' | 'data-center';

export const jiraCloud: Stage = {
  name: 'jira',
  system,
  serve: (surroundings) => serve('cloud', surroundings),
  statuses: { 'To Do': 'TODO', 'In Progress': 'TODO', Done: 'DONE', Rejected: 'NA' },
  reference: { first: [9, 4], unchanged: [9, 1] },
};

export const jiraDataCenter: Stage = {
  name: 'jira-data-center',
  system,
  serve: (surroundings) => serve('data-center', surroundings),
  statuses: { Open: 'TODO', 'In Progress': 'TODO', Closed: 'DONE', Rejected: 'NA' },
  reference: { first: [9, 4], unchanged: [9, 1] },
};

/** Three steps from one end to the other on Data Center; anything from anywhere on Cloud. */
const WORKFLOWS = {
  cloud: {
    statuses: [
      { name: 'To Do', category: 'new' },
      { name: 'In Progress', category: 'indeterminate' },
      { name: 'Done', category: 'done' },
      { name: 'Rejected', category: 'done' },
    ],
    transitions: ['To Do', 'In Progress', 'Done', 'Rejected'].map((to) => ({ name: to, from: 'any', to }) as const),
    initial: 'To Do',
  },
  'data-center': {
    statuses: [
      { name: 'Open', category: 'new' },
      { name: 'In Progress', category: 'indeterminate' },
      { name: 'Closed', category: 'done' },
      { name: 'Rejected', category: 'done' },
    ],
    transitions: [
      { name: 'Start Progress', from: ['Open'], to: 'In Progress' },
      { name: 'Close Issue', from: ['Open', 'In Progress'], to: 'Closed', fields: ['resolution'] },
      { name: 'Reject Issue', from: ['In Progress'], to: 'Rejected' },
      { name: 'Reopen Issue', from: ['Closed', 'Rejected'], to: 'Open' },
    ],
    initial: 'Open',
  },
} as const;

const MAPS = {
  cloud: {
    sde_status_map: '{"TODO":"To Do","DONE":"Done","NA":"Rejected"}',
    issue_tracker_status_map: '{"Done":"DONE","Rejected":"NA"}',
  },
  'data-center': {
    sde_status_map: '{"TODO":"Open","DONE":"Closed","NA":"Rejected"}',
    issue_tracker_status_map: '{"Closed":"DONE","Rejected":"NA"}',
  },
} as const;

function serve(kind: Kind, { clock, random, indexLag }: Surroundings): Populated {
  const fake = new FakeJira({ kind, clock, random, indexLag });
  const account = fake.addAccount('sync', { email: 'sync@example.com' });
  const developer = fake.addAccount('dev', { email: 'dev@example.com' });
  fake.addProject('PAY', { workflow: WORKFLOWS[kind] });
  fake.addProject('ELSE', { workflow: WORKFLOWS[kind] });
  const team = fake.addField('Team', { kind: 'textfield' });
  const place =
    kind === 'cloud'
      ? { issue_tracker_server: 'site.atlassian.net', issue_tracker_user: account.email }
      : { issue_tracker_server: 'jira.example' };
  return {
    fake,
    params: {
      ...place,
      ...MAPS[kind],
      issue_tracker_project: 'PAY',
      issue_tracker_auth_mode: 'api_token',
      issue_tracker_api_token: new Secret(account.token),
    },
    issues: () => [...fake.world.issues.values()].map((issue) => seen(issue)),
    people: {
      retitle: (id, summary) => fake.edit(id, { summary }),
      append: (id, line) => fake.edit(id, { description: below(fake.issue(id).values['description'] ?? null, line) }),
      setStatus: (id, status) => fake.setStatus(id, status),
      remove: (id) => fake.remove(id),
      move: (id) => fake.move(id, 'ELSE'),
      copy: (id) => fake.clone(id).id,
      label: (id, label) => fake.edit(id, { labels: [...labelsOf(fake.issue(id)), label] }),
      say: (id, text) => fake.say(id, developer, text),
      revive: (id) => fake.restore(id),
    },
    administrators: {
      publish: (isPublic) => fake.publish('PAY', isPublic),
      hinder: (isOn) => fake.require(team, isOn),
    },
  };
}

const labelsOf = ({ values }: Pick<ReturnType<FakeJira['issue']>, 'values'>): readonly string[] =>
  (values['labels'] ?? []) as readonly string[];

/** The property proves it; a clone has only the labels. */
function seen({ id, properties, values, status, comments }: ReturnType<FakeJira['issue']>): Seen {
  const property = properties['lockstep'] as { readonly marker?: string } | undefined;
  return {
    id,
    marker: property?.marker ?? null,
    title: values['summary'] as string,
    text: textIn(values['description'] ?? null),
    status: status.name,
    comments: comments.map(({ body }) => textIn(body)),
    labels: labelsOf({ values }),
  };
}

/** The words of a document, or the text itself. */
function textIn(value: Json): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  const { text, content } = value as { readonly text?: string; readonly content?: readonly Json[] };
  return text ?? (content ?? []).map(textIn).join(content?.some(isInline) === true ? '' : '\n');
}

const isInline = (node: Json): boolean => (node as { readonly type?: string }).type === 'text';

/** The description with a line below it. */
function below(description: Json, line: string): Json {
  if (typeof description === 'string' || description === null) return `${description ?? ''}\n\n${line}`;
  const { content } = description as { readonly content: readonly Json[] };
  const added = { type: 'paragraph', content: [{ type: 'text', text: line }] };
  return { ...(description as object), content: [...content, added] };
}

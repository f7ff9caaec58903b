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
  statuses: { 'To Do': 'TODO', 'In Progress': 'TODO', Done: 'DONE' },
  reference: { first: [9, 4], unchanged: [9, 1] },
};

export const jiraDataCenter: Stage = {
  name: 'jira-data-center',
  system,
  serve: (surroundings) => serve('data-center', surroundings),
  statuses: { Open: 'TODO', 'In Progress': 'TODO', Reopened: 'TODO', Resolved: 'DONE', Closed: 'DONE' },
  reference: { first: [9, 4], unchanged: [9, 1] },
};

function serve(kind: Kind, { clock, random, indexLag }: Surroundings): Populated {
  const fake = new FakeJira({ kind, clock, random, indexLag });
  const account = fake.addAccount('sync', { email: 'sync@example.com' });
  const developer = fake.addAccount('dev', { email: 'dev@example.com' });
  fake.addProject('PAY');
  fake.addProject('ELSE');
  const place =
    kind === 'cloud'
      ? { issue_tracker_server: 'site.atlassian.net', issue_tracker_user: account.email }
      : { issue_tracker_server: 'jira.example' };
  return {
    fake,
    params: {
      ...place,
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
      say: (id, text) => fake.say(id, developer, text),
    },
  };
}

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

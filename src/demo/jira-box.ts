/** A Jira Cloud in the box. */
import { serveFake } from '../trackers/fake-server.ts';
import { FakeJira } from '../trackers/jira/fake.ts';
import { asPerson, type Box, type Person, type Ticket } from './box.ts';
import { pagesOf } from './box-pages.ts';

const PROJECT = 'PAY';

/** `prepare` changes it before anybody comes. */
export async function openJira(prepare: (fake: FakeJira) => void = () => undefined): Promise<Box> {
  const fake = new FakeJira({ kind: 'cloud', clock: () => Date.now(), random: () => Math.random() });
  const robot = fake.addAccount('lockstep', { email: 'lockstep@example.com' });
  const developer = fake.addAccount('ann', { email: 'ann@example.com' });
  fake.addProject(PROJECT);
  prepare(fake);
  const server = await serveFake(
    fake,
    pagesOf('Jira', () => person),
  );
  const person = developerAt(server.url, `${developer.email}:${developer.token}`);
  return {
    ...server,
    name: 'Jira',
    system: 'jira',
    params: {
      issue_tracker_auth_mode: 'basic',
      issue_tracker_user: robot.email,
      issue_tracker_pass: robot.token,
      // On *.atlassian.net these are the defaults.
      sde_status_map: '{"TODO":"To Do","DONE":"Done","NA":"Done"}',
      issue_tracker_closed_status: 'Done',
    },
    project: PROJECT,
    person,
    hint: `Jira is at ${server.url}, for a browser too; its developer is ${developer.email} with the token ${developer.token}.`,
  };
}

interface Node {
  readonly type: string;
  readonly text?: string;
  readonly content?: readonly Node[];
}

interface Fields {
  readonly summary: string;
  readonly description: Node | null;
  readonly status: { readonly name: string };
}

interface Shown {
  readonly id: string;
  readonly key: string;
  readonly fields: Fields;
}

const ticketOf = ({ id, key, fields }: Shown): Ticket => ({
  id,
  key,
  title: fields.summary,
  status: fields.status.name,
});

function developerAt(url: string, credentials: string): Person {
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  const call = (path: string, method = 'GET', body?: unknown): Promise<unknown> =>
    asPerson('Jira', `${url}/rest/api/3${path}`, { authorization }, { method, body });
  const shown = async (id: string): Promise<Shown> =>
    (await call(`/issue/${id}?fields=summary,description,status`)) as Shown;
  const change = async (id: string, fields: Partial<Fields>): Promise<void> =>
    void (await call(`/issue/${id}`, 'PUT', { fields }));
  return {
    tickets: async () => {
      const asked = { jql: `project = ${PROJECT} ORDER BY key`, fields: ['summary', 'status'], maxResults: 100 };
      return ((await call('/search/jql', 'POST', asked)) as { readonly issues: readonly Shown[] }).issues.map(ticketOf);
    },
    ticket: async (id) => ticketOf(await shown(id)),
    text: async (id) => textOf((await shown(id)).fields.description),
    retitle: (id, summary) => change(id, { summary }),
    append: async (id, line) => {
      const { description } = (await shown(id)).fields;
      const paragraph: Node = { type: 'paragraph', content: [{ type: 'text', text: line }] };
      const document = description ?? { type: 'doc', version: 1, content: [] };
      await change(id, { description: { ...document, content: [...(document.content ?? []), paragraph] } });
    },
    close: async (id) => {
      const { transitions } = (await call(`/issue/${id}/transitions`)) as {
        readonly transitions: readonly { readonly id: string; readonly to: { readonly name: string } }[];
      };
      const done = transitions.find(({ to }) => to.name === 'Done');
      if (done === undefined) throw new Error(`Jira has no way to Done for issue ${id}`);
      await call(`/issue/${id}/transitions`, 'POST', { transition: { id: done.id } });
    },
  };
}

/** A line per block. */
const textOf = (node: Node | null): string =>
  node === null ? '' : (node.text ?? `${(node.content ?? []).map(textOf).join('')}${node.type === 'doc' ? '' : '\n'}`);

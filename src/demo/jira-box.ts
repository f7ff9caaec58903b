/** A Jira Cloud in the box. */
import { serveFake } from '../trackers/fake-server.ts';
import { FakeJira } from '../trackers/jira/fake.ts';
import { asPerson, type Box, type Person } from './box.ts';

const PROJECT = 'PAY';

/** `prepare` changes it before anybody comes. */
export async function openJira(prepare: (fake: FakeJira) => void = () => undefined): Promise<Box> {
  const fake = new FakeJira({ kind: 'cloud', clock: () => Date.now(), random: () => Math.random() });
  const robot = fake.addAccount('lockstep', { email: 'lockstep@example.com' });
  const developer = fake.addAccount('ann', { email: 'ann@example.com' });
  fake.addProject(PROJECT);
  prepare(fake);
  const server = await serveFake(fake);
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
    person: developerAt(server.url, `${developer.email}:${developer.token}`),
    hint: `Jira is at ${server.url}; its developer is ${developer.email} with the token ${developer.token}.`,
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
}

function developerAt(url: string, credentials: string): Person {
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  const call = (path: string, method = 'GET', body?: unknown): Promise<unknown> =>
    asPerson('Jira', `${url}/rest/api/3${path}`, { authorization }, { method, body });
  const shown = async (id: string): Promise<Fields> =>
    ((await call(`/issue/${id}?fields=summary,description`)) as { readonly fields: Fields }).fields;
  const change = async (id: string, fields: Partial<Fields>): Promise<void> =>
    void (await call(`/issue/${id}`, 'PUT', { fields }));
  return {
    count: async () => {
      const jql = `project = ${PROJECT}`;
      return ((await call('/search/approximate-count', 'POST', { jql })) as { readonly count: number }).count;
    },
    title: async (id) => (await shown(id)).summary,
    text: async (id) => textOf((await shown(id)).description),
    retitle: (id, summary) => change(id, { summary }),
    append: async (id, line) => {
      const { description } = await shown(id);
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

const textOf = (node: Node | null): string =>
  node === null ? '' : (node.text ?? (node.content ?? []).map(textOf).join(''));

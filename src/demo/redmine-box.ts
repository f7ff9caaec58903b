/** Redmine in the box. */
import { serveFake } from '../trackers/fake-server.ts';
import { FakeRedmine } from '../trackers/redmine/fake.ts';
import { asPerson, type Box, type Person, type Ticket } from './box.ts';
import { pagesOf } from './box-pages.ts';

const PROJECT = 'webshop';
const MANAGER = 3;

/** `prepare` changes it before anybody comes. */
export async function openRedmine(prepare: (fake: FakeRedmine) => void = () => undefined): Promise<Box> {
  const fake = new FakeRedmine(
    () => Date.now(),
    () => Math.random(),
  );
  const robot = fake.addUser('lockstep');
  const developer = fake.addUser('ann');
  const project = fake.addProject(PROJECT);
  for (const { id } of [robot, developer]) project.members.set(id, MANAGER);
  prepare(fake);
  const server = await serveFake(
    fake,
    pagesOf('Redmine', () => person),
  );
  const person = developerAt(server.url, developer.key);
  return {
    ...server,
    name: 'Redmine',
    system: 'redmine',
    params: {
      issue_tracker_auth_mode: 'api_token',
      issue_tracker_api_token: robot.key,
      redmine_text_format: 'markdown',
    },
    project: PROJECT,
    person,
    hint: `Redmine is at ${server.url}, for a browser too; its developer's key is ${developer.key}.`,
  };
}

interface Shown {
  readonly id: number;
  readonly subject: string;
  readonly description: string;
  readonly status: { readonly name: string };
}

const ticketOf = ({ id, subject, status }: Shown): Ticket => ({
  id: String(id),
  key: `#${id}`,
  title: subject,
  status: status.name,
});

function developerAt(url: string, key: string): Person {
  const call = (path: string, method = 'GET', body?: unknown): Promise<unknown> =>
    asPerson('Redmine', `${url}${path}`, { 'x-redmine-api-key': key }, { method, body });
  const shown = async (id: string): Promise<Shown> =>
    ((await call(`/issues/${id}.json`)) as { readonly issue: Shown }).issue;
  const change = async (id: string, issue: Readonly<Record<string, string | number>>): Promise<void> =>
    void (await call(`/issues/${id}.json`, 'PUT', { issue }));
  return {
    tickets: async () => {
      const found = await call(`/issues.json?project_id=${PROJECT}&status_id=*&limit=100`);
      return (found as { readonly issues: readonly Shown[] }).issues.map(ticketOf);
    },
    ticket: async (id) => ticketOf(await shown(id)),
    text: async (id) => (await shown(id)).description,
    retitle: (id, subject) => change(id, { subject }),
    append: async (id, line) => change(id, { description: `${(await shown(id)).description}\n\n${line}` }),
    close: async (id) => {
      const { issue_statuses: all } = (await call('/issue_statuses.json')) as {
        readonly issue_statuses: readonly { readonly id: number; readonly name: string }[];
      };
      await change(id, { status_id: all.find(({ name }) => name === 'Closed')?.id ?? 0 });
    },
  };
}

/** Redmine in the box. */
import { serveFake } from '../trackers/fake-server.ts';
import { FakeRedmine } from '../trackers/redmine/fake.ts';
import { asPerson, type Box, type Person } from './box.ts';

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
  const server = await serveFake(fake);
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
    person: developerAt(server.url, developer.key),
    hint: `Redmine is at ${server.url}; its developer's key is ${developer.key}.`,
  };
}

interface Shown {
  readonly subject: string;
  readonly description: string;
}

function developerAt(url: string, key: string): Person {
  const call = (path: string, method = 'GET', body?: unknown): Promise<unknown> =>
    asPerson('Redmine', `${url}${path}`, { 'x-redmine-api-key': key }, { method, body });
  const shown = async (id: string): Promise<Shown> =>
    ((await call(`/issues/${id}.json`)) as { readonly issue: Shown }).issue;
  const change = async (id: string, issue: Readonly<Record<string, string | number>>): Promise<void> =>
    void (await call(`/issues/${id}.json`, 'PUT', { issue }));
  return {
    count: async () => {
      const found = await call(`/issues.json?project_id=${PROJECT}&status_id=*&limit=1`);
      return (found as { readonly total_count: number }).total_count;
    },
    title: async (id) => (await shown(id)).subject,
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

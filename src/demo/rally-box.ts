/** Rally in the box. */
import { serveFake } from '../trackers/fake-server.ts';
import { FakeRally } from '../trackers/rally/fake.ts';
import { asPerson, type Box, type Person, type Ticket } from './box.ts';
import { pagesOf } from './box-pages.ts';

const PROJECT = 'Web shop';
const WORKSPACE = 'Everything';

export async function openRally(): Promise<Box> {
  const fake = new FakeRally(
    () => Date.now(),
    () => Math.random(),
  );
  const robot = fake.addAccount('lockstep');
  const developer = fake.addAccount('ann');
  fake.addProject(fake.addWorkspace(WORKSPACE), PROJECT, [
    [robot, 'Editor'],
    [developer, 'Editor'],
  ]);
  fake.addField(['HierarchicalRequirement'], { element: 'c_LockstepRef' });
  const server = await serveFake(
    fake,
    pagesOf('Rally', () => person),
  );
  const person = developerAt(server.url, developer.key);
  return {
    ...server,
    name: 'Rally',
    system: 'rally',
    params: {
      issue_tracker_auth_mode: 'api_token',
      issue_tracker_api_token: robot.key,
      rally_workspace: WORKSPACE,
    },
    project: PROJECT,
    person,
    hint: `Rally is at ${server.url}, for a browser too; its developer's key is ${developer.key}.`,
  };
}

interface Shown {
  readonly ObjectID: number;
  readonly FormattedID: string;
  readonly Name: string;
  readonly Description: string | null;
  readonly ScheduleState: string;
}

const ticketOf = ({ ObjectID, FormattedID, Name, ScheduleState }: Shown): Ticket => ({
  id: String(ObjectID),
  key: FormattedID,
  title: Name,
  status: ScheduleState,
});

const FETCH = 'fetch=ObjectID,FormattedID,Name,Description,ScheduleState';

function developerAt(url: string, key: string): Person {
  const call = (path: string, method = 'GET', body?: unknown): Promise<unknown> =>
    asPerson(
      'Rally',
      `${url}/slm/webservice/v2.0/hierarchicalrequirement${path}`,
      { zsessionid: key },
      { method, body },
    );
  const shown = async (id: string): Promise<Shown> =>
    ((await call(`/${id}?${FETCH}`)) as { readonly HierarchicalRequirement: Shown }).HierarchicalRequirement;
  const change = async (id: string, hierarchicalrequirement: Readonly<Record<string, string>>): Promise<void> => {
    const answer = await call(`/${id}`, 'POST', { hierarchicalrequirement });
    const { Errors: errors } = (answer as { readonly OperationResult: { readonly Errors: readonly string[] } })
      .OperationResult;
    if (errors.length > 0) throw new Error(`Rally refused: ${errors.join(', ')}`);
  };
  return {
    tickets: async () => {
      const found = await call(`?pagesize=100&${FETCH}`);
      return (found as { readonly QueryResult: { readonly Results: readonly Shown[] } }).QueryResult.Results.map(
        ticketOf,
      );
    },
    ticket: async (id) => ticketOf(await shown(id)),
    text: async (id) => (await shown(id)).Description ?? '',
    retitle: (id, Name) => change(id, { Name }),
    append: async (id, line) => change(id, { Description: `${(await shown(id)).Description ?? ''}<p>${line}</p>` }),
    close: (id) => change(id, { ScheduleState: 'Accepted' }),
  };
}

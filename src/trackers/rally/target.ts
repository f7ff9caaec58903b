/** Which workspace and project the parameters mean: by name, or by ObjectID. */
import { TrackerError } from '../../model/tracker-error.ts';
import type { TrackerProject } from '../../model/tracker.ts';
import type { Purpose, Send } from '../../model/transport.ts';
import { getList, relative, type Ref } from './api.ts';
import { PARAM, type RallySettings } from './params.ts';
import { where } from './query.ts';

export interface Target {
  /** Relative references. */
  readonly workspace: string;
  readonly project: string;
  readonly projectName: string;
}

const FETCH = 'Name,ObjectID,State';

interface Place extends Ref {
  readonly Name: string;
  readonly ObjectID: number;
  readonly State?: string;
}

/** Two requests. Throws `settings` naming the parameter when a place is not there, hidden, closed, or not the only one. */
export async function findTarget(send: Send, purpose: Purpose, settings: RallySettings): Promise<Target> {
  const ask = { purpose, fetch: FETCH, size: 20 };
  const workspace = await findWorkspace(send, purpose, settings.workspace);
  const projects = await getList<Place>(send, {
    ...ask,
    path: 'project',
    query: naming(settings.project),
    scope: { workspace },
  });
  const project = only(projects.rows, 'project', settings.project);
  return { workspace, project: relative(project._ref), projectName: project.Name };
}

/** A page of the open projects of the workspace, by name; those that share theirs, by ObjectID. */
export async function listProjects(send: Send, settings: RallySettings): Promise<readonly TrackerProject[]> {
  const workspace = await findWorkspace(send, 'metadata', settings.workspace);
  const ask = { purpose: 'metadata', path: 'project', fetch: FETCH, order: 'Name', scope: { workspace } } as const;
  const { rows } = await getList<Place>(send, ask);
  const open = rows.filter(({ State }) => State !== 'Closed');
  const isAlone = (name: string): boolean => open.filter(({ Name }) => Name === name).length === 1;
  return open.map(({ Name: name, ObjectID }) => ({ id: isAlone(name) ? name : String(ObjectID), name }));
}

async function findWorkspace(send: Send, purpose: Purpose, given: string): Promise<string> {
  const ask = { purpose, fetch: FETCH, size: 20 };
  const workspaces = await getList<Place>(send, { ...ask, path: 'workspace', query: naming(given) });
  return relative(only(workspaces.rows, 'workspace', given)._ref);
}

/** A name, an ObjectID, or a reference that ends in one. */
export function naming(given: string): string {
  const id = /^(?:\S*\/)?(\d+)$/.exec(given)?.[1];
  return id === undefined ? where('Name', '=', given) : where('ObjectID', '=', id);
}

function only(rows: readonly Place[], what: 'workspace' | 'project', given: string): Place {
  const exact = rows.filter(({ Name }) => Name === given);
  const [first, ...others] = exact.length > 0 ? exact : rows;
  const wrong = (message: string): TrackerError => new TrackerError('settings', message, { param: PARAM[what] });
  if (first === undefined)
    throw wrong(
      `Rally has no ${what} "${given}", or hides it from this account: check the name and the account's roles.`,
    );
  if (others.length > 0)
    throw wrong(`Rally has ${rows.length} ${what}s named "${given}": give the ObjectID, the number in its address.`);
  if (first.State === 'Closed') throw wrong(`The ${what} "${given}" is closed in Rally: reopen it to synchronize.`);
  return first;
}

/** A connection that names another tracker project, or another project of ours, starts anew there. */
import type { Kysely } from 'kysely';
import type { Connection } from '../store/connections.ts';
import { countLiveLinks, retarget } from '../store/links.ts';
import type { Tables } from '../store/tables.ts';
import type { ServerDeps } from './deps.ts';

interface Place {
  readonly server: string;
  readonly target: string;
  readonly project_id: number;
}

/**
 * When the place changed: ends what runs there, discards plans for it, retires the links to it, and holds the next plan
 * if there were any. Call it with the connection locked.
 */
export async function followTarget(
  { now, wake }: ServerDeps,
  trx: Kysely<Tables>,
  former: Connection,
  to: Place,
): Promise<void> {
  if (former.target === to.target && former.project_id === to.project_id) return;
  const count = await countLiveLinks(trx, former.id);
  await retarget(trx, former.id, count === 0 ? null : explanation(count, former, to), new Date(now()));
  await wake(trx, former.id); // what waited behind a run that has just been ended
}

function explanation(count: number, from: Place, to: Place): string {
  const stay = `${count} ${count === 1 ? 'issue stays' : 'issues stay'} in ${nameOf(from)}`;
  const whose = from.project_id === to.project_id ? 'its issues' : 'issues for the tasks of the other project';
  return `${stay}; the connection now has ${whose} in ${nameOf(to)}`;
}

/** `project at https://host`. */
function nameOf({ server, target }: Place): string {
  const root = server.slice(server.indexOf(' ') + 1);
  return `"${target.slice(server.length + 1)}" at ${root}`;
}

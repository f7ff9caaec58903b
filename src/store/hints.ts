/**
 * Hints: a tracker says, at an address with a secret in it, that something changed. It is not believed: all that it does is
 * ask for one sync, which looks for itself. A hint that is forged, doubled, late or lost costs a request or waits for the
 * schedule, and nothing else.
 */
import { sql, type Kysely, type Updateable } from 'kysely';
import { SECOND } from '../model/instant.ts';
import type { System } from '../model/tracker.ts';
import { askAutomatically, KEPT, type Sweep } from './schedule.ts';
import type { ConnectionsTable, Tables } from './tables.ts';
import { hashToken, isToken, makeToken } from './tokens.ts';
import { inTransaction } from './transaction.ts';

/** Between the starts of two syncs, the second of which was hinted at: our own writes make trackers call, too. */
export const HINTS_APART = 10 * SECOND;
const BATCH = 100;

export interface HintSweep extends Sweep {
  readonly systems: readonly System[];
}

export interface Hints {
  readonly enabled: boolean;
  readonly last: Date | null;
  /** How many came to the present address. */
  readonly count: number;
}

export async function findHints(db: Kysely<Tables>, id: number): Promise<Hints | undefined> {
  const row = await db
    .selectFrom('connections')
    .select(['hint_hash', 'hinted_at', 'hints'])
    .where('id', '=', id)
    .executeTakeFirst();
  // `hinted_at` may be of the former address: none came to this one yet.
  return row && { enabled: row.hint_hash !== null, last: row.hints === 0 ? null : row.hinted_at, count: row.hints };
}

/**
 * The secret of a new address, which stands nowhere else; the former address is void, and counting begins anew. What the
 * former was told stays owed: when, and since when (searches may lag behind it).
 */
export async function enableHints(db: Kysely<Tables>, id: number): Promise<string> {
  const secret = makeToken();
  await change(db, id, { hint_hash: hashToken(secret), hints: 0 });
  return secret;
}

export const disableHints = (db: Kysely<Tables>, id: number): Promise<unknown> =>
  change(db, id, { hint_hash: null, hinted_at: null, hints: 0, hint_due: null });

const change = (db: Kysely<Tables>, id: number, columns: Updateable<ConnectionsTable>): Promise<unknown> =>
  db.updateTable('connections').set(columns).where('id', '=', id).execute();

/** Counts the hint and asks for its sync, now or when it is due. False: there is no such address. */
export async function takeHint(db: Kysely<Tables>, secret: string, sweep: HintSweep): Promise<boolean> {
  // Anybody may call: what cannot be an address costs the database nothing.
  if (!isToken(secret)) return false;
  return inTransaction(db, async (trx) => {
    const hinted = await countHint(trx, hashToken(secret), new Date(sweep.now));
    if (hinted === undefined) return false;
    if (hinted.due.getTime() <= sweep.now) await askForDue(trx, sweep, hinted.id);
    return true;
  });
}

interface Hinted {
  readonly id: number;
  readonly due: Date;
}

/**
 * What is owed comes no later for further hints, or many of them would put it off for ever. A start that lies in the future
 * (our clock was set back) counts as now. A sync that waits has not started: null, which `greatest` passes over.
 */
async function countHint(trx: Kysely<Tables>, hash: string, at: Date): Promise<Hinted | undefined> {
  const { rows } = await sql<Hinted>`
    update connections c set hinted_at = ${at}::timestamptz, hints = least(c.hints::bigint + 1, 2147483647),
      hint_due = least(c.hint_due, greatest(${at}::timestamptz, (
        select case when j.started > ${at}::timestamptz then ${at}::timestamptz else j.started end
          + ${HINTS_APART}::integer * interval '1 millisecond' from jobs j
        where j.connection_id = c.id and j.kind = 'sync' order by j.id desc limit 1)))
    where c.hint_hash = ${hash} returning c.id, c.hint_due as due`.execute(trx);
  return rows[0];
}

/** Asks for the syncs that are due after hints, and answers how many. Any number of processes may do so at once. */
export async function sweepHints(db: Kysely<Tables>, sweep: HintSweep): Promise<number> {
  let requested = 0;
  for (;;) {
    const batch = await inTransaction(db, (trx) => askForDue(trx, sweep));
    requested += batch.requested;
    if (batch.due < BATCH) return requested;
  }
}

/** Where nothing runs by itself, nothing runs for a hint: it was counted, and that is all. */
async function askForDue(trx: Kysely<Tables>, sweep: HintSweep, only?: number) {
  let requested = 0;
  const due = await dueConnections(trx, sweep, only);
  for (const connection of due) {
    const runs = sweep.advanced && connection.kept === null;
    const hint_due = runs ? lookAgainAt(connection, sweep) : null;
    await trx.updateTable('connections').set({ hint_due }).where('id', '=', connection.id).execute();
    if (!runs) continue;
    await askAutomatically(trx, connection, sweep);
    requested += 1;
  }
  return { due: due.length, requested };
}

function dueConnections(trx: Kysely<Tables>, { now }: HintSweep, only: number | undefined) {
  const query = trx
    .selectFrom('connections')
    .innerJoin('projects', 'projects.id', 'connections.project_id')
    .innerJoin('connectors', 'connectors.id', 'connections.connector_id')
    .select(['connections.id', 'connections.creator_id as userId', 'connections.hinted_at', 'connectors.system'])
    .select(KEPT.as('kept'))
    .where('connections.hint_due', '<=', new Date(now))
    .orderBy('connections.hint_due');
  const asked = only === undefined ? query : query.where('connections.id', '=', only);
  // Not `forUpdate`: a person's new job would wait for it at its foreign key, and our insert for that job, in a circle.
  return asked.limit(BATCH).forNoKeyUpdate('connections').skipLocked().execute();
}

interface Looking {
  readonly system: string;
  readonly hinted_at: Date | null;
}

/** Where searches lag, what was hinted at may not be shown yet: once more, when the lag is over for the last hint. */
function lookAgainAt({ system, hinted_at }: Looking, { now, systems }: HintSweep): Date | null {
  const lag = systems.find(({ id }) => id === system)?.can.indexLag ?? 0;
  const shown = (hinted_at?.getTime() ?? 0) + lag;
  return shown > now ? new Date(shown) : null;
}

/** A paused connection does not run by itself; what a person asks for still runs. */
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

export const PAUSED = 'No automatic runs: a person paused them.';

/** Who paused first stays. */
export const pauseConnection = (db: Kysely<Tables>, id: number, userId: number, at: Date): Promise<unknown> =>
  db
    .updateTable('connections')
    .set({ paused_at: at, paused_by: userId, schedule_note: PAUSED, updated: at })
    .where('id', '=', id)
    .where('paused_at', 'is', null)
    .execute();

/** The schedule goes on at its next regular time. */
export const resumeConnection = (db: Kysely<Tables>, id: number, at: Date): Promise<unknown> =>
  db
    .updateTable('connections')
    .set({ paused_at: null, paused_by: null, schedule_note: '', updated: at })
    .where('id', '=', id)
    .where('paused_at', 'is not', null)
    .execute();

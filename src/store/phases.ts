/** Phases of the work that tasks belong to. Parameters of connections name them by their slugs, so those never change. */
import { sql, type Kysely, type Selectable } from 'kysely';
import type { PhasesTable } from './content-tables.ts';
import { listed, type Found, type Slice } from './listed.ts';
import { matching, ordered, type Fields, type Given } from './look-ups.ts';
import type { Tables } from './tables.ts';
import type { Change } from './task-changes.ts';

export type Phase = Selectable<PhasesTable>;

export const PHASE_FIELDS: Fields = {
  id: { kind: 'text', columns: ['phases.id'] },
  name: { kind: 'text', columns: ['phases.name'], searched: true },
  slug: { kind: 'text', columns: ['phases.slug'] },
  ordinal: { kind: 'number', columns: ['phases.ordinal'] },
  active: { kind: 'boolean', columns: ['phases.active'] },
  is_custom: { kind: 'boolean', columns: ['phases.is_custom'] },
};

/** `given`: look-ups of `PHASE_FIELDS`. */
export function listPhases(db: Kysely<Tables>, given: Given, slice: Slice | null): Promise<Found<Phase>> {
  let query = db.selectFrom('phases').selectAll().where(matching(PHASE_FIELDS, given));
  for (const { column, direction } of ordered(PHASE_FIELDS, given['ordering']))
    query = query.orderBy(column, direction);
  return listed(query.orderBy('ordinal').orderBy('id'), slice);
}

export const findPhase = async (db: Kysely<Tables>, id: string): Promise<Phase | undefined> =>
  (await listPhases(db, { id }, null)).rows[0];

/** Locked until the transaction ends: no task can come into it meanwhile. */
export const lockPhase = (trx: Kysely<Tables>, id: string): Promise<Phase | undefined> =>
  trx.selectFrom('phases').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();

/** Members that are undefined stay, or get their defaults. */
export interface PhaseData {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly tip?: string | undefined;
  readonly ordinal?: number | undefined;
  readonly active?: boolean | undefined;
  readonly retain?: boolean | undefined;
}

/** A custom one, `CX1`, with an id that no other ever had; null when its slug is taken. Without an ordinal the last one. */
export async function createPhase(
  db: Kysely<Tables>,
  { name, slug, ordinal, ...data }: PhaseData & { readonly name: string; readonly slug: string },
): Promise<string | null> {
  const row = await db
    .insertInto('phases')
    .values({
      ...data,
      id: sql<string>`'CX' || nextval('custom_phase_numbers')`,
      name,
      slug,
      is_custom: true,
      ordinal: ordinal ?? sql<number>`(select coalesce(max(p.ordinal), 0) + 1 from phases p)`,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

export async function updatePhase(db: Kysely<Tables>, id: string, data: PhaseData): Promise<void> {
  if (Object.values(data).every((value) => value === undefined)) return;
  await db.updateTable('phases').set(data).where('id', '=', id).execute();
}

/** How many connectors and connections name this slug in their parameters. */
export async function countPhaseUses(db: Kysely<Tables>, slug: string): Promise<number> {
  const named = sql`${slug} = any(string_to_array(replace(params ->> 'issue_tracker_phases', ' ', ''), ','))`;
  const { rows } = await sql<{ count: number }>`
    select ((select count(*) from connectors where ${named}) + (select count(*) from connections where ${named}))::integer as count
  `.execute(db);
  return rows[0]?.count ?? 0;
}

/** Its tasks move to another phase, each with a new version. */
export async function deletePhase(
  trx: Kysely<Tables>,
  id: string,
  replacement: string,
  { userId, at }: Change,
): Promise<void> {
  await trx
    .updateTable('tasks')
    .set({ phase_id: replacement, updated: at, updater_id: userId, version: sql<number>`version + 1` })
    .where('phase_id', '=', id)
    .execute();
  await trx.deleteFrom('phases').where('id', '=', id).execute();
}

/** Wishes: what people asked for single items of a connection, until a run has done it. */
import { sql, type Kysely } from 'kysely';
import type { LinkChange } from '../model/link.ts';
import type { Take, Wish, Wishes } from '../model/wish.ts';
import type { Tables } from './tables.ts';
import type { WishKind } from './wish-table.ts';

const NOTHING: Wish = { leave: false, link: null, take: {} };

export async function wishesOf(db: Kysely<Tables>, connectionId: number): Promise<Wishes> {
  const rows = await db.selectFrom('wishes').selectAll().where('connection_id', '=', connectionId).execute();
  const wishes: Record<string, Wish> = {};
  for (const { task_id: taskId, kind, field, value } of rows) {
    const wish = wishes[taskId] ?? NOTHING;
    if (kind === 'take') wishes[taskId] = { ...wish, take: { ...wish.take, [field]: value as Take } };
    else wishes[taskId] = kind === 'leave' ? { ...wish, leave: true } : { ...wish, link: String(value) };
  }
  return wishes;
}

export interface WishKey {
  readonly connectionId: number;
  readonly taskId: string;
  readonly kind: WishKind;
  /** Of `take`. */
  readonly field?: string;
}

/** Writes over an earlier one of the same kind and field. */
export async function makeWish(
  db: Kysely<Tables>,
  { connectionId, taskId, kind, field = '' }: WishKey,
  value: unknown,
  { userId, at }: { readonly userId: number; readonly at: Date },
): Promise<void> {
  const said = { value: JSON.stringify(value), user_id: userId, created: at };
  await db
    .insertInto('wishes')
    .values({ connection_id: connectionId, task_id: taskId, kind, field, ...said })
    .onConflict((conflict) => conflict.columns(['connection_id', 'task_id', 'kind', 'field']).doUpdateSet(said))
    .execute();
}

/** Whether there was one. */
export async function dropWish(db: Kysely<Tables>, { connectionId, taskId, kind }: WishKey): Promise<boolean> {
  const dropped = await db
    .deleteFrom('wishes')
    .where('connection_id', '=', connectionId)
    .where('task_id', '=', taskId)
    .where('kind', '=', kind)
    .returning('kind')
    .execute();
  return dropped.length > 0;
}

/** The connection starts anew elsewhere. */
export const dropWishes = (db: Kysely<Tables>, connectionId: number): Promise<unknown> =>
  db.deleteFrom('wishes').where('connection_id', '=', connectionId).execute();

/** What these changes did is asked for no more: an issue is linked, or a field is agreed. */
export async function useUp(trx: Kysely<Tables>, connectionId: number, changes: readonly LinkChange[]): Promise<void> {
  const rows = changes.map(({ taskId, issueId, base }) => ({
    task_id: taskId,
    linked: issueId !== undefined,
    fields: Object.keys(base ?? {}),
  }));
  await sql`
    delete from wishes w using jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as c (task_id text, linked boolean, fields text[])
    where w.connection_id = ${connectionId}::integer and w.task_id = c.task_id
      and case when w.kind = 'take' then w.field = any(c.fields) else c.linked end
  `.execute(trx);
}

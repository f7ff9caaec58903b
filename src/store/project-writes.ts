/** Makes, changes and deletes projects. */
import { sql, type Kysely } from 'kysely';
import { attributesAfter, attributesAtFirst, type AttributeChange } from './custom-attributes.ts';
import { deleteUnused } from './delete-unused.ts';
import { slugOf } from './slug.ts';
import type { Tables } from './tables.ts';
import { inTransaction } from './transaction.ts';

/** Members left out stay as they are. */
export interface ProjectChange {
  readonly application_id?: number | undefined;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly tags?: string[] | undefined;
  readonly archived?: boolean | undefined;
  readonly parent_id?: number | null | undefined;
  readonly locked_on?: Date | null;
  readonly locked_by?: number | null;
}

export interface NewProject extends ProjectChange {
  readonly uid: string;
  readonly application_id: number;
  readonly name: string;
  readonly creator_id: number;
}

/** Its creator becomes its lead. null when the application has a project of that name. */
export async function createProject(
  db: Kysely<Tables>,
  project: NewProject,
  attributes: AttributeChange,
  now: Date,
): Promise<number | null> {
  const custom_attributes = attributesAtFirst(attributes);
  return inTransaction(db, async (trx) => {
    const row = await trx
      .insertInto('projects')
      .values({ ...project, custom_attributes, slug: slugOf(project.name), created: now, updated: now })
      .onConflict((conflict) => conflict.columns(['application_id', 'name']).doNothing())
      .returning('id')
      .executeTakeFirst();
    if (row === undefined) return null;
    const member = { project_id: row.id, user_id: project.creator_id, role_id: 'PR1' };
    await trx.insertInto('project_members').values(member).execute();
    return row.id;
  });
}

/** false when its application (the new one, if it moves) has another project of that name. The slug stays. */
export async function updateProject(
  db: Kysely<Tables>,
  id: number,
  change: ProjectChange,
  { attributes, now }: { readonly attributes: AttributeChange; readonly now: Date },
): Promise<boolean> {
  const { application_id = null, name = null } = change;
  const { numUpdatedRows } = await db
    .updateTable('projects')
    .set({ ...change, custom_attributes: attributesAfter(attributes), updated: now })
    .where('id', '=', id)
    .where(
      sql<boolean>`not exists (select 1 from projects other where other.id <> projects.id
        and other.application_id = coalesce(${application_id}::integer, projects.application_id)
        and other.name = coalesce(${name}::text, projects.name))`,
    )
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** Whether one is the other, or somewhere below it: such a project cannot become its parent. */
export async function isBelow(db: Kysely<Tables>, id: number, ancestorId: number): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    with recursive line (id, parent_id) as (
      select id, parent_id from projects where id = ${id}::integer
      union select p.id, p.parent_id from projects p join line on p.id = line.parent_id)
    select exists (select 1 from line where id = ${ancestorId}::integer) as found`.execute(db);
  return rows[0]?.found === true;
}

/**
 * Everything below it goes with it, history included; its number is never given again. Answers the number of its
 * connections when there are any: then nothing is deleted.
 */
export const deleteProject = (db: Kysely<Tables>, id: number): Promise<number> =>
  inTransaction(db, async (trx) => {
    const connections = await deleteUnused(trx, 'projects', id);
    if (connections === 0) await trx.deleteFrom('item_events').where('project_id', '=', id).execute();
    return connections;
  });

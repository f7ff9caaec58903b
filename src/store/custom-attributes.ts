/** Values that people keep at projects and applications, by slug; custom fields of issues can name them. */
import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Tables } from './tables.ts';

/** null takes a value away; slugs left out stay. */
export type AttributeChange = Readonly<Record<string, string | null>>;

/** The column of a new row. */
export const attributesAtFirst = (given: AttributeChange): string =>
  JSON.stringify(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null)));

/** What the column becomes. */
export const attributesAfter = (change: AttributeChange): RawBuilder<string> =>
  sql<string>`jsonb_strip_nulls(custom_attributes || ${JSON.stringify(change)}::jsonb)`;

const LEVELS = ['project', 'application'] as const;
type Levels = Readonly<Record<(typeof LEVELS)[number], Readonly<Record<string, string>>>>;

/** Macro → value: `project_custom_attr_X`, `application_custom_attr_X`. */
export const attributeMacros = (levels: Levels): Record<string, string> =>
  Object.fromEntries(
    LEVELS.flatMap((level) =>
      Object.entries(levels[level]).map(([slug, value]) => [`${level}_custom_attr_${slug}`, value] as const),
    ),
  );

export async function attributeMacrosOf(db: Kysely<Tables>, projectId: number): Promise<Record<string, string>> {
  const levels = await db
    .selectFrom('projects')
    .innerJoin('applications', 'applications.id', 'projects.application_id')
    .select(['projects.custom_attributes as project', 'applications.custom_attributes as application'])
    .where('projects.id', '=', projectId)
    .executeTakeFirstOrThrow();
  return attributeMacros(levels);
}

/** Systems as the database makes them: the phases that parameters may name are those there are. */
import type { Kysely } from 'kysely';
import type { ParamField } from '../model/params.ts';
import type { System } from '../model/tracker.ts';
import { listPhases } from '../store/phases.ts';
import type { Tables } from '../store/tables.ts';

interface Offering {
  readonly db: Kysely<Tables>;
  readonly systems: readonly System[];
}

/** `deps` with the custom phases among the options of `issue_tracker_phases`. One query. */
export async function withPhases<D extends Offering>(deps: D): Promise<D> {
  const { rows } = await listPhases(deps.db, {}, null);
  const options = rows.map(({ slug, name }) => ({ value: slug, label: name }));
  const offered = (field: ParamField): ParamField =>
    field.name === 'issue_tracker_phases' ? { ...field, options } : field;
  return { ...deps, systems: deps.systems.map((system) => ({ ...system, params: system.params.map(offered) })) };
}

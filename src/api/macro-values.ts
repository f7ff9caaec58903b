/** Custom fields that name a custom attribute need one that has a value: told when it can be known, before any run. */
import type { Kysely } from 'kysely';
import { aboutMissing, missingAttribute } from '../model/macros.ts';
import type { ParamValues } from '../model/params.ts';
import { TrackerError } from '../model/tracker-error.ts';
import type { System } from '../model/tracker.ts';
import { attributeMacrosOf } from '../store/custom-attributes.ts';
import type { Tables } from '../store/tables.ts';

/** Throws a `TrackerError` of kind `settings` that names the macro and the custom field. */
export async function requireMacroValues(
  db: Kysely<Tables>,
  system: System,
  values: ParamValues,
  projectId: number,
): Promise<void> {
  const { custom, lookup } = system.options(values);
  const fields = { issue_tracker_custom_fields: custom, issue_tracker_custom_lookup_fields: lookup };
  if (Object.values(fields).every((named) => missingAttribute(named, {}) === null)) return; // none is named
  const attributes = await attributeMacrosOf(db, projectId);
  for (const [param, named] of Object.entries(fields)) {
    const missing = missingAttribute(named, attributes);
    if (missing === null) continue;
    const { text, remedy } = aboutMissing(missing);
    throw new TrackerError('settings', `${text}. ${remedy}`, { param });
  }
}

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
  const { custom } = system.options(values);
  if (missingAttribute(custom, {}) === null) return; // none is named
  const missing = missingAttribute(custom, await attributeMacrosOf(db, projectId));
  if (missing === null) return;
  const { text, remedy } = aboutMissing(missing);
  throw new TrackerError('settings', `${text}. ${remedy}`, { param: 'issue_tracker_custom_fields' });
}

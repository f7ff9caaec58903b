/** The screen of a transition: what it asks for, from the parameters. */
import type { Json } from '../../model/json.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import { formatOf } from './convert.ts';
import { compact, toJira, type Field } from './field.ts';
import type { View } from './native.ts';
import { PARAM } from './params.ts';
import { orRefusal } from './refusal.ts';
import type { FieldRow, TransitionRow } from './rows.ts';

/** Throws `refused` naming the first field that is required and has no value. */
export function screenValues({ name, to, fields = {} }: TransitionRow, view: View): Record<string, Json> {
  const values: Record<string, Json> = {};
  for (const [id, row] of Object.entries(fields)) {
    const field = { ...compact(row), id };
    const text = given(field, view) ?? (id === 'resolution' ? resolutionOf(row, to.statusCategory?.key, view) : null);
    if (text !== null) values[id] = toJira(field, text, formatOf(view.native));
    else if (field.required && id !== 'comment') throw missing(name, field);
  }
  return values;
}

/** As a person says it in the parameters; by the name of the field or its id. */
function given({ id, name }: Field, { settings }: View): string | null {
  const all = Object.entries(settings.transitionFields);
  return all.find(([key]) => key === id || key.toLowerCase() === name.toLowerCase())?.[1] ?? null;
}

const USUAL = ['done', 'fixed'];

/** Only what is closed is resolved, unless the screen insists. */
function resolutionOf(row: FieldRow, category: string | undefined, { settings }: View): string | null {
  if (category !== 'done' && !row.required) return null;
  const offered = compact(row).options.map(({ name }) => name);
  return settings.resolution || (offered.find((name) => USUAL.includes(name.toLowerCase())) ?? offered[0] ?? null);
}

const missing = (transition: string, { name }: Field): TrackerError =>
  new TrackerError(
    'refused',
    `Transition "${transition}" asks for the field "${name}": give it a value in ${PARAM.transitionFields}.`,
    { param: PARAM.transitionFields },
  );

/** Whether we can go this way at all. */
export const fillable = (row: TransitionRow, view: View): boolean =>
  !(orRefusal(() => screenValues(row, view)) instanceof TrackerError);

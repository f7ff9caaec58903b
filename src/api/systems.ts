/** Systems by id, as the wire shows them. */
import type { System } from '../model/tracker.ts';
import { invalid } from './errors.ts';

/** Of a stored row: its system was there when it was stored. */
export function systemOf(systems: readonly System[], id: string): System {
  const system = systems.find((one) => one.id === id);
  if (system === undefined) throw new Error(`the system "${id}" of a stored connector is not in this version`);
  return system;
}

export const systemToWire = (system: System) => ({ id: system.id, short_name: system.shortName, name: system.name });

/** `system` of a request: an object with `id`, or, as it once was, the id itself. */
export type SystemGiven = string | { readonly id: string };

/** Throws 400 for an id that no system has, not even as another name. */
export function systemGiven(systems: readonly System[], given: SystemGiven): System {
  const id = typeof given === 'string' ? given : given.id;
  const name = id.toLowerCase();
  const system = systems.find((one) => one.id === name || one.aliases?.includes(name));
  if (system === undefined) throw invalid({ system: [`"${id}" is not a valid choice.`] });
  return system;
}

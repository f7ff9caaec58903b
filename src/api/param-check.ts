/** Validates whole sets of parameters against their schema, and finds out which place they name. */
import type { ParamValues } from '../model/params.ts';
import { TrackerError } from '../model/tracker-error.ts';
import type { System } from '../model/tracker.ts';
import { checkParams, type ParamErrors } from '../trackers/check-params.ts';
import { invalid, trackerRefused } from './errors.ts';

/** Throws 400 with everything that is wrong, required ones included. */
export function requireValid(system: System, values: ParamValues): void {
  refuse(checkParams(system, values));
}

/** The same for a connector: what its projects give themselves is not asked for here. */
export function requireValidConnector(system: System, values: ParamValues, editable: readonly string[]): void {
  const ofProjects = (name: string): boolean =>
    editable.includes(name) || system.params.find((field) => field.name === name)?.scope.includes('system') === false;
  const errors = Object.entries(checkParams(system, values, { level: 'system' }));
  refuse(Object.fromEntries(errors.filter(([name]) => !ofProjects(name) || (values[name] ?? null) !== null)));
}

function refuse(errors: ParamErrors): void {
  const { non_field_errors: general, ...params } = errors;
  if (general !== undefined) throw invalid({ non_field_errors: general });
  if (Object.keys(params).length > 0) throw invalid({ params });
}

/** Which server, and which project of it, a connection's links belong to. Throws 400 when the parameters name none. */
export function placeOf(system: System, values: ParamValues): { readonly server: string; readonly target: string } {
  try {
    const server = `${system.id} ${system.endpoint(values).root}`;
    return { server, target: `${server} ${system.target(values)}` };
  } catch (error) {
    throw error instanceof TrackerError ? trackerRefused(error) : error;
  }
}

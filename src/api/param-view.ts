/** How parameters look in responses. Secrets are masked; parameters without a value are left out. */
import type { ParamField } from '../model/params.ts';
import type { System } from '../model/tracker.ts';
import { effective, type Layer } from './param-layers.ts';
import type { Scalar } from './param-names.ts';

type View = Record<string, Scalar>;

function viewOf(fields: readonly ParamField[], layers: readonly Layer[]): View {
  const entries = fields.map((field) => [field.name, effective(field, layers)] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, Scalar] => entry[1] !== null));
}

/** A connector's: `sde_min_priority` is text and the title format has no prefix, as documented. */
export function connectorView(system: System, own: Layer): View {
  const set = (field: ParamField): boolean => field.scope.includes('system') || own.params[field.name] !== undefined;
  return renamed(viewOf(system.params.filter(set), [own]), 'issue_tracker_title_format', 'title_format');
}

/** What a connection's view shows beside the schema's parameters. */
export interface Surroundings {
  readonly id: number;
  readonly businessUnit: string;
  readonly application: string;
  readonly project: string;
  /** Where runs in debug mode can be listened to; null: not in debug mode. */
  readonly captureSocket: string | null;
  readonly lastSuccessfulRun: Date | null;
}

/** A connection's: the merged view with the computed keys. */
export function connectionView(system: System, layers: readonly Layer[], around: Surroundings): View {
  const view = renamed(viewOf(system.params, layers), 'title_format', 'issue_tracker_title_format');
  const priority = view['sde_min_priority'];
  return {
    ...view,
    ...(priority === undefined ? {} : { sde_min_priority: Number(priority) }),
    sde_businessunit: around.businessUnit,
    sde_application: around.application,
    sde_project: around.project,
    issue_tracker_reference_context: around.id,
    ...(around.captureSocket === null ? {} : { session_capture_socket: around.captureSocket }),
    ...(around.lastSuccessfulRun === null ? {} : { last_successful_run: offsetTime(around.lastSuccessfulRun) }),
  };
}

/** `2019-11-28T20:22:32.588000+00:00`. */
const offsetTime = (at: Date): string => at.toISOString().replace('Z', '000+00:00');

function renamed(view: View, from: string, to: string): View {
  return Object.fromEntries(Object.entries(view).map(([name, value]) => [name === from ? to : name, value]));
}

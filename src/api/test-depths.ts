/** How deep a test of a tracker came: each depth passed, failed with a remedy, or not tried. */
import Type, { type Static } from 'typebox';
import { DEPTHS, type Passed } from '../jobs/connect.ts';
import type { ParamValues } from '../model/params.ts';
import { TrackerError } from '../model/tracker-error.ts';
import type { System } from '../model/tracker.ts';
import { SealError } from '../store/seal.ts';
import type { ServerDeps } from './deps.ts';
import { requireMacroValues } from './macro-values.ts';
import { Nullable } from './shapes.ts';

type Depth = (typeof DEPTHS)[number];

export const DepthsShape = Type.Array(
  Type.Object({
    depth: Type.String({ description: '`server`, `project`, `settings`' }),
    success: Nullable(Type.Boolean(), 'null: not tried, because an earlier one failed'),
    param: Nullable(Type.String(), 'The parameter at fault'),
    message: Type.String({
      description: 'What is wrong, or, where `success` is true, will be before long; and the remedy',
    }),
  }),
);

interface Told {
  readonly success: boolean;
  readonly depths: Static<typeof DepthsShape>;
}

export interface Trial {
  readonly system: System;
  readonly params: ParamValues;
  readonly deepest: Depth;
  /** null: its macros' values are not looked at. */
  readonly project: number | null;
}

/** Tries what a run would use; `passed` hears of each depth. Throws a `TrackerError` at the first thing wrong. */
export async function tryTracker(deps: ServerDeps, trial: Trial, passed?: Passed): Promise<void> {
  const { system, params, deepest, project } = trial;
  await deps.testTracker(system, params, deepest, passed);
  if (project !== null) await requireMacroValues(deps.db, system, params, project);
}

/** The same, told. What fails after the last depth belongs to it: settings hold when their macros have values, too. */
export async function tellDepths(deepest: Depth, work: (passed: Passed) => Promise<void>): Promise<Told> {
  const depths = DEPTHS.slice(0, DEPTHS.indexOf(deepest) + 1);
  const warnings: string[] = [];
  const failure = await tried(() => work((warning) => warnings.push(warning)));
  const failed = failure === null ? depths.length : Math.min(warnings.length, depths.length - 1);
  const told = depths.map((depth, index) => {
    const nothing = { depth, param: null, message: '' };
    if (index === failed) return { ...nothing, success: false, ...failure };
    return { ...nothing, success: index < failed ? true : null, message: warnings[index] ?? '' };
  });
  return { success: failure === null, depths: told };
}

async function tried(work: () => Promise<void>): Promise<{ param: string | null; message: string } | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof TrackerError) return { param: error.param, message: error.message };
    if (error instanceof SealError) return { param: null, message: error.message };
    throw error;
  }
}

/** The engine in memory over a system's fake, with what happens between its runs: no socket, no database, no real time. */
import type { Run } from '../../src/model/run.ts';
import { editTask } from '../../src/sync/testing/bench-world.ts';
import { numbered, sceneOf, type Around, type Scene } from '../../src/sync/testing/scene.ts';
import type { Fake } from '../../src/trackers/fake.ts';
import type { Populated, Stage } from '../systems/stage.ts';

export interface Playing {
  readonly stage: Stage;
  readonly size: number;
  readonly scene: Scene<Fake>;
  readonly populated: Populated;
}

export function play(stage: Stage, size: number, around: Around = {}): Playing {
  let populated: Populated | null = null;
  const serve = (clock: () => number): Populated =>
    (populated = stage.serve({ clock, random: () => 0.5, indexLag: 0 }));
  const scene = sceneOf(stage.system, numbered(size), serve, around);
  if (populated === null) throw new Error('there is no server');
  return { stage, size, scene, populated };
}

/** People close as many issues, beginning with the one at `from`. */
function close({ stage, populated }: Playing, from: number, count: number): void {
  const done = Object.entries(stage.statuses).findLast(([, meaning]) => meaning === 'DONE');
  for (const { id } of populated.issues().slice(from, from + count)) populated.people.setStatus(id, done?.[0] ?? '');
}

/** The last quarter of the tasks gets this change. */
function editQuarter({ scene: { world }, size }: Playing, change: { title?: string; status?: string }): void {
  for (const { id } of world.tasks.slice(size - quarterOf(size))) editTask(world, id, change);
}

const quarterOf = (size: number): number => Math.floor(size / 4);

export interface Case {
  readonly what: string;
  /** What people do before the run. */
  readonly prepare: (playing: Playing) => void;
}

/** The history that is measured, run by run. */
export const casesOf = (size: number): readonly Case[] => [
  { what: `first sync of ${size}`, prepare: () => undefined },
  { what: `unchanged, ${size}`, prepare: () => undefined },
  { what: `5 closed by people, of ${size}`, prepare: (playing) => close(playing, 0, 5) },
  { what: `${quarterOf(size)} closed by people, of ${size}`, prepare: (playing) => close(playing, 5, quarterOf(size)) },
  {
    what: `${quarterOf(size)} tasks edited, of ${size}`,
    prepare: (playing) => editQuarter(playing, { title: 'Other words' }),
  },
  { what: `${quarterOf(size)} tasks done, of ${size}`, prepare: (playing) => editQuarter(playing, { status: 'TS1' }) },
];

/** Throws when the run does not succeed. */
export async function runOf({ scene, stage }: Playing, what: string): Promise<Run> {
  const run = await scene.run();
  if (!run.succeeded) throw new Error(`${stage.name}, ${what}: ${run.message}`);
  return run;
}

/**
 * How many requests a run needs, per system and case, beside the fewest that could have done it. Efficiency is the floor
 * divided by what was used: 1 is perfect, below 0.83 fails.
 */
import { total } from '../../src/model/ledger.ts';
import type { Run } from '../../src/model/run.ts';
import { editTask } from '../../src/sync/testing/bench-world.ts';
import { numbered, sceneOf, type Scene } from '../../src/sync/testing/scene.ts';
import type { Fake } from '../../src/trackers/fake.ts';
import { STAGES, type BenchServer, type BenchStage } from './stages.ts';

export interface Row {
  readonly system: string;
  readonly case: string;
  readonly used: number;
  readonly floor: number;
  readonly efficiency: number;
  /** What the published search-title algorithm would have used; null where nothing is known of it. */
  readonly reference: number | null;
}

const LEAST = 0.83;

export const isGood = ({ efficiency }: Row): boolean => efficiency >= LEAST;

export async function requests(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const stage of STAGES) for (const size of [100, 500, 1_000]) rows.push(...(await cases(stage, size)));
  return rows;
}

interface Playing {
  readonly stage: BenchStage;
  readonly scene: Scene<Fake>;
  readonly server: () => BenchServer;
  readonly size: number;
}

function play(stage: BenchStage, size: number): Playing {
  let served: BenchServer | null = null;
  const scene = sceneOf(stage.system, numbered(size), (clock) => (served = stage.serve(clock)));
  const server = (): BenchServer => {
    if (served === null) throw new Error('there is no server');
    return served;
  };
  return { stage, scene, server, size };
}

async function cases(stage: BenchStage, size: number): Promise<readonly Row[]> {
  const playing = play(stage, size);
  const { scene, server } = playing;
  const ids = scene.world.tasks.map(({ id }) => id);
  const quarter = Math.floor(size / 4);
  const rows: Row[] = [];
  const told = async (what: string, reference: readonly [number, number] | null = null): Promise<void> => {
    rows.push(rowOf(playing, what, await scene.run(), reference));
  };
  await told(`first sync of ${size}`, stage.reference?.first ?? null);
  await told(`unchanged, ${size}`, stage.reference?.unchanged ?? null);
  for (let n = 1; n <= 5; n += 1) server().close(n);
  await told(`5 closed by people, of ${size}`);
  for (let n = 6; n <= 5 + quarter; n += 1) server().close(n);
  await told(`${quarter} closed by people, of ${size}`);
  for (const id of ids.slice(-quarter)) editTask(scene.world, id, { title: 'Other words' });
  await told(`${quarter} tasks edited, of ${size}`);
  for (const id of ids.slice(-quarter)) editTask(scene.world, id, { status: 'TS1' });
  await told(`${quarter} tasks done, of ${size}`);
  return rows;
}

function rowOf({ stage, size }: Playing, what: string, run: Run, reference: readonly [number, number] | null): Row {
  if (!run.succeeded) throw new Error(`${stage.name}, ${what}: ${run.message}`);
  const [used, floor] = [total(run.requests), total(run.floor)];
  return {
    system: stage.name,
    case: what,
    used,
    floor,
    efficiency: Math.round((floor / used) * 1_000) / 1_000,
    reference: reference && reference[0] + reference[1] * size,
  };
}

/**
 * How long a first sync takes where the tracker allows only so many new issues in a time, and whether it was ever told to slow
 * down. In virtual time, with the latency of a far-away server; a run that is sent back is run again when its time has come.
 */
import type { Wire } from '../../src/http/wire.ts';
import type { Stage } from '../systems/stage.ts';
import { STAGES } from '../systems/stages.ts';
import { play, type Playing } from './playing.ts';
import { rounded, type Row } from './report.ts';
import { VirtualTime } from './virtual-time.ts';

const LATENCY = 250;

export async function pace(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const stage of STAGES)
    for (const { tasks, seconds } of stage.paced ?? []) rows.push(await firstSync(stage, tasks, seconds));
  return rows;
}

async function firstSync(stage: Stage, tasks: number, most: number): Promise<Row> {
  const time = new VirtualTime();
  const over =
    (wire: Wire): Wire =>
    async (request) => {
      await time.wait(LATENCY);
      return wire(request);
    };
  const playing = play(stage, tasks, { over, time });
  const runs = await time.pass(runsOf(playing, time));
  const seconds = rounded(time.now / 1_000, 0);
  const made = playing.populated.issues().length;
  const violations = playing.populated.violations?.() ?? 0;
  const isGood = made === tasks && violations === 0 && seconds <= most;
  return {
    cells: {
      system: stage.name,
      case: `first sync of ${tasks}`,
      seconds,
      most,
      made,
      runs,
      'told to slow down': violations,
    },
    failure: isGood ? null : 'too slow, too fast, or not finished',
  };
}

const MOST_RUNS = 10;

/** How many it takes until everything is done. */
async function runsOf({ scene }: Playing, time: VirtualTime): Promise<number> {
  for (let runs = 1; runs < MOST_RUNS; runs += 1) {
    const { error, again, succeeded } = await scene.run();
    const until = error?.retryAt ?? again;
    if (succeeded || until === null) return runs;
    await time.wait(Math.max(0, until - scene.world.clock));
  }
  return MOST_RUNS;
}

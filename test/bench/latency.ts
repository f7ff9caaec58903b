/**
 * How long a run takes where every request takes the same time, beside the best possible: the fewest requests, as many at a
 * time as the tracker's account may send; only the pages of a list come one after the other, because each tells whether
 * there is another. In virtual time our own work takes none, so the ratio shows only what waits for what.
 */
import type { Wire } from '../../src/http/wire.ts';
import type { Run } from '../../src/model/run.ts';
import type { Stage } from '../systems/stage.ts';
import { jiraCloud } from '../systems/jira.ts';
import { rally } from '../systems/rally.ts';
import { redmine } from '../systems/redmine.ts';
import { bestOf } from './best.ts';
import { casesOf, play, runOf } from './playing.ts';
import { real } from './latency-real.ts';
import { atMost, rounded, told, type Row } from './report.ts';
import { VirtualTime } from './virtual-time.ts';

const STAGES = [jiraCloud, rally, redmine];
const SIZES = [100, 1_000, 10_000];
/** What is written is read back afterwards, and the tracker's lists come first: not everything can wait at the same time. */
const MOST = 1.2;
/** Whatever the number of tasks, some questions come one after the other, because each needs the answer before it. */
const STEPS = 8;

export async function latency(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const stage of STAGES) for (const size of SIZES) rows.push(...(await virtual(stage, size)));
  for (const stage of [jiraCloud, redmine]) rows.push(...(await real(stage)));
  return rows;
}

async function virtual(stage: Stage, size: number): Promise<readonly Row[]> {
  const time = new VirtualTime();
  const slow =
    (wire: Wire): Wire =>
    async (request) => {
      await time.wait(1);
      return wire(request);
    };
  const playing = play(stage, size, { over: slow });
  const rows: Row[] = [];
  for (const { what, prepare } of casesOf(size)) {
    prepare(playing);
    const begun = time.now;
    const run = await time.pass(runOf(playing, what));
    rows.push(rowOf(stage, what, { run, wall: time.now - begun }));
  }
  return rows;
}

/** `wall` in latencies. */
function rowOf(
  { name, system }: Stage,
  what: string,
  { run, wall }: { readonly run: Run; readonly wall: number },
): Row {
  const best = bestOf(run, system.can);
  const cells = {
    system: name,
    case: what,
    'of the best': rounded(wall / best),
    best,
    used: wall,
    's at 20 ms': rounded(wall * 0.02),
    's at 100 ms': rounded(wall * 0.1),
  };
  return wall - best <= STEPS ? told(cells) : atMost(MOST, 'of the best', cells);
}

/**
 * How long a run takes where every request takes the same time, beside the best possible: the fewest requests, as many at a
 * time as the tracker's account may send; only the pages of a list come one after the other, because each tells whether
 * there is another. In virtual time our own work takes none, so the ratio shows only what waits for what.
 */
import type { Wire } from '../../src/http/wire.ts';
import { total } from '../../src/model/ledger.ts';
import type { Run } from '../../src/model/run.ts';
import type { Stage } from '../systems/stage.ts';
import { STAGES } from '../systems/stages.ts';
import { casesOf, play, runOf } from './playing.ts';
import { atMost, rounded, type Row } from './report.ts';
import { VirtualTime } from './virtual-time.ts';

const SIZES = [100, 1_000, 10_000];
/** What is written is read back afterwards, and the tracker's lists come first: not everything can wait at the same time. */
const MOST = 1.2;

export async function latency(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const stage of STAGES) for (const size of sizesOf(stage)) rows.push(...(await virtual(stage, size)));
  return rows;
}

const sizesOf = ({ most = Infinity }: Stage): readonly number[] => SIZES.filter((size) => size <= most);

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
  const { pull } = run.floor;
  const best = pull + Math.ceil((total(run.floor) - pull) / system.can.concurrency);
  return atMost(MOST, 'of the best', {
    system: name,
    case: what,
    'of the best': rounded(wall / best),
    best,
    used: wall,
    's at 20 ms': rounded(wall * 0.02),
    's at 100 ms': rounded(wall * 0.1),
  });
}

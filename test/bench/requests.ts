/**
 * How many requests a run needs, per system and case, beside the fewest that could have done it. Efficiency is the floor
 * divided by what was used: 1 is perfect, below 0.83 fails.
 */
import { total } from '../../src/model/ledger.ts';
import { STAGES } from '../systems/stages.ts';
import { casesOf, play, runOf } from './playing.ts';
import { atLeast, rounded, type Row } from './report.ts';

const LEAST = 0.83;
const SIZES = [100, 500, 1_000];

export async function requests(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const stage of STAGES) {
    for (const size of SIZES.filter((one) => one <= (stage.most ?? one))) {
      const playing = play(stage, size);
      for (const [at, { what, prepare }] of casesOf(size).entries()) {
        prepare(playing);
        const run = await runOf(playing, what);
        const [used, floor] = [total(run.requests), total(run.floor)];
        const published = [stage.reference?.first, stage.reference?.unchanged][at];
        const searching = published ? published[0] + published[1] * size : null;
        const efficiency = rounded(floor / used, 3);
        rows.push(
          atLeast(LEAST, 'efficiency', {
            system: stage.name,
            case: what,
            efficiency,
            used,
            floor,
            'search by title': searching,
          }),
        );
      }
    }
  }
  return rows;
}

/**
 * `npm run simulate -- --seeds N --from S [--system jira] [--minutes M]`: plays random histories of the whole engine against
 * the trackers in the box, and has each judged by a separate oracle. The same seed gives the same history, byte for byte.
 */
import { parseArgs } from 'node:util';
import type { PGlite } from '@electric-sql/pglite';
import { STAGES } from '../systems/stages.ts';
import type { Stage } from '../systems/stage.ts';
import { openSimulated } from './database.ts';
import { play, type Played } from './play.ts';
import { shrink } from './shrink.ts';
import { historyOf } from './history.ts';
import type { History } from './steps.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '50' },
    from: { type: 'string', default: '1' },
    system: { type: 'string' },
    minutes: { type: 'string' },
    /** Ends at the first violation, without looking for a shorter history. */
    first: { type: 'boolean', default: false },
    /** Prints what happened, whatever came of it. */
    trace: { type: 'boolean', default: false },
  },
});

/** What the oracle holds every world against, all of it whenever edits and faults have stopped, the first after every step. */
const INVARIANTS = [
  'no duplicates',
  'no loss',
  'convergence',
  'no lost edit',
  'echo-freedom',
  'order-independence (lists in any order)',
  'request budget',
  'limit obedience',
  'secrecy',
  'crash-only restart and restore',
  'clock independence',
  'plan fidelity',
  'brakes',
  'explainability',
  'policy',
  'fencing',
  'comments and labels exactly once',
] as const;

interface Tally {
  histories: number;
  milliseconds: number;
  crashes: number;
  /** By kind, as the histories tell them. */
  readonly steps: Map<string, number>;
  /** By kind, as they were met. */
  readonly faults: Map<string, number>;
  checks: number;
}

/** Progress, for whoever waits; milliseconds. */
const TELLS_EVERY = 30_000;

const begun = Date.now();
const ends = values.minutes === undefined ? Number.POSITIVE_INFINITY : begun + Number(values.minutes) * 60_000;
const stages = STAGES.filter(({ name }) => values.system === undefined || name === values.system);
if (stages.length === 0)
  throw new Error(`There is no system "${values.system}": ${STAGES.map(({ name }) => name).join(', ')}.`);

const pglite = await openSimulated();
let failed = 0;
let passed = 0;
const tallies = stages.map((stage): readonly [Stage, Tally] => [
  stage,
  { histories: 0, milliseconds: 0, crashes: 0, steps: new Map(), faults: new Map(), checks: 0 },
]);
const [from, count] = [Number(values.from), Number(values.seeds)];
let toldAt = begun;
for (let seed = from; seed < from + count; seed += 1) {
  if (Date.now() - toldAt > TELLS_EVERY) {
    toldAt = Date.now();
    console.error(`… seed ${seed} of ${from} to ${from + count - 1}: ${passed} passed, ${failed} failed`);
  }
  for (const [stage, tally] of tallies) {
    const since = Date.now();
    if (since >= ends) break;
    const history = historyOf(seed);
    const played = await play(stage, history, pglite);
    tallyUp(tally, history, played);
    tally.milliseconds += Date.now() - since;
    if (values.trace) console.log(played.trace.join('\n'));
    if (played.violation === null) passed += 1;
    else {
      failed += 1;
      if (values.first) {
        console.log(`${stage.name}, seed ${seed}: ${played.violation.message}`);
        process.exit(1);
      }
      await report(stage, history, played, pglite);
    }
  }
}
for (const [stage, tally] of tallies) tell(stage.name, tally);
console.log(`checked: ${INVARIANTS.join(' · ')}`);
await pglite.close();
console.log(`${passed} passed, ${failed} failed`);
if (failed > 0 || passed === 0) process.exitCode = 1;

function tallyUp(tally: Tally, { steps }: History, { crashes, checks, met }: Played): void {
  tally.histories += 1;
  tally.crashes += crashes;
  tally.checks += checks;
  for (const step of steps) {
    add(tally.steps, step.do);
    if (step.do !== 'run') continue;
    if (step.amid !== null) add(tally.steps, 'edit amid a run');
  }
  for (const fault of met) add(tally.faults, fault);
}

function add(kinds: Map<string, number>, kind: string): void {
  kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
}

function sumOf(kinds: ReadonlyMap<string, number>): number {
  return [...kinds.values()].reduce((sum, one) => sum + one, 0);
}

function listOf(kinds: ReadonlyMap<string, number>): string {
  const told = [...kinds].map(([kind, times]) => `${kind} ${times}`);
  return told.sort().join(', ');
}

function tell(name: string, { histories, milliseconds, crashes, steps, faults, checks }: Tally): void {
  console.log(
    `${name}: ${histories} histories (${((histories * 1_000) / milliseconds).toFixed(1)} a second), ${sumOf(steps)} steps, ` +
      `${crashes} crashes, ${sumOf(faults)} faults, ${checks} times everything checked`,
  );
  console.log(`  steps: ${listOf(steps)}`);
  console.log(`  faults: ${listOf(faults)}`);
}

async function report(stage: Stage, history: History, { violation }: Played, on: PGlite): Promise<void> {
  const { seed } = history.frame;
  console.log(`\n${stage.name}, seed ${seed}: ${violation?.message}`);
  console.log(`  npm run simulate -- --system ${stage.name} --from ${seed} --seeds 1 --trace`);
  const kind = (error: Error | null): string => error?.message.split(':')[0] ?? '';
  const shortest = await shrink(history, async (shorter) => {
    const again = await play(stage, shorter, on);
    return again.violation !== null && kind(again.violation) === kind(violation);
  });
  const last = await play(stage, shortest, on);
  console.log(`  the shortest history that shows it (${shortest.steps.length} steps):`);
  console.log(`  ${JSON.stringify(shortest.frame)}`);
  for (const line of last.trace) console.log(`    ${line}`);
  console.log(`  ${last.violation?.stack ?? ''}`);
}

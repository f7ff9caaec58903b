/**
 * `npm run mutate -- [part of a name] [--thorough]`: puts each deliberate fault into a copy of the program, one at a time, runs the tests
 * that should notice it and fifty random histories, and fails when neither does. A table says what caught it first; with
 * `--thorough` it says what the histories would have found, too, and takes three times as long.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FAULTS, type Fault } from './faults.ts';

const home = process.cwd();
const copy = mkdtempSync(join(tmpdir(), 'lockstep-mutate-'));
const ENGINE = [
  'unit',
  'src/sync/sync',
  'src/sync/identity',
  'src/sync/labels',
  'src/sync/talk',
  'src/sync/lanes',
  'src/sync/wishes',
  'src/sync/apply-creates',
] as const;
const SEEDS = 50;
const thorough = process.argv.includes('--thorough');
const [wanted = ''] = process.argv.slice(2).filter((word) => word !== '--thorough');
const faults = FAULTS.filter(({ name }) => name.includes(wanted));

function prepare(): void {
  for (const name of ['src', 'test', 'docs', 'package.json', 'tsconfig.json', 'vitest.config.ts'])
    cpSync(join(home, name), join(copy, name), { recursive: true });
  symlinkSync(join(home, 'node_modules'), join(copy, 'node_modules'));
}

interface Told {
  readonly status: number | null;
  readonly output: string;
}

/** Far from UTC, so that a time read as a local one is another time. */
const ENV = { ...process.env, NO_COLOR: '1', TZ: 'Asia/Tokyo' };

/** A fault can make a program wait for ever: that proves nothing, a slow machine waits as well. */
const LONGEST = 240_000;

const told = (cwd: string, args: readonly string[], signal?: AbortSignal): Promise<Told> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, env: ENV, timeout: LONGEST, ...(signal ? { signal } : {}) });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
    child.once('error', (error) => (error.name === 'AbortError' ? resolve({ status: null, output }) : reject(error)));
    child.once('close', (status) => resolve({ status, output }));
  });

const vitest = join(home, 'node_modules/vitest/vitest.mjs');
const tests = ([project, ...files]: readonly string[]): Promise<Told> =>
  told(copy, [vitest, 'run', '--project', project ?? '', '--bail', '1', ...files]);

const simulation = (
  cwd: string,
  system: string,
  seeds: readonly [from: number, count: number],
  signal?: AbortSignal,
): Promise<Told> =>
  told(
    cwd,
    `test/simulate/simulate.ts --first --system ${system} --from ${seeds[0]} --seeds ${seeds[1]}`.split(' '),
    signal,
  );

/** What a failed program complains of first; null: nothing, or it did not end. */
function complaint({ status, output }: Told, pattern: RegExp): string | null {
  if (status === 0 || status === null) return null;
  const [, first] = pattern.exec(output) ?? [];
  if (first === undefined) throw new Error(`It fails without saying why. Mend the fault: ${output.slice(-2_000)}`);
  return first;
}

/** What noticed it; null: nothing did. */
interface Caught {
  readonly test: string | null;
  readonly history: string | null;
}

/** Tests and histories at the same time: a machine has two cores. What the tests have noticed, histories need not find. */
async function caught({ file, find, replace, name, tests: named = ENGINE, system = 'jira' }: Fault): Promise<Caught> {
  const path = join(copy, file);
  const sound = readFileSync(path, 'utf8');
  const { length } = sound.split(find);
  if (length !== 2) throw new Error(`${name}: "${String(find)}" is ${length - 1} times in ${file}; mend the fault`);
  writeFileSync(path, sound.replace(find, replace));
  const noticed = new AbortController();
  const [byTests, history] = await Promise.all([
    tests(named).then((done) => {
      if (done.status !== 0 && done.status !== null && !thorough) noticed.abort();
      return done;
    }),
    typeof system === 'string' ? firstViolation(system, noticed.signal) : null,
  ]);
  writeFileSync(path, sound);
  return { test: complaint(byTests, /[×✗] (.*?)(?: \d+m?s)?$/m), history };
}

/** A seed that fails without the fault, too, says nothing about it. */
async function firstViolation(system: string, signal: AbortSignal): Promise<string | null> {
  const violation = complaint(await simulation(copy, system, [1, SEEDS], signal), /(seed \d+: .*)/);
  const [, seed] = /^seed (\d+)/.exec(violation ?? '') ?? [];
  if (seed !== undefined && (await simulation(home, system, [Number(seed), 1])).status !== 0)
    throw new Error(`${system}, seed ${seed} fails without a fault: mend that first`);
  return violation;
}

const isUnnoticed = ({ test, history }: Caught): boolean => test === null && history === null;

const rowOf = ({ name, system }: Fault, { test, history }: Caught): string =>
  `| ${name} | ${test ?? '–'} | ${history?.slice(0, 160) ?? (typeof system === 'object' ? `– (${system.none})` : '–')} |`;

prepare();
try {
  for (const set of new Set(faults.map(({ tests: named = ENGINE }) => named.join(' '))))
    if ((await tests(set.split(' '))).status !== 0) throw new Error(`${set} fails without a fault: mend that first`);
  let survivors = 0;
  console.log(`| fault | its tests | ${SEEDS} histories |\n| --- | --- | --- |`);
  for (const fault of faults) {
    const by = await caught(fault);
    if (isUnnoticed(by)) survivors += 1;
    console.log(`${rowOf(fault, by)}${isUnnoticed(by) ? ' SURVIVED' : ''}`);
  }
  console.log(`\n${faults.length - survivors} of ${faults.length} faults caught`);
  process.exitCode = survivors === 0 && faults.length > 0 ? 0 : 1;
} finally {
  rmSync(copy, { recursive: true, force: true });
}

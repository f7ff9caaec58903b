/**
 * `npm run mutate`: puts each deliberate fault into a copy of the program, one at a time, runs the tests that should notice it
 * and fifty random histories, and fails when neither does. A table says what caught it.
 */
import { spawnSync } from 'node:child_process';
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
] as const;
const SEEDS = 50;

function prepare(): void {
  for (const name of ['src', 'test', 'docs', 'package.json', 'tsconfig.json', 'vitest.config.ts'])
    cpSync(join(home, name), join(copy, name), { recursive: true });
  symlinkSync(join(home, 'node_modules'), join(copy, 'node_modules'));
}

interface Told {
  readonly failed: boolean;
  readonly output: string;
}

/** Far from UTC, so that a time read as a local one is another time. */
const ENV = { ...process.env, NO_COLOR: '1', TZ: 'Asia/Tokyo' };

function told(args: readonly string[]): Told {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8', env: ENV });
  return { failed: status !== 0, output: stdout + stderr };
}

const vitest = join(home, 'node_modules/vitest/vitest.mjs');
const tests = ([project, ...files]: readonly string[]): Told =>
  told([vitest, 'run', '--project', project ?? '', '--bail', '1', ...files]);

const simulation = (system: string): Told =>
  told(['test/simulate/simulate.ts', '--system', system, '--seeds', String(SEEDS), '--first']);

/** What noticed it; null: nothing did. */
interface Caught {
  readonly test: string | null;
  readonly history: string | null;
}

function caught({ file, find, replace, name, tests: named = ENGINE, system = 'jira' }: Fault): Caught {
  const path = join(copy, file);
  const sound = readFileSync(path, 'utf8');
  if (sound.split(find).length < 2)
    throw new Error(`${name}: "${String(find)}" is not in ${file} any more; mend the fault`);
  writeFileSync(path, sound.replace(find, replace));
  const [byTests, byHistories] = [tests(named), simulation(system)];
  writeFileSync(path, sound);
  return {
    test: byTests.failed
      ? (/[×✗] (.*?)(?: \d+m?s)?$/m.exec(byTests.output)?.[1] ?? 'the tests do not even load')
      : null,
    history: byHistories.failed ? (/(seed \d+: .*)/.exec(byHistories.output)?.[1] ?? 'it does not even start') : null,
  };
}

prepare();
try {
  if (tests(ENGINE).failed) throw new Error('the tests fail without a fault: mend them first');
  let survivors = 0;
  for (const fault of FAULTS) {
    const { test, history } = caught(fault);
    if (test === null && history === null) survivors += 1;
    console.log(`${test === null && history === null ? 'SURVIVED' : 'caught  '}  ${fault.name}`);
    console.log(`            by its tests: ${test ?? '–'}`);
    console.log(`            by the simulation: ${history?.slice(0, 160) ?? '–'}`);
  }
  console.log(`\n${FAULTS.length - survivors} of ${FAULTS.length} faults caught`);
  process.exitCode = survivors === 0 ? 0 : 1;
} finally {
  rmSync(copy, { recursive: true, force: true });
}

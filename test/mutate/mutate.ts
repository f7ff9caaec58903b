/** `npm run mutate`: puts each deliberate fault into a copy of the engine and fails when its tests do not notice. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FAULTS, type Fault } from './faults.ts';

const home = process.cwd();
const copy = mkdtempSync(join(tmpdir(), 'lockstep-mutate-'));

function prepare(): void {
  for (const name of ['src', 'test', 'package.json', 'tsconfig.json', 'vitest.config.ts']) {
    cpSync(join(home, name), join(copy, name), { recursive: true });
  }
  symlinkSync(join(home, 'node_modules'), join(copy, 'node_modules'));
}

/** The engine's tests in the copy: their exit code and what they printed. */
function engineTests(): { failed: boolean; output: string } {
  const vitest = join(home, 'node_modules/vitest/vitest.mjs');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [vitest, 'run', '--project', 'unit', 'src/sync/sync', 'src/sync/identity'],
    {
      cwd: copy,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1' },
    },
  );
  return { failed: status !== 0, output: stdout + stderr };
}

/** The first test that noticed; null when none did. */
function caughtBy({ file, find, replace, name }: Fault): string | null {
  const path = join(copy, file);
  const sound = readFileSync(path, 'utf8');
  if (sound.split(find).length < 2)
    throw new Error(`${name}: "${String(find)}" is not in ${file} any more; mend the fault`);
  writeFileSync(path, sound.replace(find, replace));
  const { failed, output } = engineTests();
  writeFileSync(path, sound);
  return failed ? (/× (.*?)(?: \d+m?s)?$/m.exec(output)?.[1] ?? 'the tests do not even load') : null;
}

prepare();
try {
  if (engineTests().failed) throw new Error('the tests fail without a fault: mend them first');
  const survivors = FAULTS.filter((fault) => {
    const test = caughtBy(fault);
    console.log(test === null ? `SURVIVED  ${fault.name}` : `caught    ${fault.name}: ${test}`);
    return test === null;
  });
  console.log(`\n${FAULTS.length - survivors.length} of ${FAULTS.length} faults caught`);
  process.exitCode = survivors.length === 0 ? 0 : 1;
} finally {
  rmSync(copy, { recursive: true, force: true });
}

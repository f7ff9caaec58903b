/** How long the embedded service takes to answer, the first time ever and later, beside opening its database alone. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atMost, median, rounded, type Row } from './report.ts';

const ROUNDS = 3;
/** Everything that is not the database: modules, migrations to look at, the routes, the queue. */
const MOST = 8;

const LOCKSTEP = new URL('../../src/lockstep.ts', import.meta.url).pathname;
const OPENING = `
  import { openDatabase } from ${JSON.stringify(new URL('../../src/store/database.ts', import.meta.url).href)};
  const { close } = await openDatabase({ dataFolder: process.env.LOCKSTEP_DATA });
  console.log('open');
  await close();`;

export async function start(): Promise<readonly Row[]> {
  const rounds: (readonly [number, number, number, number])[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const [served, alone] = [folder(), folder()];
    const open = ['--input-type=module', '-e', OPENING];
    const serve = [LOCKSTEP, 'serve'];
    rounds.push([
      await ready(open, alone, /open/),
      await ready(serve, served, /Lockstep is at/),
      await ready(open, alone, /open/),
      await ready(serve, served, /Lockstep is at/),
    ]);
    for (const made of [served, alone]) rmSync(made, { recursive: true, force: true });
  }
  const row = (what: string, database: 0 | 2, service: 1 | 3): Row =>
    atMost(MOST, 'times of the database', {
      start: what,
      'times of the database': rounded(median(rounds.map((times) => times[service] / times[database]))),
      'service s': rounded(median(rounds.map((times) => times[service])) / 1_000),
      'database s': rounded(median(rounds.map((times) => times[database])) / 1_000),
    });
  return [row('first ever', 0, 1), row('later', 2, 3)];
}

const folder = (): string => mkdtempSync(join(tmpdir(), 'lockstep-start-'));

/** Milliseconds until the process says so. It is ended afterwards. */
async function ready(args: readonly string[], data: string, sign: RegExp): Promise<number> {
  const begun = performance.now();
  const env = { ...process.env, LOCKSTEP_DATA: data, LOCKSTEP_PORT: '0' };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let said = '';
  const took = await new Promise<number>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      said += String(chunk);
      if (sign.test(said)) resolve(performance.now() - begun);
    });
    child.once('exit', (code) => reject(new Error(`the process ended with code ${code} before it was ready: ${said}`)));
  });
  child.kill('SIGTERM');
  await ended;
  return took;
}

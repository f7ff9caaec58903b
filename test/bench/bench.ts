/** `npm run bench -- <name> [--json]`: prints one benchmark's table; exit 1 when it is not good enough. */

import { api } from './api.ts';
import { engine } from './engine.ts';
import { fleet } from './fleet.ts';
import { latency } from './latency.ts';
import { pace } from './pace.ts';
import { table, type Row } from './report.ts';
import { requests } from './requests.ts';
import { start } from './start.ts';

const BENCHMARKS: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  api,
  engine,
  fleet,
  latency,
  pace,
  requests,
  start,
};

const [name = '', ...options] = process.argv.slice(2);
const benchmark = Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined;
if (benchmark === undefined) {
  console.error(`There is no benchmark "${name}". There is: ${Object.keys(BENCHMARKS).join(', ')}.`);
  process.exitCode = 2;
} else {
  const rows = await benchmark();
  console.log(options.includes('--json') ? JSON.stringify(rows, null, 2) : table(rows));
  if (rows.some(({ failure }) => failure !== null)) process.exitCode = 1;
}

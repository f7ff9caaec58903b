/** `npm run bench -- <name> [--json]`: prints one benchmark's table; exit 1 when it is not good enough. */
import { isGood, requests, type Row } from './requests.ts';

const BENCHMARKS = { requests } as const;

const isName = (name: string | undefined): name is keyof typeof BENCHMARKS => name !== undefined && name in BENCHMARKS;

const [name, ...options] = process.argv.slice(2);
if (isName(name)) {
  const rows = await BENCHMARKS[name]();
  console.log(options.includes('--json') ? JSON.stringify(rows, null, 2) : table(rows));
  if (!rows.every(isGood)) process.exitCode = 1;
} else {
  console.error(`There is no benchmark "${name ?? ''}". There is: ${Object.keys(BENCHMARKS).join(', ')}.`);
  process.exitCode = 2;
}

function table(rows: readonly Row[]): string {
  const head = ['system', 'case', 'used', 'floor', 'efficiency', 'search by title'];
  const lines = rows.map((row) => [
    row.system,
    row.case,
    String(row.used),
    String(row.floor),
    row.efficiency.toFixed(3) + (isGood(row) ? '' : ' !'),
    row.reference === null ? '' : String(row.reference),
  ]);
  const widths = head.map((title, at) => Math.max(title.length, ...lines.map((line) => line[at]?.length ?? 0)));
  return [head, ...lines]
    .map((line) =>
      line
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A SARIF 2.1 report as it arrives → tasks and problems. The report is never held as a whole. */
import { fileProblem, refused, type ImportedTask, type Parsed } from './imported-task.ts';
import { streamJson, UnreadableJson, type Path } from './json-stream.ts';
import { objectOf, textOf } from './json-values.ts';
import { locationOf, type Location } from './sarif-place.ts';
import { resultOf, type SarifResult } from './sarif-result.ts';
import { sourceOf, tasksOf } from './sarif-run.ts';

interface OpenRun {
  driver: unknown;
  automationId: string | null;
  readonly results: SarifResult[];
  readonly artifacts: Map<number, Location>;
  readonly bases: Map<string, Location>;
  /** The run has results, be it none, and the tool did not fail on the way: what it does not name is gone. */
  complete: boolean;
  failed: boolean;
}

/** Throws nothing for what the file contains. */
export async function readSarif(source: AsyncIterable<Uint8Array>): Promise<Parsed> {
  const runs = new Map<string | number, OpenRun>();
  const file: { version: string | null } = { version: null };
  try {
    await streamJson(source, (path, value) => {
      if (path.length === 1 && path[0] === 'version') file.version = textOf(value);
      if (path[0] === 'runs' && path[1] !== undefined) keep(runOf(runs, path[1]), path.slice(2), value);
    });
  } catch (error) {
    if (error instanceof UnreadableJson) return refused([fileProblem(error.line, error.message)]);
    throw error;
  }
  if (file.version?.startsWith('2.1.') !== true || runs.size === 0) return refused([fileProblem(1, NO_SARIF)]);
  const all = [...runs.values()];
  return {
    profile: 'sarif',
    columns: {},
    ignored: [],
    tasks: distinct(all.flatMap(tasksOf)),
    complete: completeSources(all),
    problems: [],
  };
}

const NO_SARIF = 'no SARIF 2.1 report: it has to say "version": "2.1.0" and to hold "runs"';

function runOf(runs: Map<string | number, OpenRun>, key: string | number): OpenRun {
  const run = runs.get(key) ?? newRun();
  runs.set(key, run);
  return run;
}

const newRun = (): OpenRun => ({
  driver: null,
  automationId: null,
  results: [],
  artifacts: new Map(),
  bases: new Map(),
  complete: false,
  failed: false,
});

function keep(run: OpenRun, [member, key]: Path, value: unknown): void {
  if (key === undefined) run.complete ||= member === 'results' && Array.isArray(value);
  else MEMBERS[String(member)]?.(run, key, value);
}

const MEMBERS: Readonly<Record<string, (run: OpenRun, key: string | number, value: unknown) => void>> = {
  results(run, _key, value) {
    const result = resultOf(value);
    if (result !== null) run.results.push(result);
  },
  artifacts(run, key, value) {
    run.artifacts.set(Number(key), locationOf(objectOf(value)['location']));
  },
  originalUriBaseIds(run, key, value) {
    run.bases.set(String(key), locationOf(value));
  },
  tool(run, key, value) {
    if (key === 'driver') run.driver = value;
  },
  automationDetails(run, key, value) {
    if (key === 'id') run.automationId = textOf(value);
  },
  invocations(run, _key, value) {
    run.failed ||= objectOf(value)['executionSuccessful'] === false;
  },
};

/** One run that failed makes its source incomplete, whatever its other runs say. */
function completeSources(runs: readonly OpenRun[]): string[] {
  const failed = new Set(runs.filter((run) => run.failed || !run.complete).map(sourceOf));
  return [...new Set(runs.map(sourceOf))].filter((source) => !failed.has(source));
}

/** The same code twice in a file is two findings: they are counted in the order of the report. */
function distinct(tasks: readonly ImportedTask[]): ImportedTask[] {
  const seen = new Map<string, number>();
  return tasks.map((task) => {
    const count = (seen.get(task.id) ?? 0) + 1;
    seen.set(task.id, count);
    return count === 1 ? task : { ...task, id: `${task.id}-${count}` };
  });
}

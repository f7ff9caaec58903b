/** A CycloneDX document with vulnerabilities and their analyses (VEX) → tasks and problems. */
import { fileProblem, refused, type Finding, type ImportedTask, type Parsed, type Problem } from './imported-task.ts';
import { readJson } from './json.ts';
import { listOf, numberOf, objectOf, textOf, type Json } from './json-values.ts';
import { shortTitle } from './short-title.ts';

const SOURCE = 'VEX';
const ID = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u;

/** What each state of an analysis means; a vulnerability without one is to be looked at. */
const FINDING_OF: Readonly<Record<string, Finding>> = {
  exploitable: 'present',
  in_triage: 'present',
  resolved: 'gone',
  resolved_with_pedigree: 'gone',
  false_positive: 'suppressed',
  not_affected: 'suppressed',
};
const PRIORITY_OF: Readonly<Record<string, number>> = { critical: 10, high: 8, medium: 5, low: 3, info: 1, none: 1 };

/** Throws nothing for what the file contains. A vulnerability that it does not name is left alone: silence is no statement. */
export function parseVex(bytes: Uint8Array): Parsed {
  const file = readJson(bytes);
  if (file.problem !== null) return refused([file.problem]);
  const document = objectOf(file.value);
  if (document['bomFormat'] !== 'CycloneDX' || !Array.isArray(document['vulnerabilities'])) {
    return refused([fileProblem(1, NO_VEX)]);
  }
  const read = document['vulnerabilities'].map(taskOf);
  const problems = read.filter((one): one is Problem => 'message' in one);
  const tasks = read.filter((one): one is ImportedTask => 'id' in one);
  return { profile: 'vex', columns: {}, ignored: [], tasks: distinct(tasks), complete: [], problems };
}

const NO_VEX =
  'no CycloneDX document with vulnerabilities: it has to say "bomFormat": "CycloneDX" and to hold "vulnerabilities"';

function taskOf(value: unknown, index: number): ImportedTask | Problem {
  const vulnerability = objectOf(value);
  const [id, analysis] = [textOf(vulnerability['id']) ?? '', objectOf(vulnerability['analysis'])];
  const state = textOf(analysis['state']) ?? 'in_triage';
  const finding = FINDING_OF[state];
  const place = `vulnerabilities[${index}]`;
  if (!ID.test(id))
    return fileProblem(null, `${place}.id: "${id.slice(0, 80)}" is no id: letters, digits, ".", "_" and "-"`);
  if (finding === undefined) {
    return fileProblem(null, `${place}.analysis.state: "${state}" is not one of ${Object.keys(FINDING_OF).join(', ')}`);
  }
  const description = textOf(vulnerability['description']) ?? textOf(vulnerability['detail']) ?? id;
  return {
    line: index + 1,
    id,
    title: shortTitle(id, description),
    text: bodyOf(vulnerability, description),
    priority: priorityOf(vulnerability),
    phase: null,
    status: null,
    tags: ['vex'],
    verification: null,
    reported: { source: SOURCE, finding },
  };
}

function bodyOf(vulnerability: Json, description: string): string {
  const analysis = objectOf(vulnerability['analysis']);
  const affects = listOf(vulnerability['affects']).flatMap((one) => textOf(objectOf(one)['ref']) ?? []);
  const parts: readonly (readonly [name: string, text: string | null])[] = [
    ['Affects', affects.length === 0 ? null : affects.map((ref) => `\`${ref}\``).join(', ')],
    ['Analysis', textOf(analysis['state'])],
    ['Justification', textOf(analysis['justification'])],
    ['Detail', textOf(analysis['detail'])],
    ['Recommendation', textOf(vulnerability['recommendation'])],
  ];
  const lines = parts.flatMap(([name, text]) => (text === null ? [] : [`${name}: ${text}`]));
  return [description, ...lines].join('\n\n');
}

/** The worst of its ratings: the score, else the word. */
function priorityOf(vulnerability: Json): number | null {
  const priorities = listOf(vulnerability['ratings']).map((rating) => {
    const score = numberOf(objectOf(rating)['score']);
    const word = PRIORITY_OF[textOf(objectOf(rating)['severity']) ?? ''] ?? 0;
    return word > 0 || score === null ? word : Math.min(10, Math.max(1, Math.round(score)));
  });
  const worst = Math.max(0, ...priorities);
  return worst === 0 ? null : worst;
}

const WEIGHT: Readonly<Record<Finding, number>> = { present: 2, gone: 1, suppressed: 0 };

/** One vulnerability with several analyses is one task, as open as the most open of them. */
function distinct(tasks: readonly ImportedTask[]): ImportedTask[] {
  const weightOf = (task: ImportedTask): number => WEIGHT[task.reported?.finding ?? 'present'];
  const groups = Map.groupBy(tasks, ({ id }) => id);
  return [...groups.values()].flatMap((group) => group.toSorted((a, b) => weightOf(b) - weightOf(a)).slice(0, 1));
}

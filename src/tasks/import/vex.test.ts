import { expect, test } from 'vitest';
import { printProblem } from './imported-task.ts';
import { readFile } from './read-file.ts';

const vocabulary = { phases: [], statuses: [] };
const read = (value: unknown) =>
  readFile('vex', Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)), { vocabulary });
const document = (...vulnerabilities: readonly unknown[]) => ({
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  vulnerabilities,
});
const vulnerability = (state: string, id = 'CVE-2024-1234') => ({ id, analysis: { state } });

test('a vulnerability becomes a task with what people need to judge it', () => {
  const { profile, tasks, problems } = read(
    document({
      id: 'CVE-2024-1234',
      description: 'Reads beyond the end.',
      ratings: [{ severity: 'medium' }, { score: 8.1 }],
      recommendation: 'Update to 2.0',
      affects: [{ ref: 'pkg:npm/left@1.0.0' }],
      analysis: { state: 'not_affected', justification: 'code_not_reachable', detail: 'Never called' },
    }),
  );
  expect([profile, problems]).toEqual(['vex', []]);
  expect(tasks).toEqual([
    expect.objectContaining({
      id: 'CVE-2024-1234',
      title: 'CVE-2024-1234: Reads beyond the end.',
      text: 'Reads beyond the end.\n\nAffects: `pkg:npm/left@1.0.0`\n\nAnalysis: not_affected\n\nJustification: code_not_reachable\n\nDetail: Never called\n\nRecommendation: Update to 2.0',
      priority: 8,
      reported: { source: 'VEX', finding: 'suppressed' },
    }),
  ]);
});

test.each([
  ['exploitable', 'present'],
  ['in_triage', 'present'],
  ['resolved', 'gone'],
  ['resolved_with_pedigree', 'gone'],
  ['false_positive', 'suppressed'],
  ['not_affected', 'suppressed'],
])('%s is %s', (state, finding) => {
  expect(read(document(vulnerability(state))).tasks[0]?.reported?.finding).toBe(finding);
});

test('without an analysis it is to be looked at; with several, the most open one counts', () => {
  expect(read(document({ id: 'CVE-1' })).tasks[0]?.reported?.finding).toBe('present');
  const { tasks } = read(
    document(vulnerability('not_affected'), vulnerability('exploitable'), vulnerability('resolved')),
  );
  expect(tasks.map(({ reported }) => reported?.finding)).toEqual(['present']);
});

test.each([
  ['{', /^line 1: the file is no JSON/],
  [{ bomFormat: 'CycloneDX' }, /^line 1: no CycloneDX document with vulnerabilities/],
  [document(vulnerability('fine')), /^vulnerabilities\[0\]\.analysis\.state: "fine" is not one of exploitable, /],
  [document(vulnerability('resolved'), {}), /^vulnerabilities\[1\]\.id: "" is no id/],
])('%j', (file, problem) => {
  expect(read(file).problems.map(printProblem)).toEqual([expect.stringMatching(problem)]);
});

import { Readable } from 'node:stream';
import { SarifBuilder, SarifResultBuilder, SarifRuleBuilder, SarifRunBuilder } from 'node-sarif-builder';
import { describe, expect, test } from 'vitest';
import { printProblem } from './imported-task.ts';
import { readSarif } from './sarif.ts';

type Json = Record<string, unknown>;

const bytesOf = (value: unknown): Buffer => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const read = (value: unknown) => readSarif(Readable.from([bytesOf(value)]));
const report = (results: readonly Json[], more: Json = {}, driver: Json = {}): Json => ({
  version: '2.1.0',
  runs: [{ tool: { driver: { name: 'Scanner', ...driver } }, ...more, results }],
});
const finding = (line: number, more: Json = {}, region: Json = {}): Json => ({
  ruleId: 'R1',
  message: { text: `Unsafe call in line ${line}` },
  locations: [{ physicalLocation: { artifactLocation: { uri: 'src/a.ts' }, region: { startLine: line, ...region } } }],
  ...more,
});
const ids = async (results: readonly Json[], more: Json = {}) =>
  (await read(report(results, more))).tasks.map(({ id }) => id);

describe('a report', () => {
  test('of a published builder becomes tasks', async () => {
    const builder = new SarifBuilder();
    const run = new SarifRunBuilder().initSimple({ toolDriverName: 'Linter', toolDriverVersion: '1.0.0' });
    run.addRule(
      new SarifRuleBuilder().initSimple({
        ruleId: 'no-eval',
        shortDescriptionText: 'No eval',
        helpUri: 'https://x.test',
      }),
    );
    const [level, ruleId, fileUri] = ['error', 'no-eval', 'src/a.js'] as const;
    run.addResult(
      new SarifResultBuilder().initSimple({ level, messageText: 'eval is evil', ruleId, fileUri, startLine: 7 }),
    );
    builder.addRun(run);
    const { profile, tasks, problems, complete } = await read(builder.buildSarifJsonString({ indent: true }));
    expect([profile, problems, complete]).toEqual(['sarif', [], ['Linter']]);
    expect(tasks).toEqual([
      expect.objectContaining({
        id: expect.stringMatching(/^F-[0-9a-f]{20}$/),
        title: 'no-eval: eval is evil',
        text: 'eval is evil\n\nWhere: `src/a.js:7`\n\nRule: `no-eval` – https://x.test',
        priority: 8,
        tags: ['sarif', 'linter'],
        reported: { source: 'Linter', finding: 'present' },
      }),
    ]);
  });

  test('messages of the rule, its severity and its level are used, before and after the results', async () => {
    const rules = [
      {
        id: 'R1',
        name: 'UnsafeCall',
        messageStrings: { m: { text: 'Calls {0} unsafely' } },
        properties: { 'security-severity': '9.8' },
      },
      { id: 'R2', shortDescription: { text: 'Second' }, defaultConfiguration: { level: 'note' } },
    ];
    const results = [
      { ruleId: 'R1', message: { id: 'm', arguments: ['exec'] } },
      { ruleIndex: 1, message: {} },
    ];
    const before = await read(report(results, {}, { rules }));
    const after = await read({
      version: '2.1.0',
      runs: [{ results, tool: { driver: { name: 'Scanner', rules } } }],
    });
    expect(before.tasks.map(({ title, priority }) => [title, priority])).toEqual([
      ['UnsafeCall: Calls exec unsafely', 10],
      ['R2: Second', 3],
    ]);
    expect(after).toEqual(before);
  });

  test('text is what a database can hold', async () => {
    const { tasks } = await read(report([{ ruleId: 'R\0\ud800', message: { text: 'a\0b\ud800' } }]));
    expect(tasks[0]?.title).toBe('R\ufffd: ab\ufffd');
  });

  test('what passed or is only told to be absent is no finding; what was suppressed is one', async () => {
    const suppressed = (status?: string) => ({ suppressions: [{ kind: 'external', ...(status && { status }) }] });
    const { tasks } = await read(
      report([
        finding(1, { kind: 'pass' }),
        finding(2, { baselineState: 'absent' }),
        finding(3, suppressed(), { snippet: { text: 'a' } }),
        finding(4, suppressed('accepted'), { snippet: { text: 'b' } }),
        finding(5, suppressed('rejected'), { snippet: { text: 'c' } }),
        finding(6, { suppressions: [] }, { snippet: { text: 'd' } }),
      ]),
    );
    expect(tasks.map(({ reported }) => reported?.finding)).toEqual(['suppressed', 'suppressed', 'present', 'present']);
  });

  test('it speaks for its tool and category, unless the run failed or has no results', async () => {
    const category = { automationDetails: { id: 'backend/17' } };
    expect((await read(report([], category))).complete).toEqual(['Scanner (backend)']);
    expect((await read(report([], { invocations: [{ executionSuccessful: false }] }))).complete).toEqual([]);
    expect((await read({ version: '2.1.0', runs: [{ tool: { driver: { name: 'Scanner' } } }] })).complete).toEqual([]);
  });
});

describe('identity', () => {
  test('survives moved lines: without fingerprints by rule, file and message or code', async () => {
    expect(await ids([finding(10)])).toEqual(await ids([finding(99)]));
    const code = (line: number, text: string) => ids([finding(line, {}, { snippet: { text } })]);
    expect(await code(10, 'eval(x)')).toEqual(await code(99, '  eval(x)\n'));
    expect(await code(10, 'eval(x)')).not.toEqual(await code(10, 'eval(y)'));
  });

  test('survives moved lines and new wording: with partialFingerprints', async () => {
    const print = (line: number, hash: string) =>
      ids([
        finding(line, { message: { text: `${line}` }, partialFingerprints: { 'primaryLocationLineHash/v1': hash } }),
      ]);
    expect(await print(10, 'abc:1')).toEqual(await print(99, 'abc:1'));
    expect(await print(10, 'abc:1')).not.toEqual(await print(10, 'abd:1'));
  });

  test('survives another file name: with fingerprints', async () => {
    const at = (uri: string) =>
      ids([
        { ...finding(1), fingerprints: { v1: 'x' }, locations: [{ physicalLocation: { artifactLocation: { uri } } }] },
      ]);
    expect(await at('a.ts')).toEqual(await at('b.ts'));
  });

  test('paths are the same with backslashes and a leading dot', async () => {
    const at = (uri: string) =>
      ids([{ ...finding(1), locations: [{ physicalLocation: { artifactLocation: { uri } } }] }]);
    expect(await at('src/a.ts')).toEqual(await at('./src/a.ts'));
    expect(await at('src/a.ts')).toEqual(await at('src\\a.ts'));
  });

  test('the same code twice is two findings, counted in the order of the file', async () => {
    const [first, second] = await ids([finding(1), finding(2)]);
    expect(second).toBe(`${first}-2`);
  });
});

describe('what is no report', () => {
  test.each([
    ['nothing', '', /^line 1: the file ends before its JSON does/],
    ['half a report', '{"version": "2.1.0",\n"runs": [', /^line 2: the file ends before its JSON does/],
    ['no JSON', '{"version": x}', /^line 1: the file is no JSON in UTF-8 from about here on/],
    ['another version', { version: '1.0.0', runs: [{}] }, /^line 1: no SARIF 2\.1 report/],
    ['no runs', { version: '2.1.0', runs: [] }, /^line 1: no SARIF 2\.1 report/],
    ['a list', [], /^line 1: no SARIF 2\.1 report/],
    ['nesting', `{"runs":\n${'['.repeat(10_000)}`, /^line 1: lists and objects are nested more than 100 deep/],
  ])('%s', async (_name, file, problem) => {
    const { tasks, problems } = await read(file);
    expect(tasks).toEqual([]);
    expect(problems.map(printProblem)).toEqual([expect.stringMatching(problem)]);
  });

  test('a byte order mark is no part of it', async () => {
    expect((await read(`\ufeff${JSON.stringify(report([finding(1)]))}`)).tasks).toHaveLength(1);
  });

  test('broken UTF-8', async () => {
    const broken = Buffer.from('{"version": "2.1.0", "x": "\xff"}', 'latin1');
    const { problems } = await readSarif(Readable.from([broken]));
    expect(problems.map(printProblem)).toEqual([expect.stringMatching(/^line 1: the file is no JSON in UTF-8/)]);
  });

  test('one text of 1 GB is read no further than 8 MB or so', async () => {
    let sent = 0;
    function* endless(): Generator<Buffer> {
      yield Buffer.from('{"version": "2.1.0", "x": "');
      for (; sent < 1024; sent += 1) yield Buffer.alloc(1024 * 1024, 'a');
    }
    const { problems } = await readSarif(Readable.from(endless()));
    expect(problems.map(printProblem)).toEqual(['line 1: one value has more than 8 MB: this cannot be read']);
    expect(sent).toBeLessThan(40);
  });
});

test('50,000 results in less than 200 MB of memory', async () => {
  function* chunks(): Generator<Buffer> {
    yield Buffer.from('{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"Scanner"}},"artifacts":[');
    const padding = 'x'.repeat(2_000);
    for (let at = 0; at < 20_000; at += 1)
      yield Buffer.from(`${at === 0 ? '' : ','}{"contents":{"text":"${padding}"}}`);
    yield Buffer.from('],"results":[');
    for (let at = 0; at < 50_000; at += 1) {
      const more = { partialFingerprints: { hash: `${at}` }, properties: { padding } };
      yield Buffer.from(`${at === 0 ? '' : ','}${JSON.stringify(finding(at, more))}`);
    }
    yield Buffer.from(']}]}');
  }
  // Of this thread alone: other tests run beside it.
  const before = process.memoryUsage().heapUsed;
  let [most, seen] = [before, 0];
  const measure = (): void => void (most = Math.max(most, process.memoryUsage().heapUsed));
  async function* watched(): AsyncGenerator<Uint8Array> {
    for (const chunk of chunks()) {
      if ((seen += 1) % 500 === 0) measure();
      yield chunk;
    }
  }
  const { tasks, problems } = await readSarif(watched());
  measure();
  expect(problems).toEqual([]);
  expect(new Set(tasks.map(({ id }) => id)).size).toBe(50_000);
  expect((most - before) / 1024 / 1024).toBeLessThan(200);
});

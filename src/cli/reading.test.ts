/** The commands that only look: explain, doctor and export. */
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { runCli } from './run-cli.ts';

/** Runs one command line; every request must have an answer here, by its path below /api/v2/. */
async function run(words: readonly string[], answers: Readonly<Record<string, unknown>>) {
  const written = { out: '', err: '' };
  const stubFetch = (async (input: string) => {
    const path = input.replace(/^.*\/api\/v2\//, '');
    return path in answers ? Response.json(answers[path]) : Response.json({ detail: 'Not found.' }, { status: 404 });
  }) as typeof fetch;
  const code = await runCli(words, {
    out: { write: (text) => (written.out += text) },
    err: { write: (text) => (written.err += text) },
    fetch: stubFetch,
    sleep: async () => undefined,
    readFile: async () => new Uint8Array(),
    configured: () => ({ url: 'http://127.0.0.1:8080', token: 'tok' }),
  });
  return { code, ...written };
}

const explanation = (connections: readonly unknown[]) => ({ task: '1-T2', title: 'Use TLS', connections });
const PATH = 'projects/1/tasks/1-T2/explanation/';
const reason = { code: 'both-edited', text: 'Both were edited.', remedy: 'Choose one.' };
const connection = { id: 3, alias: 'Pay' };

test('explain: a task that no connection reaches', async () => {
  const { code, out } = await run(['explain', '1-T2'], { [PATH]: explanation([]) });
  expect(code).toBe(0);
  expect(out).toBe('1-T2  Use TLS\nNot synced: its project has no connection to an issue tracker.\n');
});

test('explain: everything that is known, with what waits for a person', async () => {
  const known = {
    connection,
    stopped_because: 'The key was refused.',
    issue: { name: '#7', link: 'https://x/7', refusal: 'Closed.', conflicts: ['title'] },
    plan: {
      id: 5,
      state: 'open',
      action: {
        action: 'skip',
        reason,
        held: 'too many',
        decisions: [
          { field: 'title', verdict: 'conflict', winner: 'ask' },
          { field: 'body', verdict: 'same', winner: null },
        ],
      },
    },
    outcome: { job: 4, at: '2026-01-01T00:00:00.000Z', action: 'update', result: 'refused', reason: 'Closed.' },
  };
  const { out } = await run(['explain', '1-T2'], { [PATH]: explanation([known]) });
  expect(out.split('\n').slice(2)).toEqual([
    'Connection 3 (Pay)',
    '  Stopped: The key was refused.',
    '  Issue #7 https://x/7',
    '  The tracker refused: Closed.',
    '  Waits for a person: title',
    '  Job 4 (2026-01-01T00:00:00.000Z): update, refused: Closed.',
    '  Plan 5 (open): skip: Both were edited. → Choose one.',
    '    held: too many',
    '    title: conflict (ask wins)',
    '',
  ]);
});

test('explain: a task that no run has met, by --project and as JSON', async () => {
  const answer = explanation([{ connection, stopped_because: null, issue: null, plan: null, outcome: null }]);
  const answers = { 'projects/1/tasks/T2/explanation/': answer };
  expect((await run(['explain', 'T2', '--project', '1'], answers)).out).toContain('No run has met it yet.');
  expect(JSON.parse((await run(['explain', 'T2', '--project', '1', '--json'], answers)).out)).toEqual(answer);
});

test.each([
  [['explain', 'T2'], 2, /Which project\?/],
  [['explain'], 2, /exactly one task/],
  [['explain', '1-T9'], 3, /Not found/],
  [['export'], 2, /needs --project ID/],
  [['export', 'tasks.csv', '--project', '1'], 2, /standard output/],
])('%j ends with %i', async (words, expected, message) => {
  const { code, err } = await run(words, {});
  expect(code).toBe(expected);
  expect(err).toMatch(message);
});

const task = {
  task_id: 'T1',
  title: '=HYPERLINK("http://evil")',
  text: 'one\r\ntwo, "three"',
  priority: 8,
  phase: { slug: 'requirements' },
  status: { slug: 'incomplete' },
  tags: ['a', 'b'],
  verification_status: 'none',
  relevant: true,
  accepted: true,
  references: [{ name: '#7', link: 'https://x/7' }],
};
const EXPORT = 'projects/1/tasks/?include=references&expand=phase,status&accepted=';
const LISTS = {
  [`${EXPORT}true`]: { count: 1, results: [task] },
  [`${EXPORT}false`]: {
    count: 1,
    results: [{ ...task, task_id: 'T2', title: ' +1', accepted: false, references: [] }],
  },
};

test('export: CSV in which no cell is a formula, also of tasks that were not accepted', async () => {
  const { code, out } = await run(['export', '--project', '1'], LISTS);
  expect(code).toBe(0);
  const rows = parse(out, { columns: true }) as Record<string, string>[];
  expect(rows).toEqual([
    {
      id: 'T1',
      title: `'${task.title}`,
      text: 'one\ntwo, "three"',
      priority: '8',
      phase: 'requirements',
      status: 'incomplete',
      tags: 'a,b',
      verification: 'none',
      relevant: 'true',
      accepted: 'true',
      issues: '#7',
      links: 'https://x/7',
    },
    expect.objectContaining({ id: 'T2', title: "' +1", accepted: 'false', issues: '', links: '' }),
  ]);
  for (const first of '=+-@\t') {
    const answers = { ...LISTS, [`${EXPORT}true`]: { count: 1, results: [{ ...task, title: `${first}x` }] } };
    expect((await run(['export', '--project', '1'], answers)).out).toContain(`'${first}x`);
  }
});

test('export --json: the tasks as the API shows them', async () => {
  const answer = JSON.parse((await run(['export', '--project', '1', '--json'], LISTS)).out);
  expect(answer).toMatchObject({ count: 2, results: [task, { task_id: 'T2' }] });
});

const health = {
  version: '1.0.0',
  configuration: { base_url: 'https://lockstep.test', systems: ['Redmine'] },
  database: { version: '18.4' },
  jobs: { running: 0, waiting: 2 },
  problems: [],
};
const passed = { success: true, param: null, message: '' };
const CHECKED = {
  'health/': health,
  'connections/issue-tracker/': { count: 1, results: [{ id: 3, alias: 'Pay' }] },
  'connections/issue-tracker/3/test/': { success: true, depths: [{ depth: 'server', ...passed }] },
};

test('doctor: all is well', async () => {
  const { code, out, err } = await run(['doctor'], CHECKED);
  expect([code, err]).toEqual([0, 'testing connection 3 (Pay)\n']);
  expect(out).toBe(
    'ok    Lockstep 1.0.0 at https://lockstep.test, for Redmine\nok    database: PostgreSQL 18.4\n' +
      'ok    jobs: 0 running, 2 waiting\nok    connection 3 (Pay): server\n',
  );
});

test('doctor: what will be wrong before long is told, and nothing is wrong yet', async () => {
  const depths = [{ depth: 'server', ...passed, message: 'The token ends tomorrow.' }];
  const { code, out } = await run(['doctor'], {
    ...CHECKED,
    'connections/issue-tracker/3/test/': { success: true, depths },
  });
  expect(code).toBe(0);
  expect(out).toContain('soon  connection 3 (Pay): server: The token ends tomorrow.\n');
});

test('doctor: a connection that fails, and a problem of the service, end with 1', async () => {
  const depths = [
    { depth: 'server', success: false, param: 'issue_tracker_server', message: 'No such host.' },
    { depth: 'project', success: null, param: null, message: '' },
  ];
  const failing = { ...CHECKED, 'connections/issue-tracker/3/test/': { success: false, depths } };
  const { code, out } = await run(['doctor'], failing);
  expect(code).toBe(1);
  expect(out).toContain('FAIL  connection 3 (Pay): server: issue_tracker_server: No such host.\n');
  expect(out).toContain('-     connection 3 (Pay): project: not tried\n');
  const ill = await run(['doctor', '--json'], { ...CHECKED, 'health/': { ...health, problems: ['No worker.'] } });
  expect(ill.code).toBe(1);
  expect(JSON.parse(ill.out)).toMatchObject({ success: false, health: { problems: ['No worker.'] } });
  expect((await run(['doctor', '3'], CHECKED)).code).toBe(2);
});

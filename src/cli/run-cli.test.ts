import { describe, expect, test } from 'vitest';
import { runCli } from './run-cli.ts';

interface Sent {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | null;
  readonly body: unknown;
}

interface Stub {
  readonly answers?: Readonly<Record<string, readonly (readonly [status: number, body: unknown])[]>>;
  readonly live?: boolean;
  readonly token?: string | null;
  readonly files?: Readonly<Record<string, string>>;
}

/** Runs one command line against stubbed answers: per `METHOD path` a list, of which the last one repeats. */
async function run(words: string, { answers = {}, live = false, token = 'tok', files = {} }: Stub = {}) {
  const sent: Sent[] = [];
  const written = { out: '', err: '' };
  const turns: Record<string, number> = {};
  let received = 0;
  const stubFetch = (async (input: string, init: RequestInit) => {
    if (init.body instanceof ReadableStream) for await (const piece of init.body) received += piece.length;
    const key = `${init.method} ${input.replace(/^.*\/api\/v2\//, '')}`;
    sent.push({
      method: init.method ?? '',
      url: input,
      authorization: new Headers(init.headers).get('authorization'),
      body: typeof init.body === 'string' ? JSON.parse(init.body) : null,
    });
    const list = answers[key];
    if (list === undefined)
      throw new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) });
    const turn = (turns[key] = (turns[key] ?? -1) + 1);
    const [status, body] = list[Math.min(turn, list.length - 1)] ?? [500, ''];
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status });
  }) as typeof fetch;
  const code = await runCli(words.split(' '), {
    out: { write: (text) => (written.out += text) },
    err: { isTTY: live, write: (text) => (written.err += text) },
    fetch: stubFetch,
    sleep: async () => undefined,
    readFile: async (path) => {
      const text = files[path];
      if (text === undefined) throw new Error('ENOENT: no such file');
      return new TextEncoder().encode(text);
    },
    configured: () => ({ url: 'http://127.0.0.1:8080', token }),
  });
  return { code, sent, received, ...written };
}

describe('usage', () => {
  test('--help says the commands and what the exit codes mean', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    expect(out).toMatch(/import FILE --project ID/);
    expect(out).toMatch(/4 {2}a person has to decide/);
  });

  test.each([
    ['frobnicate', /There is no command "frobnicate"/],
    ['plan', /lockstep plan takes exactly one connection id/],
    ['plan 1 2', /exactly one/],
    ['plan one', /CONNECTION has to be a number \(its id\), not "one"/],
    ['import tasks.csv', /needs --project ID/],
    ['sync 1 --loud', /--loud/],
    ['import missing.csv --project 1', /missing.csv cannot be read: ENOENT/],
    ['import a.csv --project 1 --map priority', /--map takes FIELD=HEADER/],
    ['import a.csv --project 1 --level high', /--level has to be a number/],
  ])('%s', async (words, message) => {
    const { code, err, sent } = await run(words, { files: { 'a.csv': 'id\n' } });
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(sent).toEqual([]);
  });

  test('without a token it says where to get one', async () => {
    const { code, err } = await run('sync 1', { token: null });
    expect(code).toBe(2);
    expect(err).toMatch(/LOCKSTEP_TOKEN/);
  });
});

describe('reaching the service', () => {
  test('flags win over the environment', async () => {
    const { sent } = await run('sync 1 --url https://other.example/ --token abc');
    expect(sent[0]).toMatchObject({
      url: 'https://other.example/api/v2/jobs/issue-tracker/',
      authorization: 'Token abc',
    });
  });

  test('nobody there', async () => {
    const { code, err } = await run('sync 1');
    expect(code).toBe(3);
    expect(err).toBe(
      'http://127.0.0.1:8080 cannot be reached (ECONNREFUSED). Is it running? Give --url or LOCKSTEP_URL.\n',
    );
  });

  test.each([
    [401, { detail: 'Invalid token.' }, 3, /^Invalid token\.\nGive a valid token/],
    [403, { detail: 'You do not have permission to perform this action.' }, 3, /ask an administrator/],
    [404, { detail: 'Not found.' }, 3, /may not see it/],
    [500, 'oops', 3, /^http:\/\/127\.0\.0\.1:8080 answered 500\./],
    [400, { connection: ['Invalid pk "1" - object does not exist.'] }, 1, /^connection: Invalid pk/],
    [
      400,
      { params: { issue_tracker_user: ['This field is required.'] } },
      1,
      /^params\.issue_tracker_user: This field/,
    ],
    [200, '<html>', 3, /does not answer like Lockstep/],
  ])('%i %j', async (status, body, expected, message) => {
    const { code, err } = await run('sync 1', { answers: { 'POST jobs/issue-tracker/': [[status, body]] } });
    expect(code).toBe(expected);
    expect(err).toMatch(message);
  });
});

describe('how a run ended', () => {
  const ended = (actions: Record<string, number>) =>
    run('sync 1', {
      answers: {
        'POST jobs/issue-tracker/': [[201, { id: 7 }]],
        'GET jobs/issue-tracker/7/': [
          [200, { id: 7, ready: true, succeeded: false, result_message: '3 held', progress: {}, actions }],
        ],
      },
    });

  test('held actions are for a person to decide', async () => {
    expect(await ended({ done: 1, held: 3, refused: 0 })).toMatchObject({ code: 4, out: '3 held\n' });
  });

  test('what was refused beside them is more than that', async () => {
    expect((await ended({ done: 1, held: 3, refused: 1 })).code).toBe(1);
  });
});

describe('import', () => {
  const answer = {
    preview: false,
    profile: 'plain',
    ignored: ['Owner'],
    counts: { created: 1, changed: 1, unchanged: 3 },
    changes: [{ task: 'T2', title: 'B', fields: ['priority', 'tags'] }],
  };

  test('sends the bytes as they are, and says what happened', async () => {
    const { code, out, sent } = await run('import a.csv --project 7 --map priority=Weight', {
      files: { 'a.csv': 'id,title\nT1,Ä\n' },
      answers: { 'POST projects/7/imports/': [[201, answer]] },
    });
    expect(code).toBe(0);
    expect(sent[0]?.body).toEqual({
      format: 'csv',
      content_base64: Buffer.from('id,title\nT1,Ä\n').toString('base64'),
      mapping: { priority: 'Weight' },
      preview: false,
    });
    expect(out).toBe(
      'T2  B: priority, tags\nColumns that were not read: Owner\n1 created, 1 changed, 3 unchanged (plain file).\n',
    );
  });

  test('--format and --level are sent', async () => {
    const { sent } = await run('import asvs.json --project 7 --format asvs --level 1', {
      files: { 'asvs.json': '{}' },
      answers: { 'POST projects/7/imports/': [[201, answer]] },
    });
    expect(sent[0]?.body).toMatchObject({ format: 'asvs', level: 1 });
  });

  test('a report goes as it is, and what it closed is told', async () => {
    const file = ' '.repeat(4 * 1024 * 1024);
    const { code, out, err, sent, received } = await run('import a.sarif --project 7 --format sarif --preview', {
      files: { 'a.sarif': file },
      answers: {
        'POST projects/7/imports/upload/?format=sarif&preview=true': [
          [200, { ...answer, preview: true, changes: [], counts: { ...answer.counts, closed: 2, reopened: 1 } }],
        ],
      },
    });
    expect(code).toBe(0);
    expect([sent[0]?.body, received]).toEqual([null, file.length]);
    const shown = ['', ': 0 %', ': 20 %', ': 50 %', ': 70 %'].map((part) => `sending a.sarif${part}\n`);
    expect(err).toBe(`${shown.join('')}a.sarif is read, writing tasks\n`);
    expect(out).toContain('By the report: closed 2, opened again 1.\n');
  });

  test('problems of the file are printed line by line', async () => {
    const { code, err } = await run('import a.csv --project 7', {
      files: { 'a.csv': 'id,title\n' },
      answers: {
        'POST projects/7/imports/': [
          [400, { content: ['line 7, column priority: "11" is no priority', '1 problem: nothing was imported.'] }],
        ],
      },
    });
    expect(code).toBe(1);
    expect(err).toContain('content: line 7, column priority: "11" is no priority\n');
  });

  test('--json prints the object of the API', async () => {
    const { out } = await run('import a.csv --project 7 --json', {
      files: { 'a.csv': '' },
      answers: { 'POST projects/7/imports/': [[201, answer]] },
    });
    expect(JSON.parse(out)).toEqual(answer);
  });
});

describe('a terminal', () => {
  test('an e-mail address is looked up, control characters of answers do not get through', async () => {
    const { out, sent } = await run('token ann@example.com', {
      answers: {
        'GET users/?email=ann%40example.com': [[200, { count: 1, results: [{ id: 4 }] }]],
        'POST users/4/api-token/': [[200, { token: 'new\u001b[2J' }]],
      },
    });
    expect(out).toBe('new\ufffd[2J\n');
    expect(sent.map(({ url }) => url.slice(29))).toEqual(['users/?email=ann%40example.com', 'users/4/api-token/']);
  });
});

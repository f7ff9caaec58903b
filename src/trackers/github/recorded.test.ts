/** What others recorded of GitHub, read by our own readers; and our requests beside those of the official toolkit. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../model/secret.ts';
import type { Send, TrackerRequest, TrackerResponse } from '../../model/transport.ts';
import { bodyOf, listOf, wordsOf } from './answer.ts';
import {
  apiOf,
  deleteLabel,
  getAccount,
  getIssues,
  getRepository,
  patchIssue,
  postComment,
  postIssue,
  postLabels,
  searchIssues,
  type Api,
} from './api.ts';
import { stateOf } from './convert.ts';
import { following } from './follow.ts';
import { limitIn } from './limits.ts';
import { usableRepository } from './native.ts';
import { githubSettings } from './params.ts';
import { fromRow, type IssueRow, type RepositoryRow } from './rows.ts';

const FOLDER = process.env['LOCKSTEP_FIXTURES'] ?? '';

function fixture<T>(path: string): T | null {
  const file = join(FOLDER, path);
  return FOLDER !== '' && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : null;
}

interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly response: unknown;
  readonly rawHeaders: readonly string[] | Readonly<Record<string, string>>;
}

const scenario = (name: string): readonly Recorded[] | null =>
  fixture<readonly Recorded[]>(`github/octokit-fixtures/${name}.raw.json`);

function headersOf({ rawHeaders }: Recorded): Record<string, string> {
  const pairs = Array.isArray(rawHeaders)
    ? rawHeaders.flatMap((name: string, at) => (at % 2 === 0 ? [[name, String(rawHeaders[at + 1])] as const] : []))
    : Object.entries(rawHeaders as Readonly<Record<string, string>>);
  return Object.fromEntries(pairs.map(([name, value]) => [name.toLowerCase(), value]));
}

const answerOf = (recorded: Recorded): TrackerResponse => ({
  status: recorded.status,
  headers: headersOf(recorded),
  body: recorded.response,
  text: JSON.stringify(recorded.response),
});

const SETTINGS = githubSettings({
  github_repo_owner: 'o',
  issue_tracker_project: 'r',
  issue_tracker_api_token: new Secret('x'),
});

/** An API whose server says what was recorded for this method and path. */
function replaying(recorded: readonly Recorded[]): { readonly api: Api; readonly sent: TrackerRequest[] } {
  const sent: TrackerRequest[] = [];
  const send: Send = (request) => {
    sent.push(request);
    const found = recorded.find(
      ({ method, path }) => method.toUpperCase() === request.method && path.split('?')[0] === request.path,
    );
    return found === undefined
      ? Promise.reject(new Error(`not recorded: ${request.method} ${request.path}`))
      : Promise.resolve(answerOf(found));
  };
  return { api: apiOf(send, 'https://api.github.com', SETTINGS), sent };
}

const isHere = scenario('get-repository') !== null;

const recorded = (what: string, read: () => Promise<void> | void): void =>
  test(what, async () => {
    expect.hasAssertions();
    if (isHere) await read();
    else expect(scenario('get-repository')).toBeNull();
  });

describe(isHere ? 'recorded' : 'recorded answers are not at hand: LOCKSTEP_FIXTURES names no folder', () => {
  const all = (name: string): readonly Recorded[] => scenario(name) ?? [];

  recorded('a repository can be used', async () => {
    const { api } = replaying(all('get-repository'));
    const response = await getRepository(api, 'metadata', 'octokit-fixture-org/hello-world');
    const row = usableRepository(response, SETTINGS);
    expect(row).toMatchObject({
      id: 103703892,
      full_name: 'octokit-fixture-org/hello-world',
      private: false,
      has_issues: true,
      archived: false,
    });
  });

  recorded('a renamed repository is found, and asked for by its number from then on', async () => {
    const said = all('rename-repository');
    const old = said.find(({ status }) => status === 301)?.path.slice('/repos/'.length) ?? '';
    const { api, sent } = replaying(said.filter(({ status, method }) => status === 301 || method === 'get'));
    const response = await getRepository(api, 'metadata', old);
    expect(response.path).toBe('/repositories/515436299');
    expect(bodyOf<RepositoryRow>(response).full_name).toBe(`octokit-fixture-org/${old.split('/')[1] ?? ''}-newname`);
    await getRepository(api, 'metadata', old);
    expect(sent.map(({ path }) => path)).toEqual([
      `/repos/${old}`,
      '/repositories/515436299',
      '/repositories/515436299',
    ]);
  });

  recorded('a redirected write is sent again as it was', async () => {
    const said = all('rename-repository')
      .filter(({ method }) => method === 'patch')
      .slice(1);
    const sent: TrackerRequest[] = [];
    const ask = following((request) => {
      sent.push(request);
      const found = said.find(({ path }) => path === request.path);
      return found === undefined ? Promise.reject(new Error(request.path)) : Promise.resolve(answerOf(found));
    }, 'https://api.github.com');
    const body = { description: 'x' };
    const { status } = await ask({ purpose: 'update', method: 'PATCH', path: said[0]?.path ?? '', body });
    expect(status).toBe(200);
    expect(sent.map(({ method, body: said }) => [method, said])).toEqual([
      ['PATCH', body],
      ['PATCH', body],
    ]);
  });

  recorded('a list shows its issues and that there is another page', async () => {
    const [first, ...others] = all('paginate-issues').filter(({ method }) => method === 'get');
    if (first === undefined) throw new Error('not recorded');
    const rows = listOf<IssueRow>(answerOf(first)).map(fromRow);
    expect(rows.map(({ number, title, state }) => [number, title, state])).toEqual([
      [13, 'Test issue 13', 'open'],
      [12, 'Test issue 12', 'open'],
      [11, 'Test issue 11', 'open'],
    ]);
    expect(rows.every(({ created, updated }) => Date.parse(created) > 0 && Date.parse(updated) > 0)).toBe(true);
    const link = (one: Recorded): boolean => (headersOf(one)['link'] ?? '').includes('rel="next"');
    expect([first, ...others].map(link)).toEqual([true, true, true, true, false]);
    expect(headersOf(first)['etag']).toMatch(/^(?:W\/)?"\w+"$/);
  });

  recorded('labels are answered with all that the issue has', () => {
    const labelled = all('add-labels-to-issue').find(({ path }) => path.endsWith('/labels'));
    const names = listOf<{ name: string }>(answerOf(labelled as Recorded)).map(({ name }) => name);
    expect(names).toEqual(['Foo', 'bAr', 'baZ']);
  });

  recorded('labels of a repository have names', () => {
    const list = all('labels').find(({ method, path }) => method === 'get' && path.endsWith('/labels'));
    const names = listOf<{ name: string }>(answerOf(list as Recorded)).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['bug', 'duplicate']));
  });

  recorded('a new issue says everything that we read', () => {
    const created = all('search-issues').filter(({ path, status }) => path.endsWith('/issues') && status === 201);
    const rows = created.map((one) => fromRow(bodyOf<IssueRow>(answerOf(one))));
    expect(rows).toMatchObject([
      { number: 1, state: 'open', reason: null, labels: [], assignees: [], milestone: '', type: '', parent: null },
      { number: 2, state: 'open', body: expect.stringContaining('waited all yea') },
    ]);
    expect(rows[0]?.url).toMatch(/^https:\/\/github\.com\/octokit-fixture-org\/[\w-]+\/issues\/1$/);
  });

  recorded('a search shows issues with the address of their repository', () => {
    const searched = all('search-issues').find(({ path }) => path.startsWith('/search'));
    const { items } = bodyOf<{ items: readonly IssueRow[] }>(answerOf(searched as Recorded));
    expect(items.map(({ repository_url: url }) => url.split('/').at(-2))).toEqual([
      'octokit-fixture-org',
      'octokit-fixture-org',
    ]);
  });

  recorded('a refusal names field and reason, and is no limit', () => {
    const refused = all('errors').find(({ status }) => status === 422) as Recorded;
    expect(wordsOf(answerOf(refused))).toBe('"Validation Failed", "color invalid"');
    expect(limitIn(answerOf(refused), 0)).toBeNull();
  });

  recorded('no recorded answer is taken for a limit', () => {
    const names = ['errors', 'labels', 'paginate-issues', 'rename-repository', 'search-issues', 'lock-issue'];
    const answers = names.flatMap(all).map(answerOf);
    expect(answers.length).toBeGreaterThan(30);
    expect(answers.filter((answer) => limitIn(answer, 0) !== null)).toEqual([]);
  });

  recorded('pull requests and closed issues of a real project', () => {
    const { rows } = fixture<{ rows: readonly { data: IssueRow }[] }>('github/devlake/issues.json') ?? { rows: [] };
    const data = rows.map((row) => row.data);
    expect(data.filter((row) => row.pull_request !== undefined).length).toBeGreaterThan(0);
    const read = data.map(fromRow);
    expect(new Set(read.map(({ state }) => state))).toEqual(new Set(['closed']));
    expect(read.every(({ url, title }) => url.startsWith('https://github.com/panjf2000/ants/') && title !== '')).toBe(
      true,
    );
  });
});

interface Captures {
  readonly exchanges: readonly {
    readonly call: string;
    readonly request: Pick<TrackerRequest, 'method'> & {
      rawPath: string;
      query: Record<string, string>;
      body: unknown;
    };
  }[];
}

/** One of our own functions for each request of the toolkit that we have a use for. */
const OURS: Readonly<Record<string, (api: Api) => Promise<unknown>>> = {
  user: (api) => getAccount(api, 'check'),
  repo: (api) => getRepository(api, 'check', 'o/r'),
  create: (api) => postIssue(api, 'create', 'o/r', { title: 'T', body: 'B\n<!-- sync:42 -->', labels: ['sync'] }),
  'update+close': (api) => patchIssue(api, '/repos/o/r/issues/1', stateOf('closed')),
  comment: (api) => postComment(api, '/repos/o/r/issues/1', 'hi'),
  'add labels': (api) => postLabels(api, '/repos/o/r/issues/1', ['a']),
  'remove label': (api) => deleteLabel(api, '/repos/o/r/issues/1', 'a b'),
  search: (api) => searchIssues(api, 'repo:o/r is:issue "sync:42" in:body'),
  'list since': (api) =>
    getIssues(api, {
      repository: 'o/r',
      filter: { since: '2026-01-01T00:00:00Z', direction: 'asc' },
      page: 1,
      tag: null,
    }),
};

test.each(Object.entries(OURS))('we ask as the official toolkit does: %s', async (called, ask) => {
  const sent: TrackerRequest[] = [];
  const send: Send = (request) => {
    sent.push(request);
    return Promise.resolve({ status: 200, headers: {}, body: {}, text: '{}' });
  };
  await ask(apiOf(send, 'https://api.github.com', SETTINGS));
  const [ours] = sent;
  expect(sent).toHaveLength(1);
  const captured = fixture<Captures>('_client-request-captures/github.json');
  const theirs = captured?.exchanges.find(({ call }) => call === called)?.request;
  expect(captured === null || theirs !== undefined).toBe(true);
  if (theirs === undefined) return;
  const { method, rawPath, query, body } = theirs;
  expect({ method: ours?.method, path: ours?.path, query: { ...ours?.query }, body: ours?.body ?? null }).toEqual({
    method,
    path: rawPath,
    query,
    body,
  });
});

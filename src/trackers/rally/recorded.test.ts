/** What others saw of Rally, read by our own readers; and our requests beside those of the official toolkit. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../model/json.ts';
import type { Send, TrackerRequest, TrackerResponse } from '../../model/transport.ts';
import {
  deleteItem,
  envelopeOf,
  getList,
  idOf,
  postCreate,
  postTags,
  postUpdate,
  relative,
  resultOf,
  writtenIn,
} from './api.ts';
import { complaint } from './errors.ts';
import { and, where } from './query.ts';

const FOLDER = process.env['LOCKSTEP_FIXTURES'] ?? '';

function fixture<T>(path: string): T | null {
  const file = join(FOLDER, path);
  return FOLDER !== '' && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : null;
}

interface Envelopes {
  readonly envelopes: readonly { readonly for: string; readonly body?: unknown }[];
  readonly error_strings: Readonly<Record<string, readonly string[]>>;
}

const recorded = fixture<Envelopes>('rally/envelopes-from-official-toolkits.json');

const answerOf = (body: unknown): TrackerResponse => ({ status: 200, headers: {}, body, text: JSON.stringify(body) });

const bodyFor = (what: string): TrackerResponse =>
  answerOf(recorded?.envelopes.find((one) => one.for === what)?.body ?? null);

const replying =
  (answer: TrackerResponse): Send =>
  () =>
    Promise.resolve(answer);

const list = (answer: TrackerResponse) =>
  getList<{ Foo: number }>(replying(answer), { purpose: 'pull', path: 'defect', fetch: 'Foo' });

const thrownBy = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

const READERS: Readonly<Record<string, (answer: TrackerResponse) => Promise<void> | void>> = {
  'GET query': async (answer) => expect(await list(answer)).toEqual({ rows: [{ Foo: 7 }, { Foo: 1 }], total: 2 }),
  'GET query with error (still HTTP 200)': async (answer) => expect(list(answer)).rejects.toThrow('"Foo"'),
  'GET one object': (answer) => expect(resultOf(answer)['Foo']).toBe('Bar'),
  'GET one object that fails (envelope switches)': (answer) =>
    expect(thrownBy(() => resultOf(answer))).toMatchObject({ kind: 'refused' }),
  'POST create': (answer) => expect(writtenIn(answer)).toEqual({ object: { _ref: '/defect/1234' }, warnings: [] }),
  'POST create that fails (no Object)': (answer) =>
    expect(thrownBy(() => writtenIn(answer))).toMatchObject({ kind: 'refused' }),
  'POST/PUT update': (answer) => expect(writtenIn(answer).object._ref).toBe('/defect/1234'),
  'collection add/remove': (answer) => expect(resultOf(answer)['Results']).toEqual([{ _ref: '/tag/99' }]),
  DELETE: (answer) => expect(resultOf(answer)).toEqual({ Errors: [] }),
  'GET security/authorize': (answer) => expect(resultOf(answer)['SecurityToken']).toBe('TOKEN'),
};

describe(
  recorded === null ? 'recorded answers are not at hand: LOCKSTEP_FIXTURES names no folder with rally' : 'recorded',
  () => {
    test.each(Object.entries(READERS))('%s', async (what, read) => {
      expect.hasAssertions();
      if (recorded === null) expect(envelopeOf(answerOf({ A: {} }))).toEqual({});
      else await read(bodyFor(what));
    });

    test('every envelope of a single answer has its reader', () => {
      const others = (recorded?.envelopes ?? []).map((one) => one.for).filter((name) => READERS[name] === undefined);
      expect(others.filter((name) => !name.startsWith('POST batch'))).toEqual([]);
    });
  },
);

describe('words that others saw mean', () => {
  const KINDS: readonly (readonly [string, string])[] = [
    ['An Authentication object was not found in the SecurityContext', 'credentials'],
    ['Error 401 The username or password you entered is incorrect.', 'credentials'],
    [
      "Validation error: HierarchicalRequirement.Name contained invalid input. Search 'HTML Whitelist' at help.rallydev.com for details.",
      'refused',
    ],
    ['Validation error: HierarchicalRequirement.<Field> should not be null', 'refused'],
    ['Cannot find object to read', 'gone'],
    ['Could not read: could not read all instances of type Defect: x', 'settings'],
    ['Not authorized to perform action: Invalid key', 'credentials'],
    ['Not authorized to perform action', 'settings'],
  ];

  test.each(KINDS)('%s: %s', (words, kind) => expect(complaint([words]).kind).toBe(kind));

  test('and every recorded one is among them', () => {
    const known = new Set(KINDS.map(([words]) => words));
    const all = Object.values(recorded?.error_strings ?? {}).flat();
    expect(all.filter((words) => !known.has(words) && !words.includes('(a Warning)'))).toEqual([]);
  });
});

interface References {
  readonly cases: readonly { readonly fn: string; readonly input: string; readonly expected: string }[];
}

test('references are cut as the official toolkit cuts them', () => {
  const cases = fixture<References>('rally/refs.json')?.cases ?? [
    { fn: 'getRelative', input: "'https://r/slm/webservice/v2.0/defect/12'", expected: "'/defect/12'" },
  ];
  // Only what version 2.0 answers with: no collections, no ".js", and objects by number.
  const plain = cases.filter(({ input }) => /^'https:[^']*\/v2\.0\/(?:portfolioitem\/)?\w+\/\d+'$/.test(input));
  const bare = (text: string): string => text.replaceAll("'", '');
  for (const { fn, input, expected } of plain) {
    if (fn === 'getRelative') expect(relative(bare(input))).toBe(bare(expected));
    if (fn === 'getId') expect(idOf(bare(input))).toBe(bare(expected));
  }
  expect(plain.length).toBeGreaterThan(0);
});

interface Captures {
  readonly exchanges: readonly {
    readonly call: string;
    readonly request: Pick<TrackerRequest, 'method' | 'path'> & { query: Record<string, string>; body: unknown };
  }[];
}

/** One of our own functions for each request of the toolkit that we have a use for. */
const OURS: Readonly<Record<string, (send: Send) => Promise<unknown>>> = {
  'query defects updated since, in project': (send) =>
    getList(send, {
      purpose: 'pull',
      path: 'defect',
      fetch: 'FormattedID,Name,State,LastUpdateDate,Tags',
      query: and(where('LastUpdateDate', '>', '2026-01-01T00:00:00Z'), where('Tags.Name', '=', 'sync-42')),
      order: 'LastUpdateDate ASC',
      size: 200,
      scope: { project: '/project/456', projectScopeUp: 'false', projectScopeDown: 'true' },
    }),
  'create story': (send) =>
    postCreate(send, {
      purpose: 'create',
      type: 'hierarchicalrequirement',
      fields: { Name: 'T1', Description: '<p>x</p>', Project: '/project/456' },
      query: { workspace: '/workspace/123', fetch: 'FormattedID' },
    }),
  'update state': (send) =>
    postUpdate(send, '/defect/1234', { State: 'Closed' } satisfies Json, { fetch: 'FormattedID,State' }),
  'add tag to collection': (send) => postTags(send, '/defect/1234', 'add', ['/tag/99']),
  'remove tag': (send) => postTags(send, '/defect/1234', 'remove', ['/tag/99']),
  delete: (send) => deleteItem(send, '/defect/1234'),
};

test.each(Object.entries(OURS))('we ask as the official toolkit does: %s', async (call, ask) => {
  const sent: TrackerRequest[] = [];
  const empty = answerOf({ QueryResult: { Errors: [], Warnings: [], TotalResultCount: 0, Results: [] } });
  await ask((request) => {
    sent.push(request);
    return Promise.resolve(empty);
  });
  const [ours] = sent;
  expect(sent).toHaveLength(1);
  const theirs = fixture<Captures>('_client-request-captures/rally.json')?.exchanges.find((one) => one.call === call);
  if (theirs === undefined) return;
  const { method, path, query, body } = theirs.request;
  // It updates by PUT, the documentation by POST; both are taken. The names of tags come back whether asked for or not.
  expect(ours?.method).toBe(method === 'PUT' ? 'POST' : method);
  expect(ours?.path).toBe(path);
  expect({ ...ours?.query, fetch: '' }).toEqual({ ...query, fetch: '' });
  expect(ours?.body ?? null).toEqual(body);
});

import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { readSarif } from './sarif.ts';

type Json = Record<string, unknown>;

/** What the only task of a report says of its file, and its id. */
async function placed(artifactLocation: Json, more: Json = {}) {
  const location = { physicalLocation: { artifactLocation, region: { startLine: 7 } } };
  const results = [{ ruleId: 'R1', message: { text: 'Unsafe' }, locations: [location] }];
  // What places mean stands after the results here, as it may.
  const run = { tool: { driver: { name: 'Scanner' } }, results, ...more };
  const file = Buffer.from(JSON.stringify({ version: '2.1.0', runs: [run] }));
  const [task] = (await readSarif(Readable.from([file]))).tasks;
  return { where: /Where: `(.*)`/.exec(task?.text ?? '')?.[1] ?? null, id: task?.id };
}

const artifacts = [
  { location: { uri: 'src/zero.c' } },
  { location: { uri: './src/one.c', uriBaseId: 'ROOT' } },
  { contents: {} },
];

test.each<[location: Json, more: Json, where: string | null]>([
  [{ uri: 'src/a.c' }, {}, 'src/a.c:7'],
  [{ uri: 'file:///home/ci/a.c' }, {}, '/home/ci/a.c:7'],
  [{ index: 0 }, { artifacts }, 'src/zero.c:7'],
  [{ index: 1 }, { artifacts }, 'src/one.c:7'],
  [{ uri: 'own.c', index: 1 }, { artifacts }, 'own.c:7'],
  [{ index: 2 }, { artifacts }, null],
  [{ index: 9 }, { artifacts }, null],
  [{ index: 0 }, {}, null],
  [{ uri: 'a.c', uriBaseId: 'NOWHERE' }, {}, 'a.c:7'],
  [{ uri: 'a.c', uriBaseId: 'SRC' }, { originalUriBaseIds: { SRC: { uri: 'src/' } } }, 'src/a.c:7'],
  [{ uri: 'a.c', uriBaseId: 'SRC' }, { originalUriBaseIds: { SRC: { uri: 'file:///home/ci/42/' } } }, 'a.c:7'],
  [
    { uri: 'a.c', uriBaseId: 'SRC' },
    { originalUriBaseIds: { SRC: { uri: 'src', uriBaseId: 'ROOT' }, ROOT: { uri: 'file:///home/ci/42/' } } },
    'src/a.c:7',
  ],
  [
    { uri: 'a.c', uriBaseId: 'A' },
    { originalUriBaseIds: { A: { uri: 'a/', uriBaseId: 'B' }, B: { uri: 'b/', uriBaseId: 'A' } } },
    'b/a/a.c:7',
  ],
])('%j with %j is %s', async (location, more, where) => {
  expect((await placed(location, more)).where).toBe(where);
});

test('a finding is the same, however its file is named, and wherever it was looked at', async () => {
  const named = await placed({ uri: 'src/zero.c' });
  const base = (uri: string) => ({ originalUriBaseIds: { ROOT: { uri } } });
  const others = [
    await placed({ index: 0 }, { artifacts }),
    await placed({ uri: 'src/zero.c', uriBaseId: 'ROOT' }, base('file:///home/ci/1/')),
    await placed({ uri: 'src/zero.c', uriBaseId: 'ROOT' }, base('file:///home/ci/2/')),
  ];
  expect(others.map(({ id }) => id)).toEqual([named.id, named.id, named.id]);
});

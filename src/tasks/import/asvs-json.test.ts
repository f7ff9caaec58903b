import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { printProblem, type Level } from './imported-task.ts';
import { readFile } from './read-file.ts';

const vocabulary = { phases: [], statuses: [] };
const read = (file: string | Uint8Array, level: Level | null = null) =>
  readFile('asvs', typeof file === 'string' ? new TextEncoder().encode(file) : file, { vocabulary, level });
const problems = (file: string | Uint8Array) => read(file).problems.map(printProblem);
const asJson = (value: unknown): string => JSON.stringify(value, null, 2);

const FLAT_5 = asJson({
  requirements: [
    { chapter_name: 'Coding', section_name: 'Input', req_id: 'V1.1.1', req_description: 'Verify one.', L: '2' },
    { chapter_name: 'Coding', section_name: 'Input', req_id: 'V1.1.2', req_description: 'Verify two.', L: '1' },
  ],
});

const item = (code: string, levels: readonly boolean[]) => ({
  Shortcode: code,
  Description: `Verify ${code}.`,
  ...Object.fromEntries(levels.map((is, at) => [`L${at + 1}`, { Required: is, Requirement: is ? '✓' : '' }])),
});
const NESTED_4 = asJson({
  Requirements: [
    {
      Shortcode: 'V1',
      Name: 'Coding',
      Items: [
        {
          Shortcode: 'V1.1',
          Name: 'Input',
          Items: [
            item('V1.1.1', [false, true, true]),
            item('V1.1.2', [false, false, false]),
            item('V1.1.3', [true, true, true]),
          ],
        },
      ],
    },
  ],
});

describe('ASVS as JSON', () => {
  test('flat: the same tasks as from the CSV form, named by their lines', () => {
    const { profile, tasks } = read(FLAT_5);
    expect(profile).toBe('asvs');
    expect(tasks.map(({ line, id, title, priority, tags }) => ({ line, id, title, priority, tags }))).toEqual([
      { line: 6, id: 'V1.1.1', title: 'Input: Verify one.', priority: 7, tags: ['asvs', 'coding'] },
      { line: 13, id: 'V1.1.2', title: 'Input: Verify two.', priority: 9, tags: ['asvs', 'coding'] },
    ]);
  });

  test('nested, with what was withdrawn left out', () => {
    expect(read(NESTED_4).tasks.map(({ id, title, priority }) => [id, title, priority])).toEqual([
      ['V1.1.1', 'Input: Verify V1.1.1.', 7],
      ['V1.1.3', 'Input: Verify V1.1.3.', 9],
    ]);
  });

  test('a level holds those below it', () => {
    expect(read(NESTED_4, 1).tasks.map(({ id }) => id)).toEqual(['V1.1.3']);
    expect(read(FLAT_5, 2).tasks.map(({ id }) => id)).toEqual(['V1.1.1', 'V1.1.2']);
  });

  test.each([
    ['an unknown level', FLAT_5.replace('"2"', '"7"'), /^line 6, column L: "level 7" is no priority/],
    ['an empty list', '{"requirements": []}', /^line 1: no requirements: an ASVS file holds/],
    ['another file', '{"other": 1}', /^line 1: no requirements: an ASVS file holds/],
    ['a list', '[]', /^line 1: no requirements: an ASVS file holds/],
    ['half a file', '{"requirements": [\n{"req_id":\n', /^line 3: the file is no JSON: is it whole\?/],
    ['no JSON', '{"requirements": x}', /^line 1: the file is no JSON: .*Unexpected token 'x'/],
    ['nesting', '[\n'.repeat(10_000), /^line 101: lists and objects are nested more than 100 deep/],
    [
      'brackets in a text',
      FLAT_5.replace('V1.1.1', `\\\\\\"${'['.repeat(200)}`),
      /^line 6, column req_id: .* is no id/,
    ],
  ])('%s', (_name, file, problem) => {
    expect(problems(file)[0]).toMatch(problem);
  });

  test('bytes that are no UTF-8 are refused, not guessed at', () => {
    expect(problems(Buffer.from('{"requirements": ["\xfc"]}', 'latin1'))).toEqual([
      'line 1: the file is not UTF-8, which JSON has to be: export it again as UTF-8',
    ]);
  });

  test('level is for ASVS files only', () => {
    const plain = new TextEncoder().encode('id,title\nT1,A\n');
    expect(readFile('csv', plain, { vocabulary, level: 1 }).problems.map(printProblem)).toEqual([
      'line 1: level chooses requirements of an ASVS file, and this header is not that of one: leave level away',
    ]);
  });

  test.each(['PK\x03\x04\x14\0', '\x1f\x8b\x08', '\xd0\xcf\x11\xe0', '%PDF-1.7'])('%j is no text file', (start) => {
    expect(problems(Buffer.from(start, 'latin1'))[0]).toMatch(/^line 1: the file is an? .*, not text: /);
  });
});

/** Requirements in force; the Chinese file lacks V3.3.2. */
const PUBLISHED: readonly (readonly [file: string, count: number])[] = [
  ['asvs-4.0.3-en.csv', 278],
  ['asvs-4.0.3-de.csv', 278],
  ['asvs-4.0.3-zh-cn.csv', 277],
  ['asvs-4.0.3-en.json', 278],
  ['asvs-4.0.3-en.flat.json', 278],
  ['asvs-5.0.0-en.csv', 345],
  ['asvs-5.0.0-en.json', 345],
  ['asvs-5.0.0-en.flat.json', 345],
];

test('the published files are read whole, and the forms of a version say the same', () => {
  const folder = process.env['LOCKSTEP_FIXTURES'];
  if (folder === undefined)
    return console.info('LOCKSTEP_FIXTURES is not set: the published ASVS files are not checked');
  const published = (name: string) => {
    const { profile, tasks, problems: found } = read(readFileSync(join(folder, 'asvs', name)));
    expect([name, profile, found]).toEqual([name, 'asvs', []]);
    return tasks.map((task) => ({ ...task, line: 0 }));
  };
  for (const [name, count] of PUBLISHED) expect([name, published(name).length]).toEqual([name, count]);
  expect(published('asvs-4.0.3-de.csv')[0]?.text).toMatch(/^Prüfen Sie, dass der SDLC die Sicherheit/);
  expect(published('asvs-4.0.3-zh-cn.csv')[0]?.text).toMatch(/^验证使用安全的软件开发生命周期/);
  expect(published('asvs-5.0.0-en.json')).toEqual(published('asvs-5.0.0-en.csv'));
  expect(published('asvs-5.0.0-en.flat.json')).toEqual(published('asvs-5.0.0-en.csv'));
  expect(published('asvs-4.0.3-en.flat.json')).toEqual(published('asvs-4.0.3-en.csv'));
  expect(published('asvs-4.0.3-en.json').map(({ id }) => id)).toEqual(
    published('asvs-4.0.3-en.csv').map(({ id }) => id),
  );
});

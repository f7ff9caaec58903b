/** Files that are made to hurt end in words, early, and with bounded memory. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { collect, FileTooLarge } from './collect.ts';
import { printProblem } from './imported-task.ts';
import { HELD_FORMATS, readFile, type HeldFormat } from './read-file.ts';

const MB = 1024 * 1024;
const vocabulary = { phases: [], statuses: [] };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const problems = (file: Uint8Array, format: HeldFormat = 'csv') =>
  readFile(format, file, { vocabulary }).problems.map(printProblem);

/** How much more memory the process holds after `work` than before it, in MB. */
async function growth(work: () => unknown): Promise<number> {
  const before = process.memoryUsage().rss;
  await work();
  return (process.memoryUsage().rss - before) / MB;
}

describe('what is no text', () => {
  test.each(HELD_FORMATS)('a bomb in a zip or gzip file is named as such, and not unpacked (%s)', (format) => {
    const zip = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), Buffer.alloc(MB)]);
    expect(problems(zip, format)).toEqual([
      expect.stringMatching(/^line 1: the file is a zip archive or an Excel workbook, not text: /),
    ]);
    expect(problems(gzipSync(Buffer.alloc(50 * MB)), format)[0]).toMatch(
      /^line 1: the file is a gzip archive, not text: /,
    );
  });

  test('UTF-8 with broken bytes is no guess', () => {
    const broken = Buffer.concat([bytes('id,title\nT1,Prüfung\nT2,Pr'), Buffer.from([0xfc, 0x80]), bytes('fung\n')]);
    expect(problems(broken)).toEqual(['line 3: bytes that are neither UTF-8 nor Windows-1252: save the file as UTF-8']);
  });
});

describe('what is too large', () => {
  test('a line of 1 GB is read no further than the limit', async () => {
    let sent = 0;
    async function* line(): AsyncGenerator<Uint8Array> {
      const chunk = Buffer.alloc(MB, 'a');
      yield bytes('id,title\nT1,');
      for (; sent < 1024; sent += 1) yield chunk;
    }
    const grown = await growth(() => expect(collect(line(), 20 * MB)).rejects.toThrow(FileTooLarge));
    expect(sent).toBeLessThanOrEqual(20);
    expect(grown).toBeLessThan(300);
  });

  test.each([
    ['one long cell', `id,title\nT1,${'a'.repeat(19 * MB)}`],
    ['a quote that never ends', `id,title\nT1,"${'a\n'.repeat(9 * MB)}`],
    ['a row of empty cells', `id,title\nT1,${','.repeat(19 * MB)}`],
    ['a header of empty cells', ','.repeat(19 * MB)],
    ['lines of empty cells', `id,title\n${`${','.repeat(1000)}\n`.repeat(19 * 1024)}`],
  ])('%s', async (_name, text) => {
    const file = bytes(text);
    let found: string[] = [];
    const grown = await growth(() => (found = problems(file)));
    expect(grown).toBeLessThan(300);
    if (!text.endsWith(',\n')) expect(found).toEqual([expect.stringMatching(/^line [12]: .*more than 1 MB/)]);
  });
});

test('JSON that is nested 10,000 deep', async () => {
  const deep = bytes(`{"requirements": ${'['.repeat(10_000)}${']'.repeat(10_000)}}`);
  expect(problems(deep, 'asvs')).toEqual([
    'line 1: lists and objects are nested more than 100 deep: this is no file of ours',
  ]);
});

test('cells that a spreadsheet would take for formulas stay the text they are, and no id begins like one', () => {
  const formulas = ['=HYPERLINK("http://x.test","y")', '+1+1', '-2+3', '@SUM(A1)', "=cmd|'/c calc'!A1"];
  const rows = formulas.map((cell, at) => `T${at},"${cell.replaceAll('"', '""')}","${cell.replaceAll('"', '""')}"`);
  const { tasks, problems: none } = readFile('csv', bytes(`id,title,text\n${rows.join('\n')}\n`), { vocabulary });
  expect(none).toEqual([]);
  expect(tasks.map(({ title, text }) => [title, text])).toEqual(formulas.map((cell) => [cell, cell]));
  const guarded = rows.map((row) => row.replaceAll(/,"(?=[=+\-@])/g, `,"'`));
  const again = readFile('csv', bytes(`id,title,text\n${guarded.join('\n')}\n`), { vocabulary });
  expect(again.tasks.map(({ title, text }) => [title, text])).toEqual(formulas.map((cell) => [cell, cell]));
  expect(problems(bytes('id,title\n=1+1,A\n'))[0]).toMatch(/^line 2, column id: "=1\+1" is no id/);
});

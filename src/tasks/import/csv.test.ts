import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCsv } from './csv.ts';
import { printProblem } from './imported-task.ts';

const vocabulary = {
  phases: [
    { id: 'X1', slug: 'requirements', name: 'Requirements' },
    { id: 'X2', slug: 'architecture-design', name: 'Architecture & Design' },
  ],
  statuses: [
    { id: 'TS1', slug: 'DONE', name: 'Complete' },
    { id: 'TS2', slug: 'TODO', name: 'Incomplete' },
  ],
};
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (file: string | Uint8Array, mapping?: Record<string, string>) =>
  parseCsv(
    typeof file === 'string' ? bytes(file) : file,
    mapping === undefined ? { vocabulary } : { vocabulary, mapping },
  );
const problems = (file: string | Uint8Array, mapping?: Record<string, string>) =>
  read(file, mapping).problems.map(printProblem);

describe('a plain file', () => {
  test('every column is read by its header, whatever its case, spaces and order', () => {
    const file =
      'Priority,Task ID,Title,Description,Phase,Status,Tags,Verification Status,Owner\n7,T1,Use TLS,**All** of it,Architecture & Design,complete,"net, tls;net",pass,Ann\n';
    expect(read(file)).toEqual({
      profile: 'plain',
      columns: {
        id: 'Task ID',
        title: 'Title',
        text: 'Description',
        priority: 'Priority',
        phase: 'Phase',
        status: 'Status',
        tags: 'Tags',
        verification: 'Verification Status',
      },
      ignored: ['Owner'],
      problems: [],
      tasks: [
        {
          line: 2,
          id: 'T1',
          title: 'Use TLS',
          text: '**All** of it',
          priority: 7,
          phase: 'X2',
          status: 'TS1',
          tags: ['net', 'tls'],
          verification: 'pass',
        },
      ],
    });
  });

  test('an absent column, and an empty cell of a choice, say nothing', () => {
    expect(read('id,title,priority,phase\nT1,A,,\n').tasks).toEqual([
      {
        line: 2,
        id: 'T1',
        title: 'A',
        text: null,
        priority: null,
        phase: null,
        status: null,
        tags: null,
        verification: null,
      },
    ]);
  });

  test('an explicit mapping wins over the usual names', () => {
    expect(read('id,title,Kurztext\nT1,long,short\n', { title: 'kurztext' }).tasks[0]?.title).toBe('short');
  });

  test('a mapping to a field or a column that is not there is a problem that names both', () => {
    expect(problems('id,title\nT1,A\n', { owner: 'id', text: 'Body' })).toEqual([
      'line 1: mapping names the field "owner"; the fields are id, title, text, priority, phase, status, tags, verification',
      'line 1: mapping gives "text" the column "Body"; the file has id, title',
    ]);
  });

  test('severity words are priorities', () => {
    expect(
      read('id,title,severity\nA,a,Critical\nB,b,high\nC,c,MEDIUM\nD,d,low\n').tasks.map(({ priority }) => priority),
    ).toEqual([10, 8, 5, 3]);
  });
});

describe('what spreadsheet programs write', () => {
  test('a byte order mark is no part of the first header', () => {
    expect(read('\ufeffid,title\nT1,A\n').tasks[0]?.id).toBe('T1');
  });

  test('CRLF line ends', () => {
    expect(read('id,title\r\nT1,A\r\nT2,B\r\n').tasks.map(({ id, title, line }) => [id, title, line])).toEqual([
      ['T1', 'A', 2],
      ['T2', 'B', 3],
    ]);
  });

  test('newlines, delimiters and quotes inside a quoted cell', () => {
    const { tasks } = read('id,title,text\r\nT1,"A, ""B""","one\r\ntwo"\r\nT2,C,\r\n');
    expect(tasks.map(({ title, text, line }) => [title, text, line])).toEqual([
      ['A, "B"', 'one\ntwo', 2],
      ['C', '', 4],
    ]);
  });

  test.each([';', '\t'])('the delimiter %j is found by itself', (delimiter) => {
    expect(read(`id${delimiter}title\nT1${delimiter}"A, B"\n`).tasks[0]?.title).toBe('A, B');
  });

  test('Latin-1 and Windows-1252 are recognised because they are no UTF-8', () => {
    const file = Uint8Array.from([...bytes('id,title\nT1,Pr'), 0xfc, ...bytes('fung '), 0x80, ...bytes('\n')]);
    expect(read(file).tasks[0]?.title).toBe('Prüfung €');
  });

  test('UTF-16 with its mark', () => {
    expect(read(Uint8Array.from(Buffer.from('\ufeffid,title\nT1,Ä\n', 'utf16le'))).tasks[0]?.title).toBe('Ä');
  });

  test('blank lines are skipped and counted', () => {
    expect(read('id,title\n\n,\nT1,A\n').tasks[0]?.line).toBe(4);
  });
});

describe('problems', () => {
  test('all are collected, with line and column', () => {
    const file = 'id,title,Severity,phase,status,verification\nT1,,11,later,gone,maybe\n,B,1.5,,,\nT 3,C,,,,\n';
    expect(problems(file)).toEqual([
      'line 2, column title: is empty; every task needs a title',
      'line 2, column Severity: "11" is no priority: a whole number from 1 (low) to 10 (high), or critical, high, medium, low',
      'line 2, column phase: "later" is not known here; known are requirements, architecture-design',
      'line 2, column status: "gone" is not known here; known are DONE, TODO',
      'line 2, column verification: "maybe" is not one of none, partial, pass, fail',
      'line 3, column id: is empty; every task needs an id that stays the same from import to import',
      'line 3, column Severity: "1.5" is no priority: a whole number from 1 (low) to 10 (high), or critical, high, medium, low',
      'line 4, column id: "T 3" is no id: letters, digits, ".", "_" and "-", at most 64 of them',
    ]);
  });

  test('duplicate ids name both lines', () => {
    expect(problems('id,title\nT1,A\nT2,B\nT1,C\n')).toEqual([
      'line 4, column id: the id "T1" is already on line 2; ids are unique in a file',
    ]);
  });

  test.each([
    ['', 'line 1: the file is empty; its first line names the columns'],
    ['name\nA\n', 'line 1: no column for id: name one "id", or give mapping {"id": "<header>"}; the file has name'],
    ['id,title\nT1,A,B\n', 'line 2: 3 cells where the header has 2: a cell with the delimiter needs quotes'],
    ['id,title\nT1,"A\nT2,B\n', 'line 2: a quoted cell of this row never ends: add the closing quote'],
    [
      'id,title\nT1,A "quoted" B\n',
      'line 2: a quote inside an unquoted cell: put the whole cell in quotes and double the quotes inside it',
    ],
    ['id,title\nT1,A\0B\n', 'line 2, column title: holds a zero byte; save the file as UTF-8 text'],
  ])('%j', (file, problem) => {
    expect(problems(file)).toEqual([problem]);
  });
});

test('10,000 rows', () => {
  const rows = Array.from(
    { length: 10_000 },
    (_, index) => `T${index},"Task ${index}","Line one\nline two",${(index % 10) + 1}`,
  );
  const { tasks, problems: found } = read(`id,title,text,priority\n${rows.join('\n')}\n`);
  expect(found).toEqual([]);
  expect(tasks.length).toBe(10_000);
  expect(tasks.at(-1)).toMatchObject({ id: 'T9999', line: 2 + 2 * 9_999, priority: 10 });
});

test('whatever was quoted comes back, with every delimiter', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\t', '\n', 'é', ' ') });
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 5 }), fc.constantFrom(',', ';', '\t'), (texts, delimiter) => {
      const quoted = texts.map((text, index) => [`T${index}`, 'x', `"${text.replaceAll('"', '""')}"`].join(delimiter));
      const { tasks } = read([`id${delimiter}title${delimiter}text`, ...quoted].join('\r\n'));
      expect(tasks.map(({ text }) => text)).toEqual(texts.map((text) => text.trim()));
    }),
  );
});

test('any bytes give tasks or problems, never an exception', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (file) => {
      const { tasks, problems: found } = read(file);
      expect(tasks.length + found.length).toBeGreaterThanOrEqual(0);
    }),
  );
});

describe('ASVS', () => {
  const header = 'chapter_id,chapter_name,section_id,section_name,req_id,req_description,L\n';

  test('is recognised; id, title, priority and tags are made from what it has', () => {
    const {
      profile,
      tasks,
      problems: found,
    } = read(`${header}V1,"Encoding, and Sanitization",V1.1,Architecture,V1.1.1,Verify that it holds.,2\n`);
    expect(found).toEqual([]);
    expect(profile).toBe('asvs');
    expect(tasks[0]).toMatchObject({
      id: 'V1.1.1',
      title: 'Architecture: Verify that it holds.',
      text: 'Verify that it holds.',
      priority: 7,
      tags: ['asvs', 'encoding-and-sanitization'],
    });
  });

  test('a long title is cut between words at 120 characters', () => {
    const { tasks } = read(`${header}V1,C,V1.1,Section,V1.1.1,${'word '.repeat(60)},1\n`);
    expect(tasks[0]?.title).toMatch(/^Section: (word )+word…$/);
    expect(tasks[0]?.title.length).toBeLessThanOrEqual(120);
  });

  test('an unknown level is a problem of its column', () => {
    expect(problems(`${header}V1,C,V1.1,S,V1.1.1,T,4\n`)[0]).toMatch(/^line 2, column L: "level 4" is no priority/);
  });

  test('4.0 has three level columns', () => {
    const file =
      'chapter_id,chapter_name,section_id,section_name,req_id,req_description,level1,level2,level3,cwe\nV1,C,V1.1,S,V1.1.1,T,,✓,✓,\n';
    expect(read(file).tasks[0]?.priority).toBe(7);
  });

  test('the published file of 5.0 is read whole', () => {
    const folder = process.env['LOCKSTEP_FIXTURES'];
    if (folder === undefined)
      return console.info('LOCKSTEP_FIXTURES is not set: the published ASVS file is not checked');
    const { tasks, problems: found } = read(readFileSync(join(folder, 'asvs', 'asvs-5.0.0-en.csv')));
    expect(found).toEqual([]);
    expect(tasks.length).toBe(345);
    expect(new Set(tasks.map(({ priority }) => priority))).toEqual(new Set([9, 7, 5]));
    expect(tasks.every(({ title }) => title.length <= 120)).toBe(true);
  });
});

/** A CSV file's bytes → tasks and problems. Pure: what is already there, and writing, is `apply.ts`. */
import { asvsLayout } from './asvs.ts';
import { decode } from './decode.ts';
import type { Field, ImportedTask, Parsed, Problem, Vocabulary } from './imported-task.ts';
import { checkMapping, plainLayout, type Layout } from './layout.ts';
import { readRecords, type Line } from './records.ts';
import { idOf, namedOf, priorityOf, tagsOf, titleOf, verificationOf } from './values.ts';

export interface CsvOptions {
  readonly vocabulary: Vocabulary;
  /** Field → header, for columns whose names we would not know. It wins over what the headers say. */
  readonly mapping?: Readonly<Record<string, string>>;
}

/** Reads the whole file and collects every problem; throws nothing for what the file contains. */
export function parseCsv(bytes: Uint8Array, { vocabulary, mapping = {} }: CsvOptions): Parsed {
  const { lines, problem } = readRecords(decode(bytes));
  const [header, ...rows] = lines;
  if (problem !== null) return refused([problem]);
  if (header === undefined) return refused([fileProblem(1, 'the file is empty; its first line names the columns')]);
  const headers = header.cells.map((cell) => cell.trim());
  const wrong = checkMapping(mapping, headers);
  if (wrong.length > 0) return refused(wrong.map((message) => fileProblem(header.line, message)));
  const layout = (Object.keys(mapping).length === 0 ? asvsLayout(headers) : null) ?? plainLayout(headers, mapping);
  const missing = (['id', 'title'] as const).filter((field) => layout.columns[field] === undefined);
  if (missing.length > 0) return refused(missing.map((field) => fileProblem(header.line, noColumn(field, headers))));
  const problems: Problem[] = [];
  const tasks = rows.flatMap((row) => taskOf(row, layout, { vocabulary, width: headers.length, problems }) ?? []);
  problems.push(...doubles(tasks, layout));
  problems.sort((a, b) => a.line - b.line);
  return { profile: layout.profile, columns: layout.columns, ignored: layout.ignored, tasks, problems };
}

const fileProblem = (line: number, message: string): Problem => ({ line, column: null, message });

const refused = (problems: readonly Problem[]): Parsed => ({
  profile: 'plain',
  columns: {},
  ignored: [],
  tasks: [],
  problems,
});

const noColumn = (field: Field, headers: readonly string[]): string =>
  `no column for ${field}: name one "${field}", or give mapping {"${field}": "<header>"}; the file has ${headers.join(', ')}`;

interface Around {
  readonly vocabulary: Vocabulary;
  readonly width: number;
  readonly problems: Problem[];
}

/** One row → its task, or null when something about it is wrong. */
function taskOf(row: Line, layout: Layout, around: Around): ImportedTask | null {
  const { line, cells } = row;
  const before = around.problems.length;
  if (cells.slice(around.width).some((cell) => cell.trim() !== '')) {
    around.problems.push(
      fileProblem(
        line,
        `${cells.length} cells where the header has ${around.width}: a cell with the delimiter needs quotes`,
      ),
    );
  }
  const given = layout.read(cells);
  /** Reads one field; absent columns give null. A zero byte fits into no database text. */
  const read = <T>(field: Field, reader: (cell: string, complain: (message: string) => null) => T | null): T | null => {
    const cell = given[field];
    if (cell === undefined) return null;
    const complain = (message: string): null => {
      around.problems.push({ line, column: layout.columns[field] ?? field, message });
      return null;
    };
    return cell.includes('\0') ? complain('holds a zero byte; save the file as UTF-8 text') : reader(cell, complain);
  };
  const task = {
    line,
    id: read('id', idOf) ?? '',
    title: read('title', titleOf) ?? '',
    text: read('text', (cell) => cell.trim()),
    priority: read('priority', priorityOf),
    phase: read('phase', (cell, complain) => namedOf(cell, around.vocabulary.phases, complain)),
    status: read('status', (cell, complain) => namedOf(cell, around.vocabulary.statuses, complain)),
    tags: read('tags', tagsOf),
    verification: read('verification', verificationOf),
  };
  return around.problems.length === before ? task : null;
}

/** The same id twice is a mistake of the file; we do not guess which row counts. */
function doubles(tasks: readonly ImportedTask[], layout: Layout): Problem[] {
  const first = new Map<string, number>();
  return tasks.flatMap(({ id, line }) => {
    const earlier = first.get(id);
    if (earlier === undefined) first.set(id, line);
    return earlier === undefined
      ? []
      : [
          {
            line,
            column: layout.columns.id ?? 'id',
            message: `the id "${id}" is already on line ${earlier}; ids are unique in a file`,
          },
        ];
  });
}

/** Rows of cells → tasks and problems, by a layout. */
import { fileProblem, type Field, type ImportedTask, type Level, type Parsed } from './imported-task.ts';
import type { Problem, Vocabulary } from './imported-task.ts';
import type { Layout } from './layout.ts';
import type { Line } from './records.ts';
import { idOf, namedOf, priorityOf, tagsOf, titleOf, verificationOf } from './values.ts';

export interface TableOptions {
  readonly vocabulary: Vocabulary;
  readonly level: Level | null;
  /** How many columns the header has. */
  readonly width: number;
}

interface Around extends TableOptions {
  readonly problems: Problem[];
}

/** Reads every row that applies, and collects every problem. */
export function readTable(rows: readonly Line[], layout: Layout, options: TableOptions): Parsed {
  const problems: Problem[] = [];
  const wanted = rows.filter(({ cells }) => layout.applies?.(cells, options.level) ?? true);
  const tasks = wanted.flatMap((row) => taskOf(row, layout, { ...options, problems }) ?? []);
  problems.push(...doubles(tasks, layout));
  problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return { profile: layout.profile, columns: layout.columns, ignored: layout.ignored, tasks, problems };
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

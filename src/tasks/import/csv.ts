/** A CSV file's bytes → tasks and problems. Pure: what is already there, and writing, is `apply.ts`. */
import { asvsLayout } from './asvs.ts';
import { decode } from './decode.ts';
import { fileProblem, refused, type Field, type Level, type Parsed, type ReadOptions } from './imported-task.ts';
import { checkMapping, plainLayout, type Layout } from './layout.ts';
import { readRecords } from './records.ts';
import { readTable } from './table.ts';

export interface CsvOptions extends ReadOptions {
  /** Field → header, for columns whose names we would not know. It wins over what the headers say. */
  readonly mapping?: Readonly<Record<string, string>>;
}

/** Reads the whole file and collects every problem; throws nothing for what the file contains. */
export function parseCsv(bytes: Uint8Array, { vocabulary, level = null, mapping = {} }: CsvOptions): Parsed {
  const file = decode(bytes);
  if (file.problem !== null) return refused([file.problem]);
  const { lines, problem } = readRecords(file.text);
  const [header, ...rows] = lines;
  if (problem !== null) return refused([problem]);
  if (header === undefined) return refused([fileProblem(1, 'the file is empty; its first line names the columns')]);
  const headers = header.cells.map((cell) => cell.trim());
  const layout = (Object.keys(mapping).length === 0 ? asvsLayout(headers) : null) ?? plainLayout(headers, mapping);
  const wrong = checkMapping(mapping, headers);
  const unfit = wrong.length > 0 ? wrong : unfitFor(layout, headers, level);
  if (unfit.length > 0) return refused(unfit.map((message) => fileProblem(header.line, message)));
  return readTable(rows, layout, { vocabulary, level, width: headers.length });
}

/** Why no task can be read by these headers, in words. */
function unfitFor(layout: Layout, headers: readonly string[], level: Level | null): string[] {
  const missing = (['id', 'title'] as const).filter((field) => layout.columns[field] === undefined);
  if (missing.length > 0) return missing.map((field) => noColumn(field, headers));
  return level !== null && layout.applies === undefined ? [NO_LEVELS] : [];
}

const NO_LEVELS = 'level chooses requirements of an ASVS file, and this header is not that of one: leave level away';

const noColumn = (field: Field, headers: readonly string[]): string =>
  `no column for ${field}: name one "${field}", or give mapping {"${field}": "<header>"}; the file has ${headers.join(', ')}`;

/** CSV text → records with the lines they begin on. */
import { CsvError, parse, type Options } from 'csv-parse/sync';
import type { Problem } from './imported-task.ts';

export interface Line {
  /** Where the record begins, counted from 1. A quoted cell may span several lines. */
  readonly line: number;
  readonly cells: readonly string[];
}

const DELIMITERS = [',', ';', '\t'];

const options = (delimiter: string): Options => ({
  delimiter,
  record_delimiter: '\n',
  relax_column_count: true,
  skip_empty_lines: false,
});

/** The delimiter that splits the header into the most cells; a file of one column has none and gets the comma. */
function delimiterOf(text: string): string {
  const widths = DELIMITERS.map(
    (delimiter) => parse(text, { ...options(delimiter), relax_quotes: true, to: 1 })[0]?.length ?? 0,
  );
  return DELIMITERS[widths.indexOf(Math.max(...widths))] ?? ',';
}

const REMEDIES: Partial<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quoted cell of this row never ends: add the closing quote',
  INVALID_OPENING_QUOTE:
    'a quote inside an unquoted cell: put the whole cell in quotes and double the quotes inside it',
  CSV_INVALID_CLOSING_QUOTE: 'text after the closing quote of a cell: double the quotes inside a quoted cell',
};

/** `line`: where the record begins that the parser could not finish. */
function problemOf(error: unknown, line: number): Problem {
  if (!(error instanceof CsvError)) throw error;
  return { line, column: null, message: REMEDIES[error.code] ?? `the file is no CSV from here on (${error.code})` };
}

/** All records that are not empty, or the place where the text stops being CSV. Line ends inside cells become `\n`. */
export function readRecords(file: string): { readonly lines: readonly Line[]; readonly problem: Problem | null } {
  // The parser would count CRLF inside quotes as two lines.
  const text = file.replaceAll(/\r\n?/g, '\n');
  const ends: number[] = [];
  try {
    const records = parse(text, {
      ...options(delimiterOf(text)),
      on_record: (record, { lines }) => {
        ends.push(lines);
        return record;
      },
    });
    const lines = records.map((cells, at) => ({ line: (ends[at - 1] ?? 0) + 1, cells }));
    return { lines: lines.filter(({ cells }) => cells.some((cell) => cell.trim() !== '')), problem: null };
  } catch (error) {
    return { lines: [], problem: problemOf(error, (ends.at(-1) ?? 0) + 1) };
  }
}

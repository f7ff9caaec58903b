/** CSV text → records with the lines they begin on. */
import { CsvError, parse, type Options } from 'csv-parse/sync';
import type { Problem } from './imported-task.ts';

export interface Line {
  /** Where the record begins, counted from 1. A quoted cell may span several lines. */
  readonly line: number;
  readonly cells: readonly string[];
}

const DELIMITERS = [',', ';', '\t'];

/** In characters. No task is that long: a quote is missing, or the file is made to exhaust memory. */
const RECORD_SIZE = 1024 * 1024;

const options = (delimiter: string): Options => ({
  delimiter,
  record_delimiter: '\n',
  relax_column_count: true,
  max_record_size: RECORD_SIZE,
  skip_empty_lines: false,
});

/** The delimiter that splits the header into the most cells; a file of one column has none and gets the comma. */
function delimiterOf(text: string): string {
  const head = text.slice(0, RECORD_SIZE);
  const widths = DELIMITERS.map(
    (delimiter) => parse(head, { ...options(delimiter), relax_quotes: true, to: 1 })[0]?.length ?? 0,
  );
  return DELIMITERS[widths.indexOf(Math.max(...widths))] ?? ',';
}

const TOO_LONG = 'a row of more than 1 MB: is a closing quote missing, or is this no CSV?';

const REMEDIES: Partial<Record<string, string>> = {
  CSV_MAX_RECORD_SIZE: TOO_LONG,
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

/** The first line that is longer than a record may be: the parser counts what is in cells, but not their number. */
function longLine(text: string): number | null {
  for (let [line, start] = [1, 0]; start < text.length; line += 1) {
    const end = text.indexOf('\n', start);
    const next = end < 0 ? text.length : end;
    if (next - start > RECORD_SIZE) return line;
    start = next + 1;
  }
  return null;
}

/** The apostrophe by which spreadsheets, and our export, keep a text from being a formula is no part of the text. */
const unguarded = (cell: string): string => (/^'+(?:\s*[=+\-@]|[\t\n])/.test(cell) ? cell.slice(1) : cell);

/** All records that are not empty, or the place where the text stops being CSV. Line ends inside cells become `\n`. */
export function readRecords(file: string): { readonly lines: readonly Line[]; readonly problem: Problem | null } {
  // The parser would count CRLF inside quotes as two lines.
  const text = file.replaceAll(/\r\n?/g, '\n');
  const long = longLine(text);
  if (long !== null) return { lines: [], problem: { line: long, column: null, message: TOO_LONG } };
  const lines: Line[] = [];
  let next = 1;
  try {
    parse(text, {
      ...options(delimiterOf(text)),
      // Nothing is left to the parser: a file of empty cells is not to be held.
      on_record: (cells, { lines: ended }) => {
        if (cells.some((cell) => cell.trim() !== '')) lines.push({ line: next, cells: cells.map(unguarded) });
        next = ended + 1;
        return null;
      },
    });
    return { lines, problem: null };
  } catch (error) {
    return { lines: [], problem: problemOf(error, next) };
  }
}

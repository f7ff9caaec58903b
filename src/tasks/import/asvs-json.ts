/** The JSON forms of the ASVS, nested and flat → the rows that its CSV form has. */
import { asvsLayout } from './asvs.ts';
import { fileProblem, refused, type Parsed, type ReadOptions } from './imported-task.ts';
import { lineAt, readJson } from './json.ts';
import type { Line } from './records.ts';
import { readTable } from './table.ts';

const TEXTS = ['chapter_id', 'chapter_name', 'section_id', 'section_name', 'req_id', 'req_description'];
const HEADERS_5 = [...TEXTS, 'L'];
const HEADERS_4 = [...TEXTS, 'level1', 'level2', 'level3'];

type Row = Readonly<Record<string, unknown>>;

/** Reads the whole file and collects every problem; throws nothing for what the file contains. */
export function parseAsvsJson(bytes: Uint8Array, { vocabulary, level = null }: ReadOptions): Parsed {
  const file = readJson(bytes);
  if (file.problem !== null) return refused([file.problem]);
  const rows = flatRows(file.value) ?? nestedRows(file.value);
  const headers = rows?.some((row) => 'L' in row) === true ? HEADERS_5 : HEADERS_4;
  const layout = asvsLayout(headers);
  if (rows === null || rows.length === 0 || layout === null) return refused([fileProblem(1, NO_REQUIREMENTS)]);
  return readTable(linesOf(rows, headers, file.text), layout, { vocabulary, level, width: headers.length });
}

const NO_REQUIREMENTS =
  'no requirements: an ASVS file holds "requirements" (flat), or "Requirements" with nested "Items" that have a "Shortcode"';

const isObject = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The objects of a list; none when it is no list. */
const objectsOf = (value: unknown): readonly Row[] => (Array.isArray(value) ? value.filter(isObject) : []);

function flatRows(file: unknown): readonly Row[] | null {
  return isObject(file) && Array.isArray(file['requirements']) ? objectsOf(file['requirements']) : null;
}

function nestedRows(file: unknown): readonly Row[] | null {
  if (!isObject(file) || !Array.isArray(file['Requirements'])) return null;
  return objectsOf(file['Requirements']).flatMap((chapter) =>
    objectsOf(chapter['Items']).flatMap((section) =>
      objectsOf(section['Items']).map((item) => ({
        chapter_id: chapter['Shortcode'],
        chapter_name: chapter['Name'],
        section_id: section['Shortcode'],
        section_name: section['Name'],
        req_id: item['Shortcode'],
        req_description: item['Description'],
        ...levelsOf(item),
      })),
    ),
  );
}

const levelsOf = (item: Row): Row =>
  'L' in item
    ? { L: item['L'] }
    : Object.fromEntries(
        [1, 2, 3].map((level) => {
          const said = item[`L${level}`];
          return [`level${level}`, isObject(said) && said['Required'] === true ? '✓' : ''];
        }),
      );

/** A requirement is named by the line that its id stands on, found in the order of the file. */
function linesOf(rows: readonly Row[], headers: readonly string[], text: string): Line[] {
  let [position, line] = [0, 1];
  return rows.map((row) => {
    const found = text.indexOf(JSON.stringify(row['req_id'] ?? ''), position);
    if (found >= 0) [position, line] = [found, line + lineAt(text.slice(position, found), found) - 1];
    return { line, cells: headers.map((header) => cellOf(row[header])) };
  });
}

const cellOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value).toWellFormed() : '';

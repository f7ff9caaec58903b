/** A file of a named format → tasks and problems. */
import { parseAsvsJson } from './asvs-json.ts';
import { parseCsv, type CsvOptions } from './csv.ts';
import { fileProblem, refused, type Parsed } from './imported-task.ts';
import { parseVex } from './vex.ts';

/** Formats of which a file is held as a whole. */
export const HELD_FORMATS = ['csv', 'asvs', 'vex'] as const;
export type HeldFormat = (typeof HELD_FORMATS)[number];

/** Files that are not text, by their first bytes. They are named, and never unpacked. */
const BINARY: readonly (readonly [name: string, start: string])[] = [
  ['a zip archive or an Excel workbook', 'PK\x03\x04'],
  ['a gzip archive', '\x1f\x8b'],
  ['an old Excel workbook', '\xd0\xcf\x11\xe0'],
  ['a PDF', '%PDF-'],
];

/** `asvs` is any of its published forms: CSV, JSON and flat JSON. Throws nothing for what the file contains. */
export function readFile(format: HeldFormat, bytes: Uint8Array, options: CsvOptions): Parsed {
  const binary = binaryName(bytes);
  if (binary !== null) return refused([fileProblem(1, `the file is ${binary}, not text: ${REMEDIES[format]}`)]);
  if (format === 'vex') return parseVex(bytes);
  return format === 'asvs' && beginsLikeJson(bytes) ? parseAsvsJson(bytes, options) : parseCsv(bytes, options);
}

const REMEDIES: Readonly<Record<HeldFormat, string>> = {
  csv: 'save it as CSV and import that',
  asvs: "import the standard's CSV or JSON as it was published",
  vex: 'import the CycloneDX document as JSON',
};

function binaryName(bytes: Uint8Array): string | null {
  const start = Buffer.from(bytes.subarray(0, 8)).toString('latin1');
  return BINARY.find(([, sign]) => start.startsWith(sign))?.[0] ?? null;
}

const beginsLikeJson = (bytes: Uint8Array): boolean =>
  /^\s*[{[]/.test(new TextDecoder().decode(bytes.subarray(0, 100)));

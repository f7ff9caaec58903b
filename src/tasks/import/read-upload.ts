/** A file of any format as it arrives → tasks and problems. */
import { collect, limited } from './collect.ts';
import type { CsvOptions } from './csv.ts';
import type { Parsed } from './imported-task.ts';
import { HELD_FORMATS, readFile } from './read-file.ts';
import { readSarif } from './sarif.ts';

export const FORMATS = [...HELD_FORMATS, 'sarif'] as const;
export type Format = (typeof FORMATS)[number];

const MB = 1024 * 1024;
/** In bytes. A report is streamed; the other formats are held. */
export const FILE_LIMIT = 20 * MB;
export const REPORT_LIMIT = 500 * MB;

/** Throws `FileTooLarge`, and nothing else for what the file contains. */
export async function readUpload(
  format: Format,
  source: AsyncIterable<Uint8Array>,
  options: CsvOptions,
): Promise<Parsed> {
  if (format === 'sarif') return readSarif(limited(source, REPORT_LIMIT));
  return readFile(format, await collect(source, FILE_LIMIT), options);
}

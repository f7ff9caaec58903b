/** What a file is, by its beginning; a person may know better. */
import type { Format } from '../../api/imports.ts';

/** How much of a file is looked at, in bytes. */
export const BEGINNING = 64 * 1024;

export function formatOf(name: string, beginning: string): Format {
  const text = beginning.replace(/^\uFEFF/, '').trimStart();
  if (!/^[{[]/.test(text)) return isAsvsHeader(text) ? 'asvs' : 'csv';
  if (/"bomFormat"\s*:/.test(text) || /\.(?:cdx|vex)(?:\.json)?$/i.test(name)) return 'vex';
  if (/"requirements"\s*:/i.test(text)) return 'asvs';
  return 'sarif';
}

const isAsvsHeader = (text: string): boolean => {
  const header = text.slice(0, text.indexOf('\n') + 1 || text.length).toLowerCase();
  return ['chapter_name', 'req_id', 'req_description'].every((column) => header.includes(column));
};

const UNITS = ['bytes', 'kB', 'MB', 'GB'] as const;

/** `14 kB` */
export function sizeText(bytes: number): string {
  const step = Math.min(UNITS.length - 1, bytes < 1_000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return `${Math.round(bytes / 1_000 ** step)} ${UNITS[step]}`;
}

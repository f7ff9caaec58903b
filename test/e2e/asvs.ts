/** Real input: the ASVS 5.0 export where it is at hand, else a generated file of its size and shape. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Requirements in ASVS 5.0. */
export const SIZE = 345;

const HEADER = 'chapter_id,chapter_name,section_id,section_name,req_id,req_description,L';

/** `V1.1.1` to `V15.23.1`: 345 requirements in 15 chapters, with a quoted comma as in the real file. */
function generated(): string {
  const rows = Array.from({ length: SIZE }, (_, at) => {
    const [chapter, section] = [1 + (at % 15), 1 + Math.floor(at / 15)];
    const id = `V${chapter}.${section}`;
    return `V${chapter},Chapter ${chapter},${id},Section ${id},${id}.1,"Verify that control ${at + 1}, as designed, is in place.",${1 + (at % 3)}`;
  });
  return `${[HEADER, ...rows].join('\n')}\n`;
}

/** The path of the file; says which of the two it is. */
export function asvsFile(folder: string): string {
  const fixtures = process.env['LOCKSTEP_FIXTURES'];
  const real = fixtures === undefined ? '' : join(fixtures, 'asvs/asvs-5.0.0-en.csv');
  if (existsSync(real)) return real;
  console.info('LOCKSTEP_FIXTURES has no asvs/asvs-5.0.0-en.csv: a generated file of the same size is used.');
  const file = join(folder, 'asvs.csv');
  writeFileSync(file, generated());
  return file;
}

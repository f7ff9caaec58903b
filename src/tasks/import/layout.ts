/** Which column holds which field. */
import { FIELDS, type Field, type Level } from './imported-task.ts';

/** How to read the rows of one file. */
export interface Layout {
  readonly profile: string;
  /** Field → the header to name in a problem. A field that is absent is not in the file. */
  readonly columns: Readonly<Partial<Record<Field, string>>>;
  readonly ignored: readonly string[];
  /** Whether a row is wanted at all; `level` is that of the ASVS up to which requirements are wanted. */
  readonly applies?: (cells: readonly string[], level: Level | null) => boolean;
  /** The cells of a row by field, as text. */
  readonly read: (cells: readonly string[]) => Readonly<Partial<Record<Field, string>>>;
}

/** The first alias that a file has wins; further columns of the same meaning are ignored, and reported as such. */
const ALIASES: Readonly<Record<Field, readonly string[]>> = {
  id: ['id', 'taskid', 'reqid', 'key'],
  title: ['title', 'name', 'summary'],
  text: ['text', 'description', 'reqdescription', 'content', 'body'],
  priority: ['priority', 'severity'],
  phase: ['phase'],
  status: ['status', 'state'],
  tags: ['tags', 'labels'],
  verification: ['verification', 'verificationstatus'],
};

/** `Task ID`, `task_id` and `taskId` are the same header. */
export const normalHeader = (header: string): string => header.toLowerCase().replaceAll(/[\s_-]+/g, '');

/** An explicit `{ field: header }`, with what is wrong with it in words. */
export function checkMapping(mapping: Readonly<Record<string, string>>, headers: readonly string[]): string[] {
  const known = new Set(headers.map(normalHeader));
  return Object.entries(mapping).flatMap(([field, header]) => {
    if (!FIELDS.some((name) => name === field))
      return [`mapping names the field "${field}"; the fields are ${FIELDS.join(', ')}`];
    if (!known.has(normalHeader(header)))
      return [`mapping gives "${field}" the column "${header}"; the file has ${headers.join(', ')}`];
    return [];
  });
}

/** The layout by an explicit mapping where there is one for a field, else by the headers' usual names. */
export function plainLayout(headers: readonly string[], mapping: Readonly<Partial<Record<Field, string>>>): Layout {
  const normal = headers.map(normalHeader);
  const indexOf = (field: Field): number => {
    const given = mapping[field];
    const names = given === undefined ? ALIASES[field] : [normalHeader(given)];
    return names.map((name) => normal.indexOf(name)).find((index) => index >= 0) ?? -1;
  };
  const found = FIELDS.map((field) => ({ field, index: indexOf(field) })).filter(({ index }) => index >= 0);
  const used = new Set(found.map(({ index }) => index));
  return {
    profile: 'plain',
    columns: Object.fromEntries(found.map(({ field, index }) => [field, headers[index]])),
    ignored: headers.filter((_, index) => !used.has(index)),
    read: (cells) => Object.fromEntries(found.map(({ field, index }) => [field, cells[index] ?? ''])),
  };
}

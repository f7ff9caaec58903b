/** The columns of the OWASP Application Security Verification Standard, 5.0 (one level) and 4.0 (three level columns). */
import { normalHeader, type Layout } from './layout.ts';
import { shortTitle } from './short-title.ts';

const NEEDED = ['chaptername', 'sectionname', 'reqid', 'reqdescription'];
/** Level 1 is the minimum for every application, so it matters most. */
const PRIORITY_OF_LEVEL: Readonly<Record<string, string>> = { '1': '9', '2': '7', '3': '5' };

export const slug = (text: string): string =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .join('-');

/** The layout of an ASVS file; null when the header is not that of one. */
export function asvsLayout(headers: readonly string[]): Layout | null {
  const normal = headers.map(normalHeader);
  const has = (name: string): boolean => normal.includes(name);
  const levels = has('l') ? ['l'] : ['level1', 'level2', 'level3'];
  if (![...NEEDED, ...levels].every(has)) return null;
  const headerOf = (name: string): string => headers[normal.indexOf(name)] ?? name;
  const cellOf = (cells: readonly string[], name: string): string => (cells[normal.indexOf(name)] ?? '').trim();
  const levelOf = (cells: readonly string[]): string =>
    has('l') ? cellOf(cells, 'l') : String(levels.findIndex((name) => cellOf(cells, name) !== '') + 1);
  return {
    profile: 'asvs',
    columns: {
      id: headerOf('reqid'),
      title: headerOf('sectionname'),
      text: headerOf('reqdescription'),
      priority: headerOf(levels[0] ?? 'l'),
      tags: headerOf('chaptername'),
    },
    ignored: [],
    // 4.0 keeps the ids of requirements that were withdrawn, in every language, with no level at all.
    applies: (cells, level) => levelOf(cells) !== '0' && (level === null || Number(levelOf(cells)) <= level),
    read: (cells) => {
      const cell = (name: string): string => cellOf(cells, name);
      const level = levelOf(cells);
      return {
        id: cell('reqid'),
        title: shortTitle(cell('sectionname'), cell('reqdescription')),
        text: cell('reqdescription'),
        priority: PRIORITY_OF_LEVEL[level] ?? `level ${level}`,
        tags: `asvs,${slug(cell('chaptername'))}`,
      };
    },
  };
}

/** One cell → one value. `complain` takes what is wrong in words and answers null. */
import type { Verification } from '../../model/task.ts';
import type { Named } from './imported-task.ts';

type Complain = (message: string) => null;

const VERIFICATIONS: readonly Verification[] = ['none', 'partial', 'pass', 'fail'];
const PRIORITY_WORDS: Readonly<Record<string, number>> = { critical: 10, high: 8, medium: 5, low: 3 };
/** It stands in URLs and before the colon of an issue's title. */
const ID = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u;
const TITLE_LENGTH = 1_000;

export function idOf(cell: string, complain: Complain): string | null {
  const id = cell.trim();
  if (id === '') return complain('is empty; every task needs an id that stays the same from import to import');
  if (!ID.test(id))
    return complain(`"${id.slice(0, 80)}" is no id: letters, digits, ".", "_" and "-", at most 64 of them`);
  return id;
}

/** A title is one line. */
export function titleOf(cell: string, complain: Complain): string | null {
  const title = cell.replaceAll(/\s+/g, ' ').trim();
  if (title === '') return complain('is empty; every task needs a title');
  if (title.length > TITLE_LENGTH)
    return complain(`has ${title.length} characters; a title has at most ${TITLE_LENGTH}`);
  return title;
}

export function priorityOf(cell: string, complain: Complain): number | null {
  const text = cell.trim().toLowerCase();
  if (text === '') return null;
  const priority = PRIORITY_WORDS[text] ?? (/^\d{1,2}$/.test(text) ? Number(text) : 0);
  if (priority >= 1 && priority <= 10) return priority;
  return complain(
    `"${cell.trim()}" is no priority: a whole number from 1 (low) to 10 (high), or critical, high, medium, low`,
  );
}

/** A phase or status by its id, slug or name, in any case. */
export function namedOf(cell: string, known: readonly Named[], complain: Complain): string | null {
  const text = cell.trim().toLowerCase();
  if (text === '') return null;
  const found = known.find((one) => [one.id, one.slug, one.name].some((name) => name.toLowerCase() === text));
  return (
    found?.id ?? complain(`"${cell.trim()}" is not known here; known are ${known.map(({ slug }) => slug).join(', ')}`)
  );
}

export function verificationOf(cell: string, complain: Complain): Verification | null {
  const text = cell.trim().toLowerCase();
  if (text === '') return null;
  return (
    VERIFICATIONS.find((one) => one === text) ?? complain(`"${cell.trim()}" is not one of ${VERIFICATIONS.join(', ')}`)
  );
}

/** Separated by comma, semicolon or bar; doubles are dropped, the order stays. */
export const tagsOf = (cell: string): readonly string[] => [
  ...new Set(
    cell
      .split(/[,;|]/)
      .map((tag) => tag.trim())
      .filter(Boolean),
  ),
];

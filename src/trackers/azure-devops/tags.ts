/** Tags are one text, separated by semicolons, whatever their case; our marks may be among them. */
import { isMarker } from '../text/html-block.ts';

/** Where tags hold the marker, every issue of ours carries this one too: the question for all of them. */
export const COMMON_TAG = 'lockstep';

/** `a; B` → `a`, `b`: an organization knows each tag once, in the letters that somebody wrote first. */
export const tagsIn = (value: unknown): readonly string[] =>
  (typeof value === 'string' ? value.split(';') : [])
    .map((tag) => tag.trim().toLowerCase())
    .filter((tag) => tag !== '');

export const isMark = (tag: string): boolean => tag === COMMON_TAG || isMarker(tag);

/** What Azure DevOps makes of a label: it has no commas or semicolons, and at most 400 characters. */
export const tagOf = (label: string): string =>
  label
    .replaceAll(/[,;\s]+/g, ' ')
    .trim()
    .toLowerCase()
    .slice(0, 400)
    .toWellFormed()
    .trim();

/** Sorted, each once, without our marks. */
export const labelsIn = (tags: readonly string[], marksAreTags: boolean): readonly string[] =>
  [...new Set(tags)].filter((tag) => tag !== '' && !(marksAreTags && isMark(tag))).toSorted();

export const joined = (labels: readonly string[], marker: string | null): string =>
  [...(marker === null ? [] : [COMMON_TAG, marker]), ...labels].join('; ');

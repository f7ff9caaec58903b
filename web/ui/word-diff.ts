/** What changed between two texts, word by word. Pure. */

export interface Part {
  readonly kind: 'same' | 'gone' | 'new';
  readonly text: string;
}

/** Beyond it, what lies between the common ends is told as replaced: nobody reads a finer story of so long a text. */
const MOST_STEPS = 400_000;

/** Words with the space before them, so that the parts put together are the texts; most changes add to an end. */
const wordsOf = (text: string): readonly string[] => text.match(/\s*\S+|\s+$/g) ?? [];

export function wordDiff(before: string, after: string): readonly Part[] {
  const [was, is] = [wordsOf(before), wordsOf(after)];
  const shorter = Math.min(was.length, is.length);
  let start = 0;
  while (start < shorter && was[start] === is[start]) start += 1;
  let end = 0;
  while (end < shorter - start && was.at(-1 - end) === is.at(-1 - end)) end += 1;
  const middle = between(was.slice(start, was.length - end), is.slice(start, is.length - end));
  return joined([...as('same', was.slice(0, start)), ...middle, ...as('same', was.slice(was.length - end))]);
}

const as = (kind: Part['kind'], words: readonly string[]): readonly Part[] => words.map((text) => ({ kind, text }));

/** By the longest common subsequence. */
function between(was: readonly string[], is: readonly string[]): readonly Part[] {
  if (was.length * is.length > MOST_STEPS) return [...as('gone', was), ...as('new', is)];
  const width = is.length + 1;
  const common = lengths(was, is);
  const parts: Part[] = [];
  let [i, j] = [0, 0];
  while (i < was.length && j < is.length) {
    const [old = '', fresh = ''] = [was[i], is[j]];
    if (old === fresh) {
      parts.push({ kind: 'same', text: old });
      [i, j] = [i + 1, j + 1];
    } else if ((common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0)) {
      parts.push({ kind: 'gone', text: old });
      i += 1;
    } else {
      parts.push({ kind: 'new', text: fresh });
      j += 1;
    }
  }
  return [...parts, ...as('gone', was.slice(i)), ...as('new', is.slice(j))];
}

/** At `i * (is.length + 1) + j`: how many words the ends from `i` and `j` on have in common, in their order. */
function lengths(was: readonly string[], is: readonly string[]): Uint32Array {
  const width = is.length + 1;
  const table = new Uint32Array((was.length + 1) * width);
  for (let i = was.length - 1; i >= 0; i -= 1)
    for (let j = is.length - 1; j >= 0; j -= 1)
      table[i * width + j] =
        was[i] === is[j]
          ? (table[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(table[(i + 1) * width + j] ?? 0, table[i * width + j + 1] ?? 0);
  return table;
}

/** Neighbours of a kind are one. */
function joined(parts: readonly Part[]): readonly Part[] {
  const result: Part[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (last?.kind === part.kind) result[result.length - 1] = { kind: part.kind, text: last.text + part.text };
    else result.push(part);
  }
  return result;
}

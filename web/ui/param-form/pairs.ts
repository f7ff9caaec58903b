/** JSON objects of texts as pairs, which people can edit. */

export interface Pair {
  readonly key: string;
  readonly value: string;
}

/** null: it is no flat object of texts, and shown as it stands. */
export function pairsOf(text: string): readonly Pair[] | null {
  if (text.trim() === '') return [];
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return null;
    const pairs = Object.entries(parsed).map(([key, value]: [string, unknown]) => ({ key, value }));
    return pairs.every((pair): pair is Pair => typeof pair.value === 'string') ? pairs : null;
  } catch {
    return null;
  }
}

/** Pairs that are not filled in are not there yet; of two with one key the later counts. */
export function textOf(pairs: readonly Pair[]): string {
  const complete = pairs
    .map(({ key, value }) => [key.trim(), value.trim()] as const)
    .filter(([key, value]) => key !== '' && value !== '');
  return complete.length === 0 ? '' : JSON.stringify(Object.fromEntries(complete));
}

/** The help text of a map that is edited in lines: how it is written as JSON matters to scripts only. */
export function helpForLines(help: string): string {
  const rest = help.replace(/^JSON object(?:, (?!e\.g\.)[\w\s-]+)?(?:, e\.g\. \{[^}]*\})?[.,:]\s*/, '');
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

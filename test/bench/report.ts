/** What a benchmark tells: one row per case. Ratios and counts decide; times are there to be read. */
export interface Row {
  readonly cells: Readonly<Record<string, string | number | null>>;
  /** Why it is not good enough, in words; null when it is, or when nothing is demanded. */
  readonly failure: string | null;
}

/** A row whose `column` must be at most `most`. */
export const atMost = (most: number, column: string, cells: Row['cells']): Row =>
  judged(cells, Number(cells[column]) <= most, `${column} is above ${most}`);

/** A row whose `column` must be at least `least`. */
export const atLeast = (least: number, column: string, cells: Row['cells']): Row =>
  judged(cells, Number(cells[column]) >= least, `${column} is below ${least}`);

/** A row that only tells. */
export const told = (cells: Row['cells']): Row => ({ cells, failure: null });

const judged = (cells: Row['cells'], good: boolean, failure: string): Row => ({
  cells,
  failure: good ? null : failure,
});

/** Rounded to so many digits behind the point. */
export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits));

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The value below which this share of the values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function table(rows: readonly Row[]): string {
  const head = [...new Set(rows.flatMap(({ cells }) => Object.keys(cells)))];
  const lines = rows.map(({ cells, failure }) => [
    ...head.map((column) => String(cells[column] ?? '')),
    failure === null ? '' : `! ${failure}`,
  ]);
  const widths = head.map((title, at) => Math.max(title.length, ...lines.map((line) => line[at]?.length ?? 0)));
  const text = (line: readonly string[]): string =>
    line
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  return [head, ...lines].map(text).join('\n');
}

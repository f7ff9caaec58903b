/** A set with these in it, or without them. */
export function toggled<T>(before: ReadonlySet<T>, these: readonly T[], on: boolean): ReadonlySet<T> {
  const after = new Set(before);
  for (const one of these) {
    if (on) after.add(one);
    else after.delete(one);
  }
  return after;
}

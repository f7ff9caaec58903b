/** Addresses may hold anything: what is not as it should be is left out. */
export type GivenSearch = Readonly<Record<string, unknown>>;

/** A number is one that somebody searched for. */
export const textIn = <K extends string>(given: GivenSearch, key: K): { readonly [key in K]?: string } => {
  const value = given[key];
  const said = typeof value === 'number' ? String(value) : value;
  return typeof said === 'string' && said !== '' ? ({ [key]: said } as { readonly [key in K]?: string }) : {};
};

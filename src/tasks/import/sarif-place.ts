/** Where a SARIF report says that a file is → a path that is the same on every machine, as far as the report lets us see. Pure. */
import { numberOf, objectOf, textOf } from './json-values.ts';

/** An `artifactLocation`: by its address, relative to a named base or not, or by its number in the run's `artifacts`. */
export interface Location {
  readonly uri: string | null;
  readonly base: string | null;
  readonly index: number | null;
}

/** What a run knows of places; in the file it may come after the results that use it. */
export interface Places {
  readonly artifacts: ReadonlyMap<number, Location>;
  /** `originalUriBaseIds`. */
  readonly bases: ReadonlyMap<string, Location>;
}

export function locationOf(value: unknown): Location {
  const location = objectOf(value);
  return { uri: textOf(location['uri']), base: textOf(location['uriBaseId']), index: numberOf(location['index']) };
}

/** null when the report does not say. */
export function pathOf(location: Location, { artifacts, bases }: Places): string | null {
  const known = location.uri === null ? artifacts.get(location.index ?? -1) : location;
  if (known === undefined || known.uri === null) return null;
  return plain(`${folderOf(known.base, bases, new Set())}${known.uri}`);
}

/** Relative bases are part of the path. An absolute one is where the machine that looked keeps its files: it is not. */
function folderOf(name: string | null, bases: Places['bases'], above: ReadonlySet<string>): string {
  const base = name === null || above.has(name) ? undefined : bases.get(name);
  if (name === null || base === undefined || base.uri === null || /^([a-z][\w+.-]*:|\/)/i.test(base.uri)) return '';
  return `${folderOf(base.base, bases, new Set([...above, name]))}${base.uri.replace(/\/*$/, '/')}`;
}

const plain = (uri: string): string =>
  uri
    .replaceAll('\\', '/')
    .replace(/^file:\/+/, '/')
    .replace(/^(\.\/)+/, '');

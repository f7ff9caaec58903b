/** How the fake Rally writes things down: only what `fetch` names, other things as references, lists as a count. */
import { isList, isThing, refOf, textOf, type Thing, type Value } from './fake-world.ts';

export type JsonObject = Record<string, unknown>;

export const API_PATH = '/slm/webservice/v2.0';

const VERSION = { _rallyAPIMajor: '2', _rallyAPIMinor: '0' };

/** How one answer writes: the server's address, and the names that were asked for (`true`: everything). */
export interface Writing {
  readonly origin: string;
  readonly fetch: ReadonlySet<string> | true;
}

const absolute = ({ origin }: Writing, path: string): string => `${origin}${API_PATH}${path}`;

const reference = (thing: Thing, writing: Writing): JsonObject => ({
  ...VERSION,
  _ref: absolute(writing, refOf(thing)),
  _refObjectUUID: `00000000-0000-4000-8000-${String(Math.abs(thing.id)).padStart(12, '0')}`,
  _refObjectName: textOf(thing, 'Name') || textOf(thing, 'ElementName') || textOf(thing, 'UserName'),
  _type: thing.type,
});

/** One whole object. */
export function thingJson(thing: Thing, writing: Writing): JsonObject {
  return { ...reference(thing, writing), ...members(thing, writing) };
}

const isAsked = ({ fetch }: Writing, name: string): boolean => fetch === true || fetch.has(name);

function members(thing: Thing, writing: Writing): JsonObject {
  const asked = [...thing.values].filter(([name]) => isAsked(writing, name) && name !== 'Initial');
  return Object.fromEntries(asked.map(([name, value]) => [name, valueJson(thing, name, value, writing)]));
}

function valueJson(owner: Thing, name: string, value: Value, writing: Writing): unknown {
  if (isList(value)) return listJson(owner, name, value, writing);
  if (!isThing(value)) return value;
  // A reference shows those of its own attributes that were asked for by name.
  return writing.fetch === true
    ? reference(value, writing)
    : { ...reference(value, writing), ...plain(value, writing) };
}

const plain = (thing: Thing, writing: Writing): JsonObject =>
  Object.fromEntries(
    [...thing.values].filter(([name, value]) => isAsked(writing, name) && !isThing(value) && !isList(value)),
  );

function listJson(owner: Thing, name: string, list: readonly Thing[], writing: Writing): JsonObject {
  const names = list.map((one) => ({ Name: textOf(one, 'Name'), _ref: absolute(writing, refOf(one)) }));
  return {
    ...VERSION,
    _ref: absolute(writing, `${refOf(owner)}/${name}`),
    _type: list[0]?.type ?? name,
    ...(name === 'Tags' ? { _tagsNameArray: names } : {}),
    Count: list.length,
  };
}

/** What the fake Rally remembers: things with attributes, some of which are other things, as in its web services. */
import type { Instant } from '../../model/instant.ts';

export type Value = string | number | boolean | null | Thing | readonly Thing[];

/** One object of any type; `id` is its ObjectID. */
export interface Thing {
  readonly id: number;
  /** `Defect`, `Tag`, `PortfolioItem/Feature`. */
  readonly type: string;
  readonly values: Map<string, Value>;
  /** In the recycle bin: nobody finds it, until somebody restores it. */
  recycled: boolean;
}

export interface Account {
  readonly thing: Thing;
  readonly name: string;
  readonly password: string;
  readonly key: string;
  /** A second key, with which nothing can be written. */
  readonly readOnlyKey: string;
}

export interface Session {
  readonly cookie: string;
  readonly token: string;
  readonly account: Account;
}

export interface FakeWorld {
  readonly things: Map<number, Thing>;
  /** By type, in lower case. */
  readonly types: Map<string, Thing[]>;
  readonly accounts: Account[];
  readonly sessions: Session[];
  /** Why a write is refused although every attribute is well formed: a workspace's own rules. Null: it is not. */
  rule: (item: Thing, wanted: ReadonlyMap<string, Value>) => string | null;
  nextId: number;
  /** The last number per prefix of a FormattedID. */
  readonly numbers: Map<string, number>;
}

export const emptyWorld = (): FakeWorld => ({
  things: new Map(),
  types: new Map(),
  accounts: [],
  sessions: [],
  rule: () => null,
  nextId: 1_000,
  numbers: new Map(),
});

/** Prefixes of FormattedIDs; what has one is an artifact. */
export const PREFIXES: Readonly<Record<string, string>> = {
  HierarchicalRequirement: 'US',
  Defect: 'DE',
  Task: 'TA',
  'PortfolioItem/Feature': 'F',
};

export const isThing = (value: Value | undefined): value is Thing =>
  typeof value === 'object' && value !== null && 'values' in value;

export const isList = (value: Value | undefined): value is readonly Thing[] => Array.isArray(value);

/** What shows the time of its changes. */
export const touch = (thing: Thing, now: Instant): void => {
  thing.values.set('LastUpdateDate', new Date(now).toISOString());
};

export function addThing(
  world: FakeWorld,
  type: string,
  values: Readonly<Record<string, Value>>,
  now: Instant = 0,
): Thing {
  const id = (world.nextId += 1);
  const thing: Thing = { id, type, values: new Map(Object.entries(values)), recycled: false };
  thing.values.set('ObjectID', id).set('CreationDate', new Date(now).toISOString());
  const prefix = PREFIXES[type];
  if (prefix !== undefined) thing.values.set('FormattedID', `${prefix}${nextNumber(world, prefix)}`);
  touch(thing, now);
  world.things.set(id, thing);
  const key = type.toLowerCase();
  const others = world.types.get(key);
  if (others === undefined) world.types.set(key, [thing]);
  else others.push(thing);
  return thing;
}

function nextNumber({ numbers }: FakeWorld, prefix: string): number {
  const next = (numbers.get(prefix) ?? 0) + 1;
  numbers.set(prefix, next);
  return next;
}

/** All of this type (a path's spelling will do) that are not in the recycle bin; `artifact` means everything with a FormattedID. */
export const ofType = ({ types }: FakeWorld, type: string): readonly Thing[] =>
  (type === 'artifact' ? Object.keys(PREFIXES) : [type])
    .flatMap((one) => types.get(one.toLowerCase()) ?? [])
    .filter(({ recycled }) => !recycled);

export const textOf = (thing: Thing, attribute: string): string => {
  const value = thing.values.get(attribute);
  return typeof value === 'string' ? value : '';
};

/** `/defect/12` */
export const refOf = ({ type, id }: Thing): string => `/${type.toLowerCase()}/${id}`;

/** The thing that a reference means: absolute, relative, or an object with `_ref`. */
export function referred({ things }: FakeWorld, reference: unknown): Thing | undefined {
  const text = typeof reference === 'object' && reference !== null ? (reference as { _ref?: unknown })._ref : reference;
  const id = /\/(-?\d+)$/.exec(typeof text === 'string' ? text : '')?.[1];
  const found = id === undefined ? undefined : things.get(Number(id));
  return found?.recycled === false ? found : undefined;
}

export type Role = 'No Access' | 'Viewer' | 'Editor' | 'Project Admin';

/** What this account is in a project. */
function roleIn(world: FakeWorld, account: Account, project: Thing): Role {
  const permission = ofType(world, 'ProjectPermission').find(
    ({ values }) => values.get('User') === account.thing && values.get('Project') === project,
  );
  return (permission?.values.get('Role') as Role | undefined) ?? 'No Access';
}

/** The project a thing stands in; undefined for what stands in none. */
export const projectOf = (thing: Thing): Thing | undefined => {
  if (thing.type === 'Project') return thing;
  const project = thing.values.get('Project');
  return isThing(project) ? project : undefined;
};

export function canSee(world: FakeWorld, account: Account, thing: Thing): boolean {
  const project = projectOf(thing);
  return project === undefined || roleIn(world, account, project) !== 'No Access';
}

export function canEdit(world: FakeWorld, account: Account, project: Thing): boolean {
  const role = roleIn(world, account, project);
  return (role === 'Editor' || role === 'Project Admin') && project.values.get('State') !== 'Closed';
}

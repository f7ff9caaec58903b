/** The query language of lists: `name__icontains=x&priority__gte=7&ordering=-created&search=y`, from one table per resource. */
import { sql, type RawBuilder, type SelectQueryBuilder } from 'kysely';

type Kind = 'text' | 'number' | 'boolean' | 'time' | 'people' | 'labels';

export interface Field {
  readonly kind: Kind;
  /** Any of these may match (an id or a slug); the first one orders. Never text of a request. */
  readonly columns: readonly [string, ...string[]];
  /** `search` looks here. */
  readonly searched?: true;
}

export type Fields = Readonly<Record<string, Field>>;

/** Query values by key, validated; keys that are no look-up of the table are ignored. */
export type Given = Readonly<Record<string, unknown>>;

const COMPARED = ['', 'in', 'ne', 'isnull', 'gte', 'lte', 'gt', 'lt'] as const;
const LOOK_UPS = {
  text: ['', 'in', 'ne', 'isnull', 'iexact', 'icontains'],
  number: COMPARED,
  time: COMPARED,
  boolean: ['', 'ne'],
  people: ['', 'in', 'isnull'],
  labels: ['', 'in', 'isnull'],
} as const satisfies Record<Kind, readonly string[]>;

export type LookUp = (typeof LOOK_UPS)[Kind][number];

/** Every key that the table understands. */
export const lookUpsOf = (fields: Fields): { readonly key: string; readonly field: Field; readonly lookUp: LookUp }[] =>
  Object.entries(fields).flatMap(([name, field]) =>
    LOOK_UPS[field.kind].map((lookUp) => ({ key: lookUp === '' ? name : `${name}__${lookUp}`, field, lookUp })),
  );

/** Whether there is anything that `search` looks in; without it, it is ignored like any other unknown key. */
export const isSearched = (fields: Fields): boolean => Object.values(fields).some(({ searched }) => searched === true);

/** What the rows must satisfy. Everything that a request says is a parameter. */
export function matching(fields: Fields, given: Given): RawBuilder<boolean> {
  const asked = lookUpsOf(fields).filter(({ key }) => given[key] !== undefined);
  const parts = asked.map(({ key, field, lookUp }) => condition(field, lookUp, given[key]));
  const { search } = given;
  if (typeof search === 'string' && isSearched(fields)) {
    const columns = Object.values(fields).filter((field) => field.searched === true);
    parts.push(either(columns.flatMap((field) => field.columns).map((column) => contains(column, search))));
  }
  return parts.length === 0 ? sql`true` : sql`(${sql.join(parts, sql` and `)})`;
}

function condition({ kind, columns }: Field, lookUp: LookUp, given: unknown): RawBuilder<boolean> {
  if (kind === 'people' || kind === 'labels') return holds(columns[0], kind, lookUp, given);
  const test = (column: string) => compare(sql.ref(column), kind, lookUp, given);
  return lookUp === 'ne' || lookUp === 'isnull'
    ? sql`(${sql.join(columns.map(test), sql` and `)})`
    : either(columns.map(test));
}

const either = (tests: readonly RawBuilder<boolean>[]): RawBuilder<boolean> => sql`(${sql.join(tests, sql` or `)})`;

type Compare = (column: RawBuilder<unknown>, value: unknown) => RawBuilder<boolean>;

const COMPARE: Readonly<Record<Exclude<LookUp, 'in' | 'isnull'>, Compare>> = {
  '': (column, value) => sql`${column} = ${value}`,
  ne: (column, value) => sql`${column} is distinct from ${value}`,
  gte: (column, value) => sql`${column} >= ${value}`,
  lte: (column, value) => sql`${column} <= ${value}`,
  gt: (column, value) => sql`${column} > ${value}`,
  lt: (column, value) => sql`${column} < ${value}`,
  iexact: (column, value) => sql`lower(${column}) = lower(${value})`,
  icontains: (column, value) => sql`${column} ilike ${containing(String(value))}`,
};

function compare(column: RawBuilder<unknown>, kind: Kind, lookUp: LookUp, given: unknown): RawBuilder<boolean> {
  if (lookUp === 'isnull') return given === true ? sql`${column} is null` : sql`${column} is not null`;
  if (lookUp === 'in') return sql`${column} in (${sql.join(listOf(kind, given))})`;
  return COMPARE[lookUp](column, valueOf(kind, given));
}

/** For columns that are lists: holds this one, or any of these. People are given by their id or e-mail address. */
function holds(column: string, kind: 'people' | 'labels', lookUp: LookUp, given: unknown): RawBuilder<boolean> {
  const list = sql.ref(column);
  if (lookUp === 'isnull') return given === true ? sql`cardinality(${list}) = 0` : sql`cardinality(${list}) > 0`;
  const values = sql.join(lookUp === 'in' ? listOf('text', given) : [given]);
  if (kind === 'labels') return sql`${list} && array[${values}]::text[]`;
  const isOne = sql`person.id::text = g.name or lower(person.email) = lower(g.name)`;
  return sql`${list} && array(select person.id from users person join unnest(array[${values}]::text[]) g (name) on ${isOne})`;
}

const listOf = (kind: Kind, given: unknown): unknown[] =>
  String(given)
    .split(',')
    .map((text) => valueOf(kind, kind === 'number' ? Number(text) : text.trim()));

/** A time without a zone is UTC; the plus of a zone may have become a space on its way through the URL. */
function valueOf(kind: Kind, given: unknown): unknown {
  if (kind !== 'time') return given;
  const [, day = '', clock = '00:00', zone = 'Z'] = /^(.{10})(?:.([\d:.]+)(.*))?$/.exec(String(given)) ?? [];
  return new Date(`${day}T${clock}${zone === '' ? 'Z' : zone.replace(' ', '+')}`);
}

const contains = (column: string, text: string) => sql<boolean>`${sql.ref(column)} ilike ${containing(text)}`;

/** `%` and `_` are plain characters in what people search for. */
const containing = (text: string): string => `%${text.replaceAll(/[\\%_]/g, (special) => `\\${special}`)}%`;

/** `-created,name`: the columns in order. Names that are none of the table's are ignored. */
export const ordered = (
  fields: Fields,
  ordering: unknown,
): { column: RawBuilder<unknown>; direction: 'asc' | 'desc' }[] =>
  (typeof ordering === 'string' ? ordering.split(',') : []).flatMap((text) => {
    const name = text.trim().replace(/^-/, '');
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined) return [];
    return [{ column: sql.ref(field.columns[0]), direction: text.trim().startsWith('-') ? 'desc' : 'asc' }];
  });

/** The query with the look-ups, the search and the ordering that are given; add an order that is total. */
export function asAsked<DB, TB extends keyof DB, Row>(
  query: SelectQueryBuilder<DB, TB, Row>,
  fields: Fields,
  given: Given,
): SelectQueryBuilder<DB, TB, Row> {
  const narrowed = query.where(matching(fields, given));
  return ordered(fields, given['ordering']).reduce(
    (so, { column, direction }) => so.orderBy(column, direction),
    narrowed,
  );
}

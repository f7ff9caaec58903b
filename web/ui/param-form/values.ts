/**
 * Values of parameters in levels: what is inherited (the schema's defaults, and for a connection its connector's values),
 * what this level stores itself, and what is about to be changed.
 */
import type { ParamField } from '../../api/plugins.ts';

export type Value = string | number | boolean;
export type Values = Readonly<Record<string, Value>>;

/** What will be sent, by parameter; null takes away what is stored. */
export type Draft = Readonly<Record<string, Value | null>>;

export interface Levels {
  readonly inherited: Values;
  readonly stored: Values;
}

/** Stands for a stored secret, and sent back leaves it alone. */
export const MASK = '********';

export const isSecret = ({ field_type }: ParamField): boolean => field_type === 'masked_string';

/** The API's two names of one parameter. */
const FORMER: Readonly<Record<string, string>> = { issue_tracker_title_format: 'title_format' };

/** As the API shows them, by the names and in the types of the schema. */
function read(fields: readonly ParamField[], params: Values): Values {
  const entries = fields.map(({ name, field_type }) => {
    const value = params[name] ?? params[FORMER[name] ?? ''];
    return [name, field_type === 'select' && value !== undefined ? String(value) : value] as const;
  });
  return Object.fromEntries(entries.filter((entry): entry is [string, Value] => entry[1] !== undefined));
}

/** `below`: the connector's parameters, for a connection; `own`: those in force as the API shows them, none for a new one. */
export function levelsOf(fields: readonly ParamField[], below: Values, own: Values): Levels {
  const defaults = fields.flatMap((field) => (field.default === null ? [] : [[field.name, field.default] as const]));
  const inherited = { ...Object.fromEntries(defaults), ...read(fields, below) };
  const stored = Object.entries(read(fields, own)).filter(([name, value]) => value !== inherited[name]);
  return { inherited, stored: Object.fromEntries(stored) };
}

/** What is in force once the draft is sent; undefined: nothing. */
export function shown({ inherited, stored }: Levels, draft: Draft, name: string): Value | undefined {
  const drafted = draft[name];
  return drafted === undefined ? (stored[name] ?? inherited[name]) : (drafted ?? inherited[name]);
}

/** Whether this level says so itself, once the draft is sent. */
export const isOwn = ({ stored }: Levels, draft: Draft, name: string): boolean =>
  (draft[name] === undefined ? stored[name] : draft[name]) !== undefined && draft[name] !== null;

/** The draft with another value; null goes back to what is inherited. Nothing that is so already is sent. */
export function withValue({ inherited, stored }: Levels, draft: Draft, name: string, value: Value | null): Draft {
  const { [name]: _former, ...rest } = draft;
  const empty = value === '' && inherited[name] === undefined;
  const wanted = empty || value === inherited[name] ? null : value;
  return wanted === (stored[name] ?? null) ? rest : { ...rest, [name]: wanted };
}

/** Everything that a new one is given. */
export const given = (draft: Draft): Record<string, Value> =>
  Object.fromEntries(Object.entries(draft).filter((entry): entry is [string, Value] => entry[1] !== null));

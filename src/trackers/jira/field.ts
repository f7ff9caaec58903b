/** Jira's fields, whose values are texts here and typed there. */
import type { Json } from '../../model/json.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import type { DescriptionFormat } from './format.ts';
import { PARAM } from './params.ts';
import type { FieldRow, OptionRow, Schema } from './rows.ts';

export interface Field {
  readonly id: string;
  readonly name: string;
  /** Without a value nothing can be created. */
  readonly required: boolean;
  readonly schema: Schema;
  /** What it offers; empty when anything goes. */
  readonly options: readonly Option[];
}

export interface Option {
  readonly name: string;
  readonly children: readonly string[];
}

export function compact(row: FieldRow): Field {
  return {
    id: row.fieldId ?? row.key ?? '',
    name: row.name,
    required: row.required && row.hasDefaultValue !== true,
    schema: row.schema,
    options: (row.allowedValues ?? []).map((option) => ({
      name: labelOf(option),
      children: (option.children ?? []).map(labelOf),
    })),
  };
}

const labelOf = ({ value, name, id }: OptionRow): string => value ?? name ?? id ?? '';

/** How one kind of value is written and read; both are each other's inverse but for spaces. */
interface Kind {
  /** For people: what is accepted. */
  readonly accepts: string;
  /** undefined: that text is no such value. */
  write(text: string, field: Field, format: DescriptionFormat): Json | undefined;
  read(value: unknown, format: DescriptionFormat): string;
}

const LEVELS = ' > ';

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;

const textIn = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';

/** The option in Jira's own spelling; where it lists none, the text itself. */
function chosen(text: string, { options }: Field): string | undefined {
  if (options.length === 0) return text;
  return options.find(({ name }) => name.toLowerCase() === text.toLowerCase())?.name;
}

const PLAIN: Kind = { accepts: 'a text', write: (text) => text, read: textIn };

const RICH: Kind = {
  accepts: 'a text, formatted with Markdown',
  write: (text, _field, format) => format.render(text),
  read: (value, format) => format.markdown(value),
};

const NUMBER: Kind = {
  accepts: 'a number',
  write: (text) => (text !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined),
  read: textIn,
};

const isDate = (text: string): boolean => /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text));

const DATE: Kind = {
  accepts: 'a date like 2026-11-23',
  write: (text) => (isDate(text) && text.length === 10 ? text : undefined),
  read: textIn,
};

const DATE_TIME: Kind = {
  accepts: 'a date and time like 2026-11-23T12:00:00Z',
  write: (text) => (isDate(text) ? new Date(text).toISOString().replace('Z', '+0000') : undefined),
  read: (value) => (isDate(textIn(value)) ? new Date(textIn(value)).toISOString() : ''),
};

/** A thing that is named by one of its members. */
const named = (by: 'value' | 'name' | 'key', accepts: string): Kind => ({
  accepts,
  write: (text, field) => {
    const name = chosen(text, field);
    return name === undefined ? undefined : { [by]: name };
  },
  read: (value) => textIn(member(value, by)),
});

const CASCADE: Kind = {
  accepts: 'two levels like "Europe > Spain"',
  write: (text, field) => {
    const [first = '', second] = text.split('>').map((part) => part.trim());
    const value = chosen(first, field);
    if (value === undefined || second === undefined) return value === undefined ? undefined : { value };
    const { children } = field.options.find(({ name }) => name === value) ?? { children: [second] };
    const child = children.find((name) => name.toLowerCase() === second.toLowerCase());
    return child === undefined ? undefined : { value, child: { value: child } };
  },
  read: (value) =>
    [member(value, 'value'), member(member(value, 'child'), 'value')]
      .map(textIn)
      .filter((part) => part !== '')
      .join(LEVELS),
};

const USER: Kind = {
  accepts: 'an account id (Cloud) or a user name (Data Center)',
  write: (text, _field, { cloud }) => (cloud ? { accountId: text } : { name: text }),
  read: (value) => textIn(member(value, 'accountId')) || textIn(member(value, 'name')),
};

const KINDS: Readonly<Record<string, Kind>> = {
  string: PLAIN,
  number: NUMBER,
  date: DATE,
  datetime: DATE_TIME,
  option: named('value', 'one option'),
  'option-with-child': CASCADE,
  user: USER,
  group: named('name', 'the name of a group'),
  version: named('name', 'the name of a version'),
  component: named('name', 'the name of a component'),
  priority: named('name', 'the name of a priority'),
  resolution: named('name', 'the name of a resolution'),
  securitylevel: named('name', 'the name of a security level'),
  project: named('key', 'the key of a project'),
};

const LABEL: Kind = { ...PLAIN, write: (text) => text.replaceAll(/\s+/g, '-') };

const several = (kind: Kind, many: string): Kind => ({
  accepts: `${many}, separated by commas`,
  write: (text, field, format) => {
    const parts = text.split(',').map((part) => part.trim());
    const values = parts.filter((part) => part !== '').map((part) => kind.write(part, field, format));
    return values.some((value) => value === undefined) ? undefined : (values as Json[]);
  },
  read: (value, format) => (Array.isArray(value) ? value.map((one) => kind.read(one, format)).join(', ') : ''),
});

/** undefined: a kind of field that only Jira's own pages can fill in. */
function kindOf({ schema }: Field): Kind | undefined {
  const { type, items = '', custom = '', system } = schema;
  if (custom.endsWith(':textarea') || system === 'environment') return RICH;
  if (type === 'array') {
    const kind = items === 'string' ? LABEL : KINDS[items];
    return kind === undefined ? undefined : several(kind, 'several values');
  }
  return custom.endsWith(':gh-epic-link') ? { ...PLAIN, accepts: 'the key of an epic' } : KINDS[type];
}

/** An empty text empties the field; lists take an empty list only. Throws `refused` naming the field and what it accepts. */
export function toJira(field: Field, text: string, format: DescriptionFormat): Json {
  if (text.trim() === '') return field.schema.type === 'array' ? [] : null;
  const kind = kindOf(field);
  if (kind === undefined) {
    throw new TrackerError(
      'refused',
      `Field "${field.name}" has the type "${field.schema.type}", which is not supported: take it out of ${PARAM.customFields}.`,
      { param: PARAM.customFields },
    );
  }
  const value = kind.write(text.trim(), field, format);
  if (value !== undefined) return value;
  const offers = field.options.length === 0 ? '' : `: ${field.options.map(({ name }) => name).join(', ')}`;
  throw new TrackerError(
    'refused',
    `Field "${field.name}" does not take "${text.slice(0, 80).toWellFormed()}"; it takes ${kind.accepts}${offers}.`,
    { param: PARAM.customFields },
  );
}

export const fromJira = (field: Field, value: unknown, format: DescriptionFormat): string =>
  kindOf(field)?.read(value, format) ?? '';

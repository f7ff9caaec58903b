/** The names and values of parameters on the wire, old ones included, and how they are stored. */
import type { ParamField, ParamType } from '../model/params.ts';
import type { System } from '../model/tracker.ts';
import { invalid } from './errors.ts';

export type Scalar = string | number | boolean;

/** Parameters as a caller gave them, by stored name; null takes a value away. */
export type Given = ReadonlyMap<string, Scalar | null>;

/** We compute these: shown with the parameters, ignored when they come back. */
const COMPUTED: ReadonlySet<string> = new Set([
  'sde_businessunit',
  'sde_application',
  'sde_project',
  'last_successful_run',
  'issue_tracker_reference_context',
  'session_capture_socket',
]);

const TITLE_NAMES = ['title_format', 'issue_tracker_title_format'];

export const fieldNamed = (system: System, name: string): ParamField | undefined =>
  system.params.find((field) => field.name === name);

/** The schema's field for a wire name: as it stands, with the old prefix, or by the two names of the title format. */
function fieldFor(system: System, name: string): ParamField | undefined {
  const spellings = TITLE_NAMES.includes(name) ? TITLE_NAMES : [name];
  return system.params.find((field) => spellings.includes(field.name));
}

const modern = (name: string): string => name.replace(/^alm_/, 'issue_tracker_');

/** Reads `params` of a request. Throws 400 naming every unknown key and every value of a wrong type. */
export function readParams(system: System, params: Readonly<Record<string, unknown>>): Given {
  const given = new Map<string, Scalar | null>();
  const errors: Record<string, string[]> = {};
  for (const [key, value] of Object.entries(params)) {
    const name = modern(key);
    const field = fieldFor(system, name);
    if (COMPUTED.has(name)) continue;
    const stored = field === undefined ? undefined : storedForm(field, value);
    if (field === undefined) errors[key] = [`${system.shortName} has no such parameter: see plugins/issue-tracker/.`];
    else if (stored === undefined) errors[key] = [EXPECTED[field.type] ?? 'Not a valid string.'];
    else given.set(field.name, stored);
  }
  if (Object.keys(errors).length > 0) throw invalid({ params: errors });
  return given;
}

const EXPECTED: Readonly<Record<string, string>> = {
  boolean: 'Must be a valid boolean.',
  integer: 'A valid integer is required.',
  checkbox: 'Give the chosen values as text, separated by commas.',
  json: 'Give a JSON object, or the same as text.',
};

type Reader = (value: unknown, field: ParamField) => Scalar | undefined;

/** One form per meaning, so that equal values compare equal; undefined when the value cannot be meant. */
const storedForm = (field: ParamField, value: unknown): Scalar | null | undefined =>
  value === null ? null : (READERS[field.type] ?? choiceOf)(value, field);

const READERS: Readonly<Partial<Record<ParamType, Reader>>> = {
  boolean: (value) => booleanOf(value),
  integer: (value) => integerOf(value),
  checkbox: (value) => (Array.isArray(value) ? value.map(String).join(',') : textOf(value)),
  json: (value) => (typeof value === 'object' ? JSON.stringify(value) : textOf(value)),
};

const choiceOf: Reader = (value, field) => renamed(field, textOf(value));

/** The tracker as authority was called `alm` once. */
const renamed = (field: ParamField, text: string | undefined): string | undefined =>
  field.name === 'conflict_policy' && text === 'alm' ? 'issue_tracker' : text;

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;

function booleanOf(value: unknown): boolean | undefined {
  const text = String(value).toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

const integerOf = (value: unknown): number | undefined =>
  (typeof value === 'number' && Number.isSafeInteger(value)) ||
  (typeof value === 'string' && /^-?\d{1,15}$/.test(value))
    ? Number(value)
    : undefined;

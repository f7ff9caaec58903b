/** Whether given parameter values fit the schema: for the API, which answers with one list of messages per parameter. */
import type { ParamField, ParamValue } from '../model/params.ts';
import { isSecret } from '../model/params.ts';
import { Secret } from '../model/secret.ts';
import { TrackerError } from '../model/tracker-error.ts';
import type { System } from '../model/tracker.ts';
import { Params } from './read-params.ts';

export interface CheckOptions {
  /** Do not ask for required ones: some are given elsewhere. */
  readonly partial?: boolean;
  /** Ask only for required ones that can be set here; default: wherever they are set. */
  readonly level?: 'system' | 'project';
}

export type ParamErrors = Readonly<Record<string, readonly string[]>>;

const REQUIRED = 'This field is required.';

/** What is wrong, by parameter; empty when all is well. `null` counts as not given. */
export function checkParams(
  system: System,
  values: Readonly<Record<string, unknown>>,
  check: CheckOptions = {},
): ParamErrors {
  const errors: Record<string, readonly string[]> = {};
  for (const [name, value] of Object.entries(values)) {
    const message = messageFor(system, name, value);
    if (message !== null) errors[name] = [message];
  }
  if (check.partial !== true) {
    for (const name of missingOf(system, values, check)) errors[name] ??= [REQUIRED];
  }
  return Object.keys(errors).length > 0 ? errors : meaningErrors(system, values as Record<string, ParamValue>);
}

function messageFor(system: System, name: string, value: unknown): string | null {
  const field = system.params.find((one) => one.name === name);
  if (field === undefined) return `${system.name} has no such parameter.`;
  if (value === null || value === undefined) return null;
  if (field.unsupported !== undefined && value !== '' && value !== field.default) return field.unsupported;
  return typeMessage(field, value) ?? lengthMessage(field, value) ?? optionMessage(field, value);
}

function typeMessage({ type }: ParamField, value: unknown): string | null {
  if (type === 'boolean') return typeof value === 'boolean' ? null : 'Must be a valid boolean.';
  if (type === 'integer') return Number.isInteger(value) ? null : 'A valid integer is required.';
  const text = typeof value === 'string' || value instanceof Secret || (type === 'select' && typeof value === 'number');
  return text ? null : 'Not a valid string.';
}

function lengthMessage({ maxLength }: ParamField, value: unknown): string | null {
  const length = value instanceof Secret ? value.reveal().length : String(value).length;
  return maxLength === null || length <= maxLength
    ? null
    : `Ensure this field has no more than ${maxLength} characters.`;
}

function optionMessage({ type, options }: ParamField, value: unknown): string | null {
  if (options.length === 0 || value === '') return null;
  const chosen = type === 'checkbox' ? String(value).split(',') : [String(value)];
  const odd = chosen.map((one) => one.trim()).find((one) => !options.some((option) => option.value === one));
  return odd === undefined ? null : `"${odd}" is not a valid choice.`;
}

const CREDENTIALS: Readonly<Record<string, readonly string[]>> = {
  basic: ['issue_tracker_user', 'issue_tracker_pass'],
  api_token: ['issue_tracker_api_token'],
  bearer: ['issue_tracker_api_token'],
};

/** Required ones without a value or default; of the credentials those that the authentication mode needs. */
function missingOf(
  system: System,
  values: Readonly<Record<string, unknown>>,
  { level }: CheckOptions,
): readonly string[] {
  const params = new Params(system.params, values as Record<string, ParamValue>);
  const credentials = CREDENTIALS[params.text('issue_tracker_auth_mode')] ?? [];
  return system.params
    .filter(({ name, required }) => required || credentials.includes(name))
    .filter(({ scope }) => level === undefined || scope.includes(level))
    .filter((field) => (isSecret(field) ? (values[field.name] ?? '') === '' : params.text(field.name) === ''))
    .map(({ name }) => name);
}

/** What only the whole can tell: malformed maps, unknown macros, a server that is no host. */
function meaningErrors(system: System, values: Readonly<Record<string, ParamValue>>): ParamErrors {
  try {
    system.options(values);
    if ((values['issue_tracker_server'] ?? '') !== '') system.endpoint(values);
    return {};
  } catch (error) {
    if (!(error instanceof TrackerError) || error.kind !== 'settings') throw error;
    return { [error.param ?? 'non_field_errors']: [error.message] };
  }
}

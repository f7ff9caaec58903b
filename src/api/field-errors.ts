/** Schema violations in the words of Django REST framework, nested as the request was. */
import type { FastifySchemaValidationError } from 'fastify/types/schema.js';

/** What the validator tells beside Fastify's own type: `verbose` adds the value at fault. */
type Violation = FastifySchemaValidationError & { readonly data?: unknown };

type Tree = { [field: string]: string[] | Tree };

/** Messages by field; nested as the request was. */
export interface FieldErrors {
  readonly [field: string]: readonly string[] | FieldErrors;
}

/** One message per field, the first that applies. */
export function fieldErrors(violations: readonly Violation[]): FieldErrors {
  const tree: Tree = {};
  for (const violation of violations) {
    // Union members complain one by one; the summary adds nothing.
    if (violation.keyword !== 'anyOf') place(tree, pathOf(violation), messageOf(violation));
  }
  return Object.keys(tree).length === 0 ? { non_field_errors: ['Malformed request.'] } : tree;
}

function pathOf(violation: Violation): string[] {
  const path = violation.instancePath.split('/').slice(1).map(unescapePointer);
  const missing = violation.keyword === 'required' ? [String(violation.params['missingProperty'])] : [];
  const extra = violation.keyword === 'additionalProperties' ? [String(violation.params['additionalProperty'])] : [];
  const full = [...path, ...missing, ...extra];
  return full.length === 0 ? ['non_field_errors'] : full;
}

const unescapePointer = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~');

function place(tree: Tree, path: readonly string[], message: string): void {
  const [head = '', ...rest] = path;
  const here = tree[head];
  if (rest.length === 0) tree[head] ??= [message];
  else if (here === undefined) place((tree[head] = {}), rest, message);
  else if (!Array.isArray(here)) place(here, rest, message);
}

function messageOf(violation: Violation): string {
  const { params, data } = violation;
  if (violation.keyword === 'type' && data === null) return 'This field may not be null.';
  if (violation.keyword === 'minLength' && data === '') return 'This field may not be blank.';
  const text = TEXTS[violation.keyword];
  return text === undefined ? `Not a valid value: ${violation.message ?? violation.keyword}.` : text(params, data);
}

const TEXTS: Readonly<Record<string, (params: Record<string, unknown>, data: unknown) => string>> = {
  required: () => 'This field is required.',
  additionalProperties: () => 'Unknown field.',
  type: (params, data) => wrongType(String(params['type']), data),
  enum: (_params, data) => `"${typeof data === 'string' ? data : JSON.stringify(data)}" is not a valid choice.`,
  minLength: (params) => `Ensure this field has at least ${String(params['limit'])} characters.`,
  maxLength: (params) => `Ensure this field has no more than ${String(params['limit'])} characters.`,
  minimum: (params) => `Ensure this value is greater than or equal to ${String(params['limit'])}.`,
  maximum: (params) => `Ensure this value is less than or equal to ${String(params['limit'])}.`,
  minItems: (params) => `Ensure this field has at least ${String(params['limit'])} elements.`,
  maxItems: (params) => `Ensure this field has no more than ${String(params['limit'])} elements.`,
};

const PYTHON_NAMES: Readonly<Record<string, string>> = { string: 'str', number: 'int', boolean: 'bool' };

function wrongType(type: string, data: unknown): string {
  const got = Array.isArray(data) ? 'list' : (PYTHON_NAMES[typeof data] ?? 'dict');
  switch (type) {
    case 'string':
      return 'Not a valid string.';
    case 'integer':
      return 'A valid integer is required.';
    case 'number':
      return 'A valid number is required.';
    case 'boolean':
      return 'Must be a valid boolean.';
    case 'array':
      return `Expected a list of items but got type "${got}".`;
    default:
      return `Expected a dictionary of items but got type "${got}".`;
  }
}

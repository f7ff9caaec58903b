/** Holds traffic with a tracker against the tracker's official description of its API, where that is at hand. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import type { FakeAnswer, FakeRequest } from './fake.ts';

type Node = Readonly<Record<string, unknown>>;

/** A part of the description, and the JSON pointer that leads to it. */
interface Place {
  readonly node: Node;
  readonly pointer: string;
}

/** What the description finds wrong with an exchange, named by method, path template and place, and the same for every such
 * exchange; null when it does not know the endpoint. */
export type Checker = (request: FakeRequest, answer: FakeAnswer) => readonly string[] | null;

/** An OpenAPI 3 file of this folder; null where it is not at hand. */
export function readDescription(folder: string | undefined, file: string): Node | null {
  const path = join(folder ?? '', file);
  return folder !== undefined && existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8'), strict) as Node) : null;
}

/** Descriptions say `nullable` of schemas without a type, too, which the validator does not understand. */
function strict(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('nullable' in value) || 'type' in value) return value;
  const { nullable: isNullable, ...schema } = value;
  return isNullable === true ? { anyOf: [schema, { type: 'null' }] } : schema;
}

export function describedBy(description: Node): Checker {
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema(description, 'description');
  const endpoints = endpointsOf(description);
  const validators = new Map<string, ValidateFunction>();
  const validate = (place: Place | null, text: string | null): readonly string[] => {
    const schema = place === null ? null : follow(description, place, ['content', 'application/json', 'schema']);
    if (schema === null || text === null || text === '') return [];
    const validator =
      validators.get(schema.pointer) ?? ajv.compile({ $ref: `description#${encodeURI(schema.pointer)}` });
    validators.set(schema.pointer, validator);
    validator(JSON.parse(text));
    return (validator.errors ?? []).map(({ instancePath, message, params }) => {
      const extra = params['additionalProperty'] as string | undefined;
      return `${instancePath.replaceAll(/\/\d+/g, '/*')} ${message ?? ''}${extra === undefined ? '' : ` ${extra}`}`;
    });
  };
  return (request, answer) => {
    const { pathname, searchParams } = new URL(request.url);
    const endpoint = endpoints.find(
      ({ method, matches }) => method === request.method.toLowerCase() && matches.test(pathname),
    );
    if (endpoint === undefined) return null;
    const { operation, method, path } = endpoint;
    const found = [
      ...unknownParameters(description, endpoint, searchParams).map((name) => `?${name} is not described`),
      ...validate(follow(description, operation, ['requestBody']), request.body).map((words) => `request${words}`),
      ...responseErrors(description, operation, answer, validate),
    ];
    return [...new Set(found)].map((words) => `${method.toUpperCase()} ${path} ${words}`);
  };
}

function responseErrors(
  description: Node,
  operation: Place,
  answer: FakeAnswer,
  validate: (place: Place | null, text: string | null) => readonly string[],
): readonly string[] {
  if (answer === null) return [];
  const { status, headers, text } = answer;
  const names = [String(status), `${Math.floor(status / 100)}XX`, 'default'];
  const response = names.map((name) => follow(description, operation, ['responses', name])).find((one) => one !== null);
  if (response === undefined) return [`${status} is not described`];
  const isJson = headers['content-type']?.includes('json') === true;
  return validate(response, isJson ? text : null).map((words) => `${status}${words}`);
}

interface Endpoint {
  readonly method: string;
  readonly path: string;
  readonly matches: RegExp;
  readonly operation: Place;
  /** Of the path, for all its methods. */
  readonly shared: Place;
}

/** The more literal path first: `issue/bulk` before `issue/{id}`. A server may have a root in front of them. */
function endpointsOf(description: Node): readonly Endpoint[] {
  const paths = follow(description, { node: description, pointer: '' }, ['paths'])?.node ?? {};
  const byLiteral = Object.keys(paths).toSorted((a, b) => a.split('{').length - b.split('{').length);
  return byLiteral.flatMap((path) => {
    const shared = follow(description, { node: description, pointer: '' }, ['paths', path]);
    if (shared === null) return [];
    const pattern = path.replaceAll(/[.$]/g, '\\$&').replaceAll(/\{\w+\}/g, '[^/]+');
    return Object.keys(shared.node).flatMap((method) => {
      const operation = follow(description, shared, [method]);
      return operation === null ? [] : [{ method, path, matches: new RegExp(`${pattern}$`), operation, shared }];
    });
  });
}

function unknownParameters(
  description: Node,
  { operation, shared }: Endpoint,
  query: URLSearchParams,
): readonly string[] {
  const names = [operation, shared].flatMap((place) => {
    const list = follow(description, place, ['parameters']);
    return Object.keys(list?.node ?? {}).map((index) => list && follow(description, list, [index])?.node['name']);
  });
  return [...query.keys()].filter((name) => !names.includes(name));
}

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

const unescaped = (name: string): string => name.replaceAll('~1', '/').replaceAll('~0', '~');

/** Down along these names, through references. */
function follow(description: Node, from: Place, names: readonly string[]): Place | null {
  return names.reduce<Place | null>((at, name) => {
    const next = at?.node[name];
    if (at === null || typeof next !== 'object' || next === null) return null;
    const reference = (next as Node)['$ref'];
    if (name === 'schema' || typeof reference !== 'string')
      return { node: next as Node, pointer: `${at.pointer}/${escaped(name)}` };
    const steps = reference.slice(2).split('/').map(unescaped);
    return follow(description, { node: description, pointer: '' }, steps);
  }, from);
}

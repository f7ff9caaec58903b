/** Holds every answer of an API test against the OpenAPI that the same server publishes. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv';
import type { FastifyInstance } from 'fastify';

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: object }>> }>
  >;
}

export interface Told {
  readonly method: string;
  /** Path with its query. */
  readonly url: string;
  readonly status: number;
  readonly body: unknown;
}

/** Throws when an answer is not what the description says; a path that is not described must be a 404. */
export function described(app: FastifyInstance): (told: Told) => void {
  const document = app.swagger() as unknown as Described;
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const validators = new Map<object, ValidateFunction>();
  const paths = Object.entries(document.paths).map(([path, operations]) => ({
    operations,
    matches: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+').replace(/\/$/, '')}/?$`),
    // A literal path wins over one with parameters: users/me/ over users/{id}/.
    parameters: path.split('{').length,
  }));
  const byLiteral = paths.toSorted((a, b) => a.parameters - b.parameters);
  const schemaOf = ({ method, url, status }: Told): object | undefined => {
    const path = url.split('?')[0] ?? '';
    const operation = byLiteral.find(({ matches }) => matches.test(path))?.operations[method.toLowerCase()];
    if (operation === undefined) return undefined; // not described: 404 and 405 are tested by their texts
    const response = operation.responses[String(status)] ?? operation.responses[`${Math.floor(status / 100)}XX`];
    if (response === undefined) throw new Error(`${method} ${path} answered ${status}, which is not described`);
    return response.content?.['application/json']?.schema;
  };
  const validatorOf = (schema: object): ValidateFunction => {
    const validate = validators.get(schema) ?? ajv.compile(schema);
    validators.set(schema, validate);
    return validate;
  };
  return (told) => {
    const schema = told.status >= 500 ? undefined : schemaOf(told); // a fault of ours is no part of the contract
    if (schema === undefined) return;
    const excluded = told.status < 300 ? excludedBy(told.url) : [];
    const validate = excluded.length === 0 ? validatorOf(schema) : ajv.compile(without(schema, excluded));
    const { method, url, status, body } = told;
    if (!validate(body))
      throw new Error(`${method} ${url} ${status} is not as described: ${ajv.errorsText(validate.errors)}`);
  };
}

const excludedBy = (url: string): string[] =>
  new URL(url, 'http://api').searchParams.getAll('exclude').flatMap((text) => text.split(','));

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly required?: readonly string[];
}

/** The description of the same answer without these members: none of them may be there, all others must. */
function without(schema: Schema, excluded: readonly string[]): Schema {
  const { properties = {}, items, required = [] } = schema;
  if (items !== undefined) return { ...schema, items: without(items, excluded) };
  if (properties['results'] !== undefined && properties['count'] !== undefined) {
    return { ...schema, properties: { ...properties, results: without(properties['results'], excluded) } };
  }
  return {
    allOf: [{ ...schema, required: required.filter((name) => !excluded.includes(name)) }],
    propertyNames: { not: { enum: excluded } },
  } as Schema;
}

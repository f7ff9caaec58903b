/** The part of WIQL that a program asks in: fields compared with values, joined by AND and OR. */
import { textOf, type FakeWorld, type Item } from './fake-world.ts';

export class QueryError extends Error {}

type Test = (item: Item) => boolean;

const TOKEN = /\s*(\[[^\]]+\]|'(?:[^']|'')*'|\d+|[A-Za-z]+|[()=>,])/y;

/** Throws `QueryError` for what it does not understand. */
export function testOf(query: string): Test {
  const where = /^SELECT \[System\.Id\] FROM WorkItems WHERE (.+) ORDER BY \[System\.Id\]$/i.exec(query)?.[1];
  if (where === undefined) throw new QueryError('TF51006: The query statement is missing a clause.');
  const tokens = tokensOf(where);
  const test = either(tokens);
  if (tokens.length > 0) throw new QueryError(`TF51004: The query has an unexpected ${tokens[0] ?? ''}.`);
  return test;
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    const found = TOKEN.exec(text)?.[1];
    if (found === undefined) throw new QueryError(`TF51005: The query cannot be read at ${at}.`);
    tokens.push(found);
  }
  return tokens;
}

function either(tokens: string[]): Test {
  const tests = [both(tokens)];
  while (take(tokens, 'OR')) tests.push(both(tokens));
  return (item) => tests.some((test) => test(item));
}

function both(tokens: string[]): Test {
  const tests = [one(tokens)];
  while (take(tokens, 'AND')) tests.push(one(tokens));
  return (item) => tests.every((test) => test(item));
}

function one(tokens: string[]): Test {
  if (!take(tokens, '(')) return comparison(tokens);
  const test = either(tokens);
  if (!take(tokens, ')')) throw new QueryError('TF51004: A parenthesis is missing.');
  return test;
}

function take(tokens: string[], token: string): boolean {
  if (tokens[0]?.toUpperCase() !== token) return false;
  tokens.shift();
  return true;
}

const literal = (token = ''): string => token.replace(/^'|'$/g, '').replaceAll("''", "'");

function comparison(tokens: string[]): Test {
  const field = tokens.shift()?.slice(1, -1) ?? '';
  const operator = tokens.shift()?.toUpperCase() ?? '';
  if (operator === 'IN') {
    const values = new Set(list(tokens));
    return (item) => values.has(valueOf(item, field).toLowerCase());
  }
  const value = literal(tokens.shift());
  if (operator === '=') return (item) => valueOf(item, field).toLowerCase() === value.toLowerCase();
  if (operator === '>') return (item) => Number(valueOf(item, field)) > Number(value);
  if (operator === 'CONTAINS') return containing(field, value.toLowerCase());
  throw new QueryError(`TF51011: The operator ${operator} is not known.`);
}

/** Of tags a whole one, of other texts any part. */
const containing =
  (field: string, value: string): Test =>
  (item) =>
    field === 'System.Tags'
      ? tagsOf(item).some((tag) => tag.toLowerCase() === value)
      : valueOf(item, field).toLowerCase().includes(value);

function list(tokens: string[]): readonly string[] {
  const values: string[] = [];
  if (!take(tokens, '(')) throw new QueryError('TF51004: A list is missing.');
  do values.push(literal(tokens.shift()).toLowerCase());
  while (take(tokens, ','));
  if (!take(tokens, ')')) throw new QueryError('TF51004: A parenthesis is missing.');
  return values;
}

export const tagsOf = (item: Item): readonly string[] => (item.fields.get('System.Tags') ?? []) as readonly string[];

const valueOf = (item: Item, field: string): string =>
  ({ 'System.Id': String(item.id), 'System.TeamProject': item.project.name, 'System.WorkItemType': item.type })[
    field
  ] ?? textOf(item, field);

/** Fields that no type has are an error. */
export const isKnown = ({ projects }: FakeWorld, field: string): boolean =>
  projects.some(({ types }) => types.some(({ fields }) => fields.some(({ ref }) => ref === field)));

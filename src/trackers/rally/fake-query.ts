/** WSAPI's query grammar: strictly binary, every comparison and every AND or OR in parentheses of its own. */
import { isList, isThing, refOf, type Thing, type Value } from './fake-world.ts';

export type Test = (thing: Thing) => boolean;

/** What Rally says about a query that it cannot read; goes into `Errors`. */
export class QueryError extends Error {}

const TOKEN = /\s*("(?:[^"\\]|\\.)*"|[()]|[^\s()"]+)/gy;

/** Throws `QueryError` in Rally's words. */
export function testOf(query: string): Test {
  const tokens = [...query.trim().matchAll(TOKEN)].map(([, token]) => token ?? '');
  const reader = new Reader(tokens, query);
  const test = reader.expression();
  reader.end();
  return test;
}

class Reader {
  readonly #tokens: readonly string[];
  readonly #query: string;
  #at = 0;

  constructor(tokens: readonly string[], query: string) {
    this.#tokens = tokens;
    this.#query = query;
  }

  expression(): Test {
    this.#take('(');
    const test = this.#tokens[this.#at] === '(' ? this.#both() : this.#comparison();
    this.#take(')');
    return test;
  }

  end(): void {
    if (this.#at < this.#tokens.length) throw this.#error();
  }

  #both(): Test {
    const left = this.expression();
    const word = this.#next();
    if (word !== 'AND' && word !== 'OR') throw this.#error();
    const right = this.expression();
    return word === 'AND' ? (thing) => left(thing) && right(thing) : (thing) => left(thing) || right(thing);
  }

  #comparison(): Test {
    const [path, operator, literal] = [this.#next(), this.#next(), this.#next()];
    const compare = OPERATORS[operator];
    if (compare === undefined || !/^[\w.]+$/.test(path)) throw this.#error();
    const wanted = literal.startsWith('"') ? literal.slice(1, -1).replaceAll(/\\(.)/g, '$1') : literal;
    const isNull = wanted === 'null' && !literal.startsWith('"');
    return (thing) => {
      const found = valuesAt(thing, path.split('.'), path);
      return operator === '!=' || operator === '!contains'
        ? found.every((one) => compare(one, isNull ? '' : wanted))
        : found.some((one) => compare(one, isNull ? '' : wanted));
    };
  }

  #next(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined || token === ')') throw this.#error();
    this.#at += 1;
    return token;
  }

  #take(token: string): void {
    if (this.#tokens[this.#at] !== token) throw this.#error();
    this.#at += 1;
  }

  #error(): QueryError {
    return new QueryError(`Could not parse: Error parsing expression -- [${this.#query}]`);
  }
}

type Compare = (value: string, wanted: string) => boolean;

const lower = (text: string): string => text.toLowerCase();

const OPERATORS: Readonly<Record<string, Compare>> = {
  '=': (value, wanted) => lower(value) === lower(wanted) || (value.startsWith('/') && wanted.endsWith(value)),
  '!=': (value, wanted) => lower(value) !== lower(wanted),
  contains: (value, wanted) => lower(value).includes(lower(wanted)),
  '!contains': (value, wanted) => !lower(value).includes(lower(wanted)),
  '>': (value, wanted) => compared(value, wanted) > 0,
  '<': (value, wanted) => compared(value, wanted) < 0,
  '>=': (value, wanted) => compared(value, wanted) >= 0,
  '<=': (value, wanted) => compared(value, wanted) <= 0,
};

function compared(a: string, b: string): number {
  const numbers = [Number(a), Number(b)] as const;
  if (!numbers.some(Number.isNaN)) return numbers[0] - numbers[1];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** As texts; a missing value is ''. A list has as many values as entries, and '' when it has none. */
function valuesAt(thing: Thing, [first = '', ...rest]: readonly string[], path: string): readonly string[] {
  const value = thing.values.get(first);
  if (value === undefined) throw unknownAttribute(thing, first, path);
  const things = isList(value) ? value : isThing(value) ? [value] : null;
  if (things === null) return [textOf(value)];
  const texts = things.flatMap((one) => (rest.length === 0 ? [refOf(one)] : valuesAt(one, rest, path)));
  return texts.length === 0 ? [''] : texts;
}

const textOf = (value: Value | undefined): string =>
  value === null || value === undefined || typeof value === 'object' ? '' : String(value);

const unknownAttribute = ({ type }: Thing, attribute: string, path: string): QueryError =>
  new QueryError(
    `Could not read: could not read all instances of type ${type}: Could not find the attribute "${attribute}" on type ` +
      `${type} in the query segment "${path}"`,
  );

/** `LastUpdateDate DESC,ObjectID`; by ObjectID at last. */
export function orderOf(order: string): (a: Thing, b: Thing) => number {
  const keys = [...order.split(',').filter((part) => part.trim() !== ''), 'ObjectID'].map((part) => {
    const [path = '', direction = 'ASC'] = part.trim().split(/\s+/);
    return { path, sign: direction.toUpperCase() === 'DESC' ? -1 : 1 };
  });
  return (a, b) => {
    for (const { path, sign } of keys) {
      const difference = compared(textOf(a.values.get(path)), textOf(b.values.get(path)));
      if (difference !== 0) return sign * difference;
    }
    return 0;
  };
}

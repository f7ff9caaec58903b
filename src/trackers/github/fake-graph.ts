/** A small GraphQL: fields with arguments, aliases and variables, named and inline fragments. What it does not know is an error. */

interface Field {
  readonly alias: string;
  readonly name: string;
  readonly args: Readonly<Record<string, Argument>>;
  readonly inside: readonly Selection[];
}

/** A literal, or the name of a variable. */
type Argument = { readonly is: unknown } | { readonly variable: string };

interface Fragment {
  /** A named fragment, or the type for which it is meant. */
  readonly name: string | null;
  readonly on: string | null;
  readonly inside: readonly Selection[];
}

type Selection = Field | Fragment;

interface Document {
  readonly inside: readonly Selection[];
  readonly fragments: ReadonlyMap<string, Fragment>;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|\.\.\.|-?\d+|\w+|[{}()[\]:$!]/g;

class GraphSyntaxError extends Error {}

class Reader {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = text.match(TOKEN) ?? [];
  }

  get next(): string | undefined {
    return this.#tokens[this.#at];
  }

  take(): string {
    const token = this.next;
    if (token === undefined) throw new GraphSyntaxError('Expected more, actual: (none) ("")');
    this.#at += 1;
    return token;
  }

  takes(token: string): boolean {
    if (this.next !== token) return false;
    this.#at += 1;
    return true;
  }

  expect(token: string): void {
    const found = this.take();
    if (found !== token) throw new GraphSyntaxError(`Expected ${token}, actual: ${found}`);
  }
}

function parse(text: string): Document {
  const reader = new Reader(text);
  const fragments = new Map<string, Fragment>();
  let inside: readonly Selection[] = [];
  while (reader.next !== undefined) {
    if (reader.takes('fragment')) {
      const name = reader.take();
      reader.expect('on');
      fragments.set(name, { name, on: reader.take(), inside: selections(reader) });
    } else {
      if (reader.takes('query')) while (reader.next !== '{') reader.take();
      inside = selections(reader);
    }
  }
  return { inside, fragments };
}

function selections(reader: Reader): readonly Selection[] {
  const found: Selection[] = [];
  reader.expect('{');
  while (!reader.takes('}')) found.push(reader.takes('...') ? fragment(reader) : field(reader));
  return found;
}

function fragment(reader: Reader): Fragment {
  if (!reader.takes('on')) return { name: reader.take(), on: null, inside: [] };
  return { name: null, on: reader.take(), inside: selections(reader) };
}

function field(reader: Reader): Field {
  const first = reader.take();
  const name = reader.takes(':') ? reader.take() : first;
  const args: Record<string, Argument> = {};
  if (reader.takes('('))
    while (!reader.takes(')')) {
      const key = reader.take();
      reader.expect(':');
      args[key] = argument(reader);
    }
  return { alias: first, name, args, inside: reader.next === '{' ? selections(reader) : [] };
}

const argument = (reader: Reader): Argument =>
  reader.takes('$') ? { variable: reader.take() } : { is: literal(reader) };

function literal(reader: Reader): unknown {
  const token = reader.take();
  if (token === '[') {
    const items: unknown[] = [];
    while (!reader.takes(']')) items.push(literal(reader));
    return items;
  }
  if (token === '{') {
    const members: Record<string, unknown> = {};
    while (!reader.takes('}')) {
      const key = reader.take();
      reader.expect(':');
      members[key] = literal(reader);
    }
    return members;
  }
  return token.startsWith('"') || /^-?\d/.test(token) ? JSON.parse(token) : token;
}

/** An object: its members, or functions of their arguments. `__typename` says of which type it is. */
export type Thing = Readonly<Record<string, unknown>>;

export class NotFound extends Error {}

interface GraphAnswer {
  readonly data: unknown;
  readonly errors: readonly { readonly type?: string; readonly path?: readonly string[]; readonly message: string }[];
}

type Said = GraphAnswer['errors'][number];
type Path = readonly string[];

/** One question on its way through the things. */
class Question {
  readonly errors: Said[] = [];
  readonly #document: Document;
  readonly #variables: Readonly<Record<string, unknown>>;

  constructor(document: Document, variables: Readonly<Record<string, unknown>>) {
    this.#document = document;
    this.#variables = variables;
  }

  answer(thing: Thing, inside: readonly Selection[], path: Path): Record<string, unknown> {
    return Object.assign({}, ...inside.map((one) => this.#selected(thing, one, path)));
  }

  #selected(thing: Thing, one: Selection, path: Path): Record<string, unknown> {
    if ('alias' in one) return { [one.alias]: this.#valueOf(thing, one, [...path, one.alias]) };
    const meant = one.name === null ? one : this.#document.fragments.get(one.name);
    if (meant === undefined) throw new GraphSyntaxError(`Fragment ${one.name ?? ''} was used, but not defined`);
    return thing['__typename'] === meant.on ? this.answer(thing, meant.inside, path) : {};
  }

  #valueOf(thing: Thing, { name, args, inside }: Field, path: Path): unknown {
    if (!(name in thing)) throw new GraphSyntaxError(`Field '${name}' doesn't exist on type '${typeOf(thing)}'`);
    const given = Object.entries(args).map(([key, arg]) => [
      key,
      'variable' in arg ? this.#variables[arg.variable] : arg.is,
    ]);
    const member = thing[name];
    try {
      return this.#shaped(typeof member === 'function' ? member(Object.fromEntries(given)) : member, inside, path);
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
      this.errors.push({ type: 'NOT_FOUND', path, message: error.message });
      return null;
    }
  }

  #shaped(value: unknown, inside: readonly Selection[], path: Path): unknown {
    if (inside.length === 0 || value === null) return value;
    if (Array.isArray(value)) return value.map((item: Thing) => this.answer(item, inside, path));
    return this.answer(value as Thing, inside, path);
  }
}

const typeOf = (thing: Thing): string => (typeof thing['__typename'] === 'string' ? thing['__typename'] : 'Thing');

export function execute(text: string, variables: Readonly<Record<string, unknown>>, root: Thing): GraphAnswer {
  try {
    const document = parse(text);
    const question = new Question(document, variables);
    return { data: question.answer(root, document.inside, []), errors: question.errors };
  } catch (error) {
    if (!(error instanceof GraphSyntaxError)) throw error;
    return { data: null, errors: [{ message: error.message }] };
  }
}

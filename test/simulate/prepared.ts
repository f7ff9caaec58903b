/**
 * The embedded database with every statement prepared once: it parses and plans each anew otherwise, which is most of what a
 * history costs. What is asked and answered stays the same.
 */
import { parse, protocol, type PGlite, type QueryOptions, type Results, type Transaction } from '@electric-sql/pglite';

const { serialize } = protocol;
const ASIDE = { syncToFs: false } as const;

interface Statement {
  readonly name: string;
  /** The types of its parameters. */
  readonly types: readonly number[];
}

type Query = <T>(text: string, params?: readonly unknown[], options?: QueryOptions) => Promise<Results<T>>;

export function withPrepared(pglite: PGlite): PGlite {
  const known = new Map<string, Statement>();
  const query = runner(pglite, known);
  const alone = pglite.transaction.bind(pglite);
  return Object.assign(pglite, {
    query: (...asked: Parameters<Query>) => pglite._runExclusiveTransaction(() => query(...asked)),
    transaction: <T>(work: (tx: Transaction) => Promise<T>) =>
      alone((tx) => work(Object.assign(Object.create(tx) as Transaction, { query }))),
  });
}

const runner =
  (pglite: PGlite, known: Map<string, Statement>): Query =>
  <T>(text: string, params: readonly unknown[] = [], options?: QueryOptions) =>
    pglite._runExclusiveQuery(async () => {
      const { name, types } = known.get(text) ?? (await prepare(pglite, known, text));
      const values = params.map((param, at) => textOf(pglite, param, types[at] ?? 0));
      const asked = [
        serialize.bind({ statement: name, values }),
        serialize.describe({ type: 'P' }),
        serialize.execute({}),
      ];
      const messages = await pglite.execProtocolStream(joined([...asked, serialize.sync()]), ASIDE);
      return parse.parseResults(messages, pglite.parsers, options)[0] as Results<T>;
    });

async function prepare(pglite: PGlite, known: Map<string, Statement>, text: string): Promise<Statement> {
  const name = isForAnyValues(text) ? `s${known.size}` : '';
  const asked = [serialize.parse({ name, text }), serialize.describe({ type: 'S', name }), serialize.sync()];
  const types = parse.parseDescribeStatementResults(await pglite.execProtocolStream(joined(asked), ASIDE));
  const statement = { name, types };
  if (name !== '') known.set(text, statement);
  return statement;
}

/** A plan for any values does not know which partial index a conflict is about. */
const isForAnyValues = (text: string): boolean => !/on conflict/i.test(text);

function textOf({ serializers }: PGlite, param: unknown, type: number): string | null {
  if (param === null || param === undefined) return null;
  const serializer = serializers[type];
  if (serializer !== undefined) return serializer(param);
  return typeof param === 'string' ? param : JSON.stringify(param);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

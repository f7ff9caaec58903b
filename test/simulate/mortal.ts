/**
 * A process that can die at any effect: before or after each statement and each request. When it dies, everything it had under
 * way is abandoned: its promises never settle, its open transaction is rolled back, what it had sent is on its way.
 */
import type { PGlite, Transaction } from '@electric-sql/pglite';
import type { Wire } from '../../src/http/wire.ts';

/** As PostgreSQL says it. */
export class DiskFull extends Error {
  readonly code = '53100';

  constructor() {
    super('could not extend file: No space left on device');
  }
}

const NEVER: Promise<never> = new Promise(() => undefined);

export class Mortal {
  /** Resolves when it has died. */
  readonly died: Promise<'died'>;
  #left: number;
  #room: number;
  #dead = false;
  #tell: () => void = () => undefined;

  /**
   * `at`: effects until its death; null: it lives. Each effect counts twice, before and after. `fullAt`: the one statement
   * that the database refuses.
   */
  constructor(at: number | null, fullAt: number | null = null) {
    this.#left = at ?? Number.POSITIVE_INFINITY;
    this.#room = fullAt ?? Number.POSITIVE_INFINITY;
    this.died = new Promise((resolve) => (this.#tell = () => resolve('died')));
  }

  get isDead(): boolean {
    return this.#dead;
  }

  async effect<T>(work: () => Promise<T>): Promise<T> {
    if (this.#burns()) return NEVER;
    const result = await work();
    return this.#burns() ? NEVER : result;
  }

  /** One statement. */
  #statement<T>(work: () => Promise<T>): Promise<T> {
    if (this.#room-- === 0) return this.effect(() => Promise.reject(new DiskFull()));
    return this.effect(work);
  }

  #burns(): boolean {
    if (!this.#dead && this.#left-- <= 0) {
      this.#dead = true;
      this.#tell();
    }
    return this.#dead;
  }

  wire(wire: Wire): Wire {
    return (request) => this.effect(() => wire(request));
  }

  /** The database as this process sees it. */
  database(pglite: PGlite): PGlite {
    return intercepted(pglite, {
      query: (...args: Parameters<PGlite['query']>) => this.#statement(() => pglite.query(...args)),
      transaction: (work: (tx: Transaction) => Promise<unknown>) => this.#transaction(pglite, work),
    });
  }

  /** Death inside makes it roll back, and nobody of the dead hears of it. */
  async #transaction(pglite: PGlite, work: (tx: Transaction) => Promise<unknown>): Promise<unknown> {
    const lasting = (tx: Transaction): Transaction =>
      intercepted(tx, {
        query: (...args: Parameters<Transaction['query']>) => this.#statement(() => tx.query(...args)),
      });
    const death = this.died.then(() => {
      throw new Error('the process died inside a transaction');
    });
    death.catch(() => undefined);
    try {
      return await pglite.transaction((tx) => Promise.race([work(lasting(tx)), death]));
    } catch (error) {
      if (this.#dead) return NEVER;
      throw error;
    }
  }
}

/** The same object with some of its methods replaced. */
const intercepted = <T extends object>(target: T, methods: Readonly<Record<string, unknown>>): T =>
  new Proxy(target, {
    get(_, name) {
      if (typeof name === 'string' && name in methods) return methods[name];
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });

import { expect, test } from 'vitest';
import { describeOnBothDatabases } from '../../test/database.ts';
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';
import { inTransaction } from './transaction.ts';

const put = (db: Kysely<Tables>, name: string) => db.insertInto('settings').values({ name, value: '' }).execute();
const names = async (db: Kysely<Tables>) =>
  (await db.selectFrom('settings').select('name').orderBy('name').execute()).map((row) => row.name);

describeOnBothDatabases('a transaction', (fresh) => {
  test('commits what its work did, and answers what it answers', async () => {
    const { db } = await fresh();
    expect(await inTransaction(db, async (trx) => (await put(trx, 'a'), 'answer'))).toBe('answer');
    expect(await names(db)).toEqual(['a']);
  });

  test('rolls back when its work throws, also the work that joined it', async () => {
    const { db } = await fresh();
    const work = inTransaction(db, async (trx) => {
      await inTransaction(trx, (inner) => put(inner, 'a'));
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(await names(db)).toEqual([]);
  });

  test('the outer handle throws inside it, at any depth', async () => {
    const { db } = await fresh();
    const message = /inside a transaction instead of the transaction/;
    await expect(inTransaction(db, () => put(db, 'a'))).rejects.toThrow(message);
    await expect(inTransaction(db, () => inTransaction(db, (trx) => put(trx, 'a')))).rejects.toThrow(message);
    await expect(inTransaction(db, async (trx) => (await put(trx, 'a'), names(db)))).rejects.toThrow(message);
    expect(await names(db)).toEqual([]);
  });

  test('others use the outer handle meanwhile', async () => {
    const { db } = await fresh();
    const gate = Promise.withResolvers<void>();
    const transaction = inTransaction(db, async (trx) => {
      await put(trx, 'a');
      gate.resolve();
    });
    const outside = gate.promise.then(() => put(db, 'b'));
    await Promise.all([transaction, outside]);
    expect(await names(db)).toEqual(['a', 'b']);
  });

  test('what it left running may use the outer handle after its end', async () => {
    const { db } = await fresh();
    const ended = Promise.withResolvers<void>();
    let left: Promise<unknown> = Promise.resolve();
    await inTransaction(db, async () => {
      left = ended.promise.then(() => put(db, 'late'));
      await Promise.resolve();
    });
    ended.resolve();
    await left;
    expect(await names(db)).toEqual(['late']);
  });
});

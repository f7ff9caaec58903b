/** Opens the embedded database of a folder and writes one row after the other, saying each once it is written. */
import { migrate } from '../../src/store/migrate.ts';
import { openDatabase } from '../../src/store/database.ts';

const [dataFolder = ''] = process.argv.slice(2);
const { db } = await openDatabase({ dataFolder });
await migrate(db);
process.stdout.write('open\n');
for (let row = 1; ; row += 1) {
  await db
    .insertInto('settings')
    .values({ name: String(row), value: '' })
    .execute();
  process.stdout.write(`row ${row}\n`);
  await new Promise((resolve) => setImmediate(resolve));
}

import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import type { Kysely } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import { describeOnBothDatabases } from '../../../test/database.ts';
import { beginImport } from '../../store/imports.ts';
import { applyImport, vocabularyOf } from './apply.ts';
import { parseCsv } from './csv.ts';
import { readSarif } from './sarif.ts';

const EARLY = Date.UTC(2026, 0, 1);
const LATE = Date.UTC(2026, 0, 2);

async function project(db: Kysely<Tables>): Promise<{ projectId: number; userId: number }> {
  const time = { created: new Date(EARLY), updated: new Date(EARLY) };
  const unit = await db
    .insertInto('business_units')
    .values({ name: 'U', slug: 'u', ...time })
    .returning('id')
    .executeTakeFirstOrThrow();
  const application = await db
    .insertInto('applications')
    .values({ business_unit_id: unit.id, name: 'A', slug: 'a', ...time })
    .returning('id')
    .executeTakeFirstOrThrow();
  const { id } = await db
    .insertInto('projects')
    .values({ uid: 'p', application_id: application.id, name: 'P', slug: 'p', ...time })
    .returning('id')
    .executeTakeFirstOrThrow();
  const user = await db
    .insertInto('users')
    .values({ email: 'a@example.com', role_id: 'UR4', date_joined: new Date(EARLY) })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { projectId: id, userId: user.id };
}

describeOnBothDatabases('importing into a project', (fresh) => {
  async function prepared() {
    const { db } = await fresh();
    const { projectId, userId } = await project(db);
    const importFile = async (file: string, at: number, preview = false) => {
      const { tasks, problems } = parseCsv(new TextEncoder().encode(file), { vocabulary: await vocabularyOf(db) });
      expect(problems).toEqual([]);
      const id = preview ? null : await beginImport(db, { projectId, userId, format: 'csv' }, new Date(at));
      return applyImport(db, { projectId, userId, tasks, at, id });
    };
    const rows = () => db.selectFrom('tasks').selectAll().orderBy('id').execute();
    return { db, importFile, rows };
  }

  test('new tasks are made with everything the file says', async () => {
    const { importFile, rows } = await prepared();
    const file =
      'id,title,text,priority,phase,status,tags,verification\nT1,Ä,"one\ntwo",9,testing,DONE,"a,b",partial\nT2,B,,,,,,\n';
    expect(await importFile(file, EARLY)).toMatchObject({ created: 2, changed: 0, unchanged: 0 });
    const [first, second] = await rows();
    expect(first).toMatchObject({
      id: 'T1',
      title: 'Ä',
      text: 'one\ntwo',
      priority: 9,
      phase_id: 'X4',
      status_id: 'TS1',
      tags: ['a', 'b'],
      verification: 'partial',
      version: 1,
      relevant: true,
      accepted: true,
    });
    expect(second).toMatchObject({
      id: 'T2',
      text: '',
      priority: 5,
      phase_id: 'X1',
      status_id: 'TS2',
      tags: [],
      verification: 'none',
    });
    expect(first?.updated).toEqual(new Date(EARLY));
  });

  test('importing again changes nothing, and a changed file only what it changed', async () => {
    const { importFile, rows } = await prepared();
    await importFile('id,title,priority,tags\nT1,A,7,x\nT2,B,7,\n', EARLY);
    const before = await rows();
    expect(await importFile('id,title,priority,tags\nT1,A,7,x\nT2,B,7,\n', LATE)).toMatchObject({
      created: 0,
      changed: 0,
      unchanged: 2,
      changes: [],
    });
    expect(await rows()).toEqual(before);
    const result = await importFile('id,title,priority,tags\nT1,A,8,"x,y"\nT2,B,7,\nT3,C,7,\n', LATE);
    expect(result).toMatchObject({
      created: 1,
      changed: 1,
      unchanged: 1,
      changes: [{ id: 'T1', title: 'A', fields: ['priority', 'tags'] }],
    });
    const [first, second] = await rows();
    expect(first).toMatchObject({
      priority: 8,
      tags: ['x', 'y'],
      version: 2,
      updated: new Date(LATE),
      created: new Date(EARLY),
    });
    expect(second).toEqual(before[1]);
  });

  test('a status set since stays, even if the file names another', async () => {
    const { db, importFile, rows } = await prepared();
    await importFile('id,title,status\nT1,A,TODO\n', EARLY);
    await db.updateTable('tasks').set({ status_id: 'TS3' }).execute();
    expect(await importFile('id,title,status\nT1,New,DONE\n', LATE)).toMatchObject({ changed: 1 });
    expect((await rows())[0]).toMatchObject({ title: 'New', status_id: 'TS3' });
  });

  test('a preview answers the same and writes nothing', async () => {
    const { db, importFile, rows } = await prepared();
    const file = 'id,title\nT1,A\n';
    expect(await importFile(file, EARLY, true)).toMatchObject({
      created: 1,
      changed: 0,
      unchanged: 0,
      additions: [{ id: 'T1', title: 'A' }],
      changes: [],
      turned: [],
    });
    expect(await rows()).toEqual([]);
    expect(await db.selectFrom('imports').selectAll().execute()).toEqual([]);
    await importFile(file, EARLY);
    expect(await db.selectFrom('imports').select(['state', 'summary']).execute()).toEqual([
      { state: 'done', summary: { created: 1, changed: 0, unchanged: 0 } },
    ]);
  });

  test('10,000 rows', async () => {
    const { importFile, rows } = await prepared();
    const file = (title: string): string =>
      `id,title\n${Array.from({ length: 10_000 }, (_, index) => `T${index},${index === 77 ? title : 'same'}`).join('\n')}\n`;
    expect(await importFile(file('old'), EARLY)).toMatchObject({ created: 10_000 });
    expect(await importFile(file('new'), LATE)).toMatchObject({ created: 0, changed: 1, unchanged: 9_999 });
    expect((await rows()).filter(({ version }) => version > 1).map(({ id, title }) => [id, title])).toEqual([
      ['T77', 'new'],
    ]);
  });
});

describeOnBothDatabases('importing a report', (fresh) => {
  test('a finding that vanished closes its task with a note, and one that returns opens it again', async () => {
    const { db } = await fresh();
    const { projectId, userId } = await project(db);
    const result = (name: string, more = {}) => ({
      ruleId: name,
      message: { text: name },
      partialFingerprints: { hash: name },
      ...more,
    });
    const importReport = async (results: readonly object[], at: number) => {
      const report = { version: '2.1.0', runs: [{ tool: { driver: { name: 'Scanner' } }, results }] };
      const { tasks, problems, complete = [] } = await readSarif(Readable.from([Buffer.from(JSON.stringify(report))]));
      expect(problems).toEqual([]);
      const id = await beginImport(db, { projectId, userId, format: 'sarif' }, new Date(at));
      const {
        additions: _added,
        changes: _changes,
        turned: _turned,
        ...counts
      } = await applyImport(db, { projectId, userId, tasks, complete, at, id });
      return counts;
    };
    const suppressed = { suppressions: [{ kind: 'inSource' }] };
    const state = async () =>
      (await db.selectFrom('tasks').select(['title', 'status_id', 'version']).orderBy('title').execute()).map(
        ({ title, status_id, version }) => [title, status_id, version],
      );
    const notes = () => db.selectFrom('notes').select(['text', 'automatic']).orderBy('id').execute();

    const first = [result('a'), result('b'), result('c', suppressed)];
    const none = { created: 0, changed: 0, closed: 0, reopened: 0 };
    expect(await importReport(first, EARLY)).toEqual({ ...none, created: 3, unchanged: 0 });
    expect(await state()).toEqual([
      ['a: a', 'TS2', 1],
      ['b: b', 'TS2', 1],
      ['c: c', 'TS3', 1],
    ]);
    expect(await importReport(first, LATE)).toEqual({ ...none, unchanged: 3 });
    expect((await state()).map(([, , version]) => version)).toEqual([1, 1, 1]);

    expect(await importReport([result('b')], LATE)).toEqual({ ...none, unchanged: 1, closed: 2 });
    expect(await state()).toEqual([
      ['a: a', 'TS1', 2],
      ['b: b', 'TS2', 1],
      ['c: c', 'TS1', 2],
    ]);
    expect((await notes())[0]).toEqual({
      text: 'The import of Scanner does not report this any more: it is complete.',
      automatic: true,
    });
    expect(await importReport([result('b')], LATE)).toEqual({ ...none, unchanged: 1 });
    expect(await importReport([result('a'), result('b')], LATE)).toEqual({ ...none, unchanged: 2, reopened: 1 });
    expect((await state())[0]).toEqual(['a: a', 'TS2', 3]);
    expect((await notes()).length).toBe(3);
  });
});

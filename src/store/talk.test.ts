import { expect, test } from 'vitest';
import type { Kysely } from 'kysely';
import { describeOnBothDatabases } from '../../test/database.ts';
import { makeWorld, T0 } from '../../test/world.ts';
import type { BehindFence } from './talk.ts';
import { makeTalk } from './talk.ts';
import type { Tables } from './tables.ts';

const NOW = T0 + 60_000;

/** T1 is linked to issue 7, T2 to nothing. */
async function talking(db: Kysely<Tables>) {
  const { projectId, connectionId } = await makeWorld(db);
  const owner = { id: connectionId, projectId, server: 'https://tracker.example', target: 'web' };
  const link = {
    connection_id: connectionId,
    project_id: projectId,
    marker: 'ls-1',
    created: new Date(T0),
    updated: new Date(T0),
  };
  await db
    .insertInto('links')
    .values({ ...link, task_id: 'T1', issue_id: '7', server: owner.server, target: owner.target, base: '{}' })
    .execute();
  const behindFence: BehindFence = (work) => work(db, new Date(NOW));
  const person = {
    email: 'ann@example.com',
    first_name: 'Ann',
    last_name: 'Lee',
    role_id: 'UR1',
    date_joined: new Date(T0),
  };
  const { id: author_id } = await db.insertInto('users').values(person).returning('id').executeTakeFirstOrThrow();
  const writeNote = async (task_id: string, text: string, automatic = false) => {
    const at = new Date(T0 + 5);
    const note = { project_id: projectId, task_id, text, automatic, author_id, created: at, updated: at };
    return (await db.insertInto('notes').values(note).returning('id').executeTakeFirstOrThrow()).id;
  };
  const notes = async () => (await db.selectFrom('notes').selectAll().orderBy('id').execute()).map(({ text }) => text);
  return { talk: makeTalk(owner, behindFence), owner, behindFence, writeNote, notes };
}

describeOnBothDatabases('what was said', (fresh) => {
  test('notes of people wait where the task has an issue; automatic ones never do', async () => {
    const { talk, writeNote } = await talking(await fresh().then(({ db }) => db));
    const id = await writeNote('T1', 'Here');
    await writeNote('T1', 'By a tool', true);
    await writeNote('T2', 'No issue');
    const note = { id, taskId: 'T1', author: 'Ann Lee', at: T0 + 5, text: 'Here', sent: null };
    expect(await talk.load()).toEqual({ waiting: [note], crossed: {}, heard: {} });
  });

  test('an intent keeps its origin until it is known what became of it', async () => {
    const { talk, writeNote } = await talking(await fresh().then(({ db }) => db));
    const [one, two] = [await writeNote('T1', 'One'), await writeNote('T1', 'Two')];
    const intents = [one, two].map((noteId) => ({ noteId, taskId: 'T1', issueId: '7', origin: `o${noteId}` }));
    await talk.intend(intents);
    await talk.intend(intents.slice(0, 1)); // once more
    expect((await talk.load()).waiting.map(({ sent }) => sent)).toEqual([
      { origin: `o${one}`, at: NOW },
      { origin: `o${two}`, at: NOW },
    ]);
    await talk.sent([
      { origin: `o${one}`, commentId: 'c1' },
      { origin: `o${two}`, refusal: 'no comments here' },
    ]);
    expect(await talk.load()).toMatchObject({ waiting: [], crossed: { 7: ['c1'] } });
  });

  test('a comment never becomes two notes, not even for a connection that is made anew', async () => {
    const { talk, notes, owner, behindFence } = await talking(await fresh().then(({ db }) => db));
    const said = { taskId: 'T1', issueId: '7', commentId: 'c5', text: 'Dev in #7:\n\nDone' };
    await talk.heard([said], { 7: T0 + 9 });
    await talk.heard([said, { ...said, commentId: 'c6', text: 'More' }], { 7: T0 + 10 });
    await makeTalk({ ...owner, id: 0 }, behindFence).heard([said], {});
    expect(await notes()).toEqual(['Dev in #7:\n\nDone', 'More']);
    expect(await talk.load()).toMatchObject({ waiting: [], crossed: { 7: ['c5', 'c6'] }, heard: { 7: T0 + 10 } });
  });

  test('what was deleted meanwhile ends no run: neither a note about to be sent, nor the task of a comment', async () => {
    const { db } = await fresh();
    const { talk, writeNote, notes } = await talking(db);
    const [gone, kept] = [await writeNote('T1', 'Gone'), await writeNote('T1', 'Kept')];
    await db.deleteFrom('notes').where('id', '=', gone).execute();
    await talk.intend([gone, kept].map((noteId) => ({ noteId, taskId: 'T1', issueId: '7', origin: `o${noteId}` })));
    expect((await talk.load()).waiting).toMatchObject([{ id: kept, sent: { origin: `o${kept}` } }]);
    await db.deleteFrom('tasks').where('id', '=', 'T2').execute();
    const said = { taskId: 'T1', issueId: '7', commentId: 'c1', text: 'Here' };
    await talk.heard([{ ...said, taskId: 'T2', issueId: '8' }, said], {});
    expect(await notes()).toEqual(['Kept', 'Here']);
  });
});

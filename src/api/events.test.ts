import { afterAll, beforeAll, expect, test } from 'vitest';
import { NOW, person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';
import { aFinishedRun, aLinkedProject, type Linked } from '../../test/linked.ts';
import { EventHub, type Client } from './event-hub.ts';

let api: TestApi;
let seen: Linked;
let hidden: Linked;
let member: number;
let hub: EventHub;

beforeAll(async () => {
  api = await startApi(await freshDatabase());
  seen = await aLinkedProject(api, 'Seen', 0);
  hidden = await aLinkedProject(api, 'Hidden', 0);
  await person(api.db, 'member-of-events@example.com', 'UR1', { project: seen.project, role: 'PR3' });
  const { id } = await api.db
    .selectFrom('users')
    .select('id')
    .where('email', '=', 'member-of-events@example.com')
    .executeTakeFirstOrThrow();
  member = id;
  let stretch = 0;
  // Nothing happens by itself: the test says when to look.
  hub = new EventHub(
    { db: api.db, now: () => NOW, newId: () => `s${(stretch += 1)}`, logger: null },
    () => () => undefined,
  );
});
afterAll(() => hub.close());

interface Listener extends Client {
  readonly heard: string[];
}

function aListener(viewer: number | null, room = Infinity): Listener {
  const heard: string[] = [];
  return { viewer, heard, send: (text) => heard.push(text) <= room, end: () => void heard.push('end') };
}

const eventsIn = ({ heard }: Listener): { event: string; data: Record<string, unknown> }[] =>
  heard
    .join('')
    .split('\n\n')
    .flatMap((block) => {
      const [, event = '', data = ''] = /event: (\w+)\ndata: (.*)/.exec(block) ?? [];
      return event === '' ? [] : [{ event, data: JSON.parse(data) as Record<string, unknown> }];
    });

const lastIdIn = ({ heard }: Listener): string => /id: (\S+)\n(?![^]*id: )/.exec(heard.join(''))?.[1] ?? '';

test('everybody hears of what changes in the projects they see, and of nothing else', async () => {
  const [all, one] = [aListener(null), aListener(member)];
  await hub.join(all, null);
  await hub.join(one, null);
  await hub.tick();
  expect([...eventsIn(all), ...eventsIn(one)]).toEqual([]);

  const job = await aFinishedRun(api, seen, {}, { state: 'running', finished: null, done: 1, total: 3 });
  await api.call('POST', `${hidden.path}pause/`);
  await hub.tick();
  const { connection, project } = seen;
  const started = {
    event: 'job',
    data: { id: job, project, connection, kind: 'sync', state: 'running', plan: null, progress: { done: 1, total: 3 } },
  };
  expect(eventsIn(one)).toMatchObject([{ event: 'connection', data: { id: connection, in_progress: true } }, started]);
  expect(eventsIn(all).map(({ event, data }) => [event, data['project']])).toEqual([
    ['connection', seen.project],
    ['connection', hidden.project],
    ['job', seen.project],
  ]);

  await api.db.updateTable('jobs').set({ done: 2 }).where('id', '=', job).execute();
  await hub.tick();
  await hub.tick();
  expect(eventsIn(one).slice(2)).toMatchObject([{ data: { progress: { done: 2, total: 3 } } }]);

  await api.db.deleteFrom('project_members').where('user_id', '=', member).execute();
  await api.db.updateTable('jobs').set({ done: 3 }).where('id', '=', job).execute();
  await hub.tick();
  expect(eventsIn(one)).toHaveLength(3);
  hub.leave(all);
  hub.leave(one);
});

test('whoever comes back hears what they missed, or that they have to look again', async () => {
  const first = aListener(null);
  await hub.join(first, null);
  await hub.tick();
  await api.call('POST', 'plans/', { connection: seen.connection });
  await hub.tick();
  const last = lastIdIn(first);
  await api.call('POST', `${seen.path}pause/`);
  await hub.tick();
  const back = aListener(null);
  await hub.join(back, last);
  expect(eventsIn(back)).toMatchObject([{ event: 'connection', data: { paused: true } }]);
  const stranger = aListener(null);
  await hub.join(stranger, 'of another process-7');
  expect(eventsIn(stranger)).toEqual([{ event: 'resync', data: {} }]);
  for (const client of [first, back, stranger]) hub.leave(client);
  const late = aListener(null);
  await hub.join(late, last);
  expect(eventsIn(late)).toEqual([{ event: 'resync', data: {} }]);
  hub.leave(late);
});

test('a heartbeat now and then; who does not read is let go', async () => {
  const [quick, slow] = [aListener(null), aListener(null, 1)];
  await hub.join(quick, null);
  await hub.join(slow, null);
  for (let at = 0; at < 15; at += 1) await hub.tick();
  expect(quick.heard.filter((text) => text === ': heartbeat\n\n')).toHaveLength(1);
  await api.call('DELETE', `${seen.path}pause/`);
  await hub.tick();
  const said = slow.heard.length;
  await api.call('POST', `${seen.path}pause/`);
  await hub.tick();
  expect(slow.heard).toHaveLength(said);
  expect(eventsIn(quick)).toHaveLength(2);
  const gone = aListener(null, 0);
  await hub.join(gone, null);
  await api.call('DELETE', `${seen.path}pause/`);
  await hub.tick();
  expect(gone.heard).toHaveLength(1);
  hub.close();
  expect(quick.heard.at(-1)).toBe('end');
});

test('over HTTP: a stream that ends with the server', async () => {
  const { app } = await startApi(await freshDatabase());
  const answer = await app.inject({
    url: '/api/v2/events/',
    headers: { authorization: 'Token token-of-admin@example.com', 'last-event-id': 'gone-1' },
    payloadAsStream: true,
  });
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-type']).toBe('text/event-stream');
  const ended = (async () => {
    let text = '';
    for await (const chunk of answer.stream()) text += String(chunk);
    return text;
  })();
  await app.close();
  expect(await ended).toBe('event: resync\ndata: {}\n\n');
});

test('only with credentials, and not inside a composite', async () => {
  expect((await api.app.inject({ url: '/api/v2/events/' })).statusCode).toBe(401);
  const call = { method: 'GET', path: '/api/v2/events/', reference_id: 'a' };
  expect((await api.call('POST', 'composite/', { composite_request: [call] })).status).toBe(400);
});

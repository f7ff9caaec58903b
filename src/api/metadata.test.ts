import { beforeAll, expect, test } from 'vitest';
import { person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';
import { aLinkedProject, type Linked } from '../../test/linked.ts';
import type { Metadata } from '../model/tracker.ts';
import { TrackerError } from '../model/tracker-error.ts';

const METADATA: Metadata = {
  statuses: ['New', 'Closed'],
  priorities: ['Low'],
  custom: ['Risk'],
  home: '7',
  people: ['ann@example.com'],
  projectName: 'Payments',
  native: { secret: 'opaque' },
};

const TOLD = {
  known: true,
  project: { id: '7', name: 'Payments' },
  statuses: ['New', 'Closed'],
  priorities: ['Low'],
  fields: ['Risk'],
  people: ['ann@example.com'],
};

let api: TestApi;
let linked: Linked;
let answer: () => Promise<Metadata> = async () => METADATA;
let asked = 0;

beforeAll(async () => {
  const readMetadata = () => {
    asked += 1;
    return answer();
  };
  api = await startApi(await freshDatabase(), { readMetadata });
  linked = await aLinkedProject(api, 'Metadata', 0);
});

test('before the first run nothing is known; asked for, the tracker tells, and it is kept', async () => {
  const path = `${linked.path}metadata/`;
  const nothing = { known: false, project: null, statuses: [], priorities: [], fields: [], people: [] };
  expect((await api.call('GET', path)).body).toEqual(nothing);
  expect(asked).toBe(0);
  expect(await api.call('GET', `${path}?refresh=true`)).toMatchObject({ status: 200, body: TOLD });
  expect(asked).toBe(1);
  expect((await api.call('GET', path)).body).toEqual(TOLD);
  expect(asked).toBe(1);
});

test("what the tracker's answer to a refresh says is wrong, is said", async () => {
  answer = async () => {
    throw new TrackerError('settings', 'There is no project "pay".', { param: 'issue_tracker_project' });
  };
  expect(await api.call('GET', `${linked.path}metadata/?refresh=true`)).toMatchObject({
    status: 400,
    body: { params: { issue_tracker_project: ['There is no project "pay".'] } },
  });
  expect((await api.call('GET', `${linked.path}metadata/?refresh=maybe`)).status).toBe(400);
});

test('members see the lists without the people, and ask nobody', async () => {
  answer = async () => METADATA;
  const member = api.as(
    await person(api.db, 'member-of-metadata@example.com', 'UR1', { project: linked.project, role: 'PR2' }),
  );
  const { people: _people, ...lists } = TOLD;
  expect((await member('GET', `${linked.path}metadata/`)).body).toEqual(lists);
  const before = asked;
  expect((await member('GET', `${linked.path}metadata/?refresh=true`)).status).toBe(403);
  expect(asked).toBe(before);
});

test('lists of another place are not kept: the connection was pointed elsewhere meanwhile', async () => {
  const moved = await aLinkedProject(api, 'Moved', 0);
  answer = async () => {
    await api.db.updateTable('connections').set({ target: 'elsewhere' }).where('id', '=', moved.connection).execute();
    return METADATA;
  };
  expect((await api.call('GET', `${moved.path}metadata/?refresh=true`)).status).toBe(200);
  expect((await api.call('GET', `${moved.path}metadata/`)).body.known).toBe(false);
});

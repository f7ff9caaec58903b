import { beforeEach, expect, test } from 'vitest';
import type { Issue } from '../../model/issue.ts';
import type { Pulled, PullRequest } from '../../model/tracker.ts';
import { requestsOf } from '../contract-story.ts';
import { jsonAnswer } from '../fake.ts';
import { MARKER, Scene } from './testing.ts';

let scene: Scene;
let issue: Issue;
let known: Map<string, Issue>;
let total: number | null;
let cursor: string | null;

beforeEach(async () => {
  scene = new Scene({ sync_comments: true });
  issue = await scene.created({ labels: ['tag'] });
  known = new Map([[issue.id, issue]]);
  [total, cursor] = [null, null];
  await pull('marked');
});

/** As the engine would, remembering what came. */
async function pull(extent: PullRequest['extent']): Promise<Pulled> {
  const pulled = await scene.tracker.pull({ extent, known: (id) => known.get(id), total, cursor });
  for (const one of pulled.issues) known.set(one.id, one);
  [total, cursor] = [pulled.total, pulled.cursor ?? null];
  return pulled;
}

const read = async (): Promise<Issue | undefined> => (await scene.tracker.read([issue.id]))[0];

test('the next pull finds it where it is now, still known by its first id, and goes on as before', async () => {
  const copy = scene.fake.move(scene.held(issue), scene.elsewhere);
  const { issues, seen } = await pull('changes');
  expect(issues).toMatchObject([
    {
      id: issue.id,
      key: `group/elsewhere#${copy.iid}`,
      project: String(scene.elsewhere.id),
      marker: MARKER,
      // Labels that the other project does not have are lost.
      fields: { title: 'T1: a', status: 'opened', labels: [] },
    },
  ]);
  expect(seen).toEqual([]);
  const before = requestsOf(scene.now);
  expect(await pull('changes')).toMatchObject({ issues: [], seen: [] });
  expect(requestsOf(scene.now) - before).toBe(1);
  // Read where it was last seen, not where it was once.
  expect(await read()).toEqual(known.get(issue.id));
  expect(requestsOf(scene.now) - before).toBe(2);
});

test('it is written, commented and followed further where it is', async () => {
  scene.fake.move(scene.held(issue), scene.elsewhere);
  await pull('changes');
  const away = known.get(issue.id) ?? issue;
  const outcome = await scene.update(away, { fields: { title: 'T1: there', labels: ['tag'] }, comment: 'why' });
  expect(outcome).toMatchObject({ ok: true, issue: { id: issue.id, fields: { title: 'T1: there', labels: ['tag'] } } });
  expect(scene.held(issue).title).toBe('T1: a');
  await scene.tracker.comment(away, 'hello', 'ls-n1-abc');
  expect((await scene.tracker.comments([issue.id]))[issue.id]?.map(({ text }) => text)).toEqual(['why', 'hello']);
  scene.fake.move(scene.held(away), scene.project);
  expect(await read()).toMatchObject({ id: issue.id, key: '#2', project: String(scene.project.id) });
});

test('the look-up finds it by what it left behind, also before anybody knew of it', async () => {
  scene.fake.move(scene.held(issue), scene.elsewhere);
  scene.connect();
  expect(await scene.tracker.lookup([MARKER])).toMatchObject([
    { id: issue.id, project: String(scene.elsewhere.id), marker: MARKER },
  ]);
});

test('where the other project is hidden the issue is missing, and so it is when its copy was deleted', async () => {
  const copy = scene.fake.move(scene.held(issue), scene.elsewhere);
  const members = new Map(scene.elsewhere.members);
  scene.elsewhere.members.clear();
  expect((await pull('changes')).issues).toEqual([]);
  expect(await read()).toBeUndefined();
  for (const [id, level] of members) scene.elsewhere.members.set(id, level);
  await pull('changes');
  expect((await read())?.project).toBe(String(scene.elsewhere.id));
  // What was left behind forgets that it was moved: it must not be taken for the issue, which would be closed then.
  scene.fake.remove(copy);
  expect(scene.held(issue)).toMatchObject({ state: 'closed', movedTo: null });
  expect(await pull('marked')).toMatchObject({ issues: [], seen: [], complete: true });
  expect(await read()).toBeUndefined();
});

test('deleted issues show in the number, also where one page does not hold all of ours', async () => {
  for (let at = 0; at < 120; at += 1) {
    const one = await scene.created({ title: `T${at}` });
    known.set(one.id, one);
  }
  expect(await pull('marked')).toMatchObject({ total: 121, complete: true });
  expect(await pull('changes')).toMatchObject({ issues: [], complete: false });
  scene.fake.remove(scene.held(issue));
  const { seen, complete, total: left } = await pull('changes');
  expect([seen.includes(issue.id), complete, left]).toEqual([false, true, 120]);
});

test('where GitLab does not count, a page without news is enough, and the daily look finds what is gone', async () => {
  scene.fake.world.counts = 50;
  for (let at = 0; at < 110; at += 1) {
    const one = await scene.created({ title: `T${at}` });
    known.set(one.id, one);
  }
  expect(await pull('marked')).toMatchObject({ complete: true });
  const before = requestsOf(scene.now);
  expect((await pull('changes')).issues).toEqual([]);
  expect(requestsOf(scene.now) - before).toBe(1);
  scene.fake.remove(scene.held(issue));
  expect((await pull('marked')).seen).toHaveLength(110);
});

test('the same page again is an empty answer, unless it would be read in another way', async () => {
  await pull('changes');
  scene.fake.faults.add({ method: 'GET', times: 1, when: 'instead', answer: jsonAnswer(304, undefined, {}) });
  expect(await pull('changes')).toEqual({ issues: [], seen: [], total: 1, complete: false, cursor });
  scene.connect({ issue_tracker_priority_map: '{"1-10":"tag"}' });
  const { issues } = await pull('changes');
  expect(issues[0]?.fields).toMatchObject({ priority: 'tag', labels: ['High'] });
});

test('a page that is too long is asked for in smaller ones', async () => {
  for (let at = 0; at < 30; at += 1) await scene.created({ title: `T${at}` });
  for (const held of [...scene.fake.world.issues.values()].slice(0, 12)) {
    held.description += `\n\n${'long '.repeat(200)}`;
  }
  const whole = scene.fake.handle.bind(scene.fake);
  scene.fake.handle = (request) => {
    const answer = whole(request);
    const isTooLong = answer !== null && answer.text.length > 20_000;
    return isTooLong ? { ...answer, text: answer.text.slice(0, 20_000), isTooLong } : answer;
  };
  const before = requestsOf(scene.now);
  expect((await pull('project')).seen).toHaveLength(31);
  expect(requestsOf(scene.now) - before).toBeGreaterThan(3);
});

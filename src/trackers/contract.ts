/**
 * The contract that every tracker's adapter keeps, told as a story from "connect" to "an unchanged run costs one request".
 * It runs against the fake of each system always, and against a real server where one is given.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { issueOf, requestsOf, Story, type Stage } from './contract-story.ts';

export interface Contract {
  readonly name: string;
  readonly make: () => Promise<Stage>;
  /** How many issues the project gets for counting requests. */
  readonly sizes: readonly number[];
  /** A number that no other story on the same server has. */
  readonly seed: number;
}

type Chapter = readonly [title: string, tell: (story: Story) => Promise<void>];

export function describeTracker({ name, make, sizes, seed }: Contract): void {
  describe(`${name} keeps the contract`, () => {
    let story: Story;
    beforeAll(async () => {
      story = new Story(await make(), seed);
    });
    for (const [title, tell] of [...CHAPTERS, ...sizes.map(withIssues), LAST_CHAPTER]) {
      test(title, () => tell(story));
    }
  });
}

const CHAPTERS: readonly Chapter[] = [
  [
    'the three depths of a connection test pass',
    async (story) => {
      await story.now.tracker.check('server');
      await story.now.tracker.check('project');
      await story.now.tracker.check('settings');
    },
  ],
  [
    'the lists are read once, at the stated price',
    async (story) => {
      story.now = story.stage.connect(null);
      story.metadata = await story.now.tracker.metadata();
      expect(story.metadata.statuses).toEqual(expect.arrayContaining([story.stage.open, story.stage.done]));
      expect(story.metadata.priorities).toEqual(expect.arrayContaining([...(story.stage.priorities ?? [])]));
      expect(story.now.ledger.table().metadata).toBe(story.stage.can.metadataRequests);
    },
  ],
  [
    'at first contact the project holds nothing of ours',
    async (story) => {
      expect(await story.pull('project')).toMatchObject({ issues: [], seen: [], total: 0, complete: true });
      expect(await story.now.tracker.lookup([story.marker(1), story.marker(2)])).toEqual([]);
      // one by one, and once in vain for all of them, where the server holds many of other projects
      expect(story.now.ledger.table()['look-up']).toBeLessThanOrEqual(3);
    },
  ],
  [
    'created issues carry their marker and say what was asked',
    async (story) => {
      const drafts = [1, 2, 3, 4, 5].map((n) => story.draft(n));
      const made = await story.create(drafts);
      expect(made.map(({ marker }) => marker)).toEqual(drafts.map(({ marker }) => marker));
      expect(made.map(({ fields }) => fields)).toEqual(drafts.map(({ fields }) => fields));
      expect(story.now.ledger.table().create).toBe(Math.ceil(5 / story.stage.can.createBatch));
    },
  ],
  [
    'directly after that, and after a restart, an unchanged project costs one request',
    async (story) => {
      for (const connected of [story.restart(), story.restart()]) {
        expect(await story.pull('changes', connected)).toMatchObject({ issues: [], total: 5 });
        expect(requestsOf(connected)).toBe(1);
      }
    },
  ],
  [
    'issues are found by their marker, and by their id',
    async (story) => {
      const markers = [2, 4, 99].map((n) => story.marker(n));
      const found = await story.now.tracker.lookup(markers);
      expect(found.map(({ id }) => id).sort()).toEqual([story.known(2).id, story.known(4).id].sort());
      expect(await story.now.tracker.read([story.known(3).id])).toEqual([story.known(3)]);
    },
  ],
  [
    'an issue can start in the closed status, with no text, and with a title that is too long',
    async (story) => {
      const draft = story.draft(6, { status: story.stage.done, body: null, title: 'long '.repeat(100) });
      const [closed] = await story.create([draft]);
      expect(closed?.fields).toEqual(draft.fields);
      expect(closed?.fields).toMatchObject({ status: story.stage.done, body: null });
    },
  ],
  [
    'normalize gives for a text what the tracker gives back for it',
    async (story) => {
      const { title, body } = story.draft(1, { title: ' a \n b ', body: 'x\r\ny\r\n\r\n' }).fields;
      expect(title).toBe('a b');
      expect(body).toBe(story.draft(1, { body: 'x\ny' }).fields.body);
    },
  ],
  [
    'an update changes what it names and nothing else',
    async (story) => {
      const before = story.known(1);
      const { title, body } = story.draft(1, { title: 'T1: Check it twice', body: 'Another *text*' }).fields;
      const priority = story.stage.priorities?.[1] ?? null;
      const issue = issueOf(await story.update(1, { title, body, priority }));
      expect(issue.fields).toEqual({ ...before.fields, title, body, priority });
      expect(issue.marker).toBe(before.marker);
    },
  ],
  [
    'what people write outside our block survives',
    async (story) => {
      await story.stage.people.append(story.known(2).id, 'Mine, with *stars*');
      await story.pull('changes');
      expect(story.known(2).fields.body).toBe(story.draft(2).fields.body);
      const { body } = story.draft(2, { body: 'New text' }).fields;
      const issue = issueOf(await story.update(2, { body }));
      expect(issue.fields.body).toBe(body);
      expect(issue.description).toContain('Mine, with *stars*');
    },
  ],
  [
    'closing leaves a comment that says why',
    async (story) => {
      const issue = issueOf(await story.update(3, { status: story.stage.done }, 'Not relevant any more.'));
      expect(issue.fields.status).toBe(story.stage.done);
      expect(await story.stage.people.comments(issue.id)).toContain('Not relevant any more.');
    },
  ],
  [
    'labels are added and taken away one by one, and those of people stay',
    async (story) => {
      const { relabel } = story.stage.people;
      if (relabel === null) return expect(story.stage.can.labels).toBe(false);
      const { labels } = story.draft(2, { labels: ['pci', 'two words'] }).fields;
      expect(issueOf(await story.update(2, { labels })).fields.labels).toEqual(labels);
      await relabel(story.known(2).id, { add: ['mine'], remove: ['pci'] });
      await story.pull('changes');
      const seen = story.known(2).fields.labels;
      expect(seen).toEqual([...labels, 'mine'].filter((label) => label !== 'pci').sort());
      const issue = issueOf(
        await story.update(2, { labels: [...seen, 'new'].filter((label) => label !== 'mine').sort() }),
      );
      expect(issue.fields.labels).toEqual([...labels, 'new'].filter((label) => label !== 'pci').sort());
      expect(issue.marker).toBe(story.marker(2));
      expect(issueOf(await story.update(2, { labels: [] })).fields.labels).toEqual([]);
    },
  ],
  [
    'whom an issue is assigned to is known by e-mail, and somebody unknown never fails an item',
    async (story) => {
      const { assign } = story.stage.people;
      const { assignable } = story.stage;
      if (assign === null || assignable === null) return expect(story.stage.can.assignees).toBe(false);
      const [ann, bob] = assignable;
      expect(story.metadata?.people).toEqual(expect.arrayContaining([ann, bob]));
      expect(issueOf(await story.update(2, { assignee: ann })).fields.assignee).toBe(ann);
      await assign(story.known(2).id, bob);
      await story.pull('changes');
      expect(story.known(2).fields.assignee).toBe(bob);
      const { title } = story.draft(2, { title: 'T2: Given to nobody we know' }).fields;
      const issue = issueOf(await story.update(2, { title, assignee: 'nobody@elsewhere.example' }));
      expect(issue.fields).toMatchObject({ title, assignee: bob });
      expect(issueOf(await story.update(2, { assignee: null })).fields.assignee).toBeNull();
    },
  ],
  [
    'comments are told apart: ours by their origin, those of people by having none',
    async (story) => {
      const { say } = story.stage.people;
      if (say === null) return expect(story.stage.can.comments).toBe(false);
      const [two, three] = [story.known(2).id, story.known(3).id];
      const text = 'Is *this* enough?\n\n- a point';
      const origin = 'ls-n7-abcdefghijklmnopqrstuvwx';
      const made = await story.now.tracker.comment(story.known(2), text, origin);
      await say(two, 'Looks good to me.');
      const comments = await story.now.tracker.comments([two, three]);
      expect(comments[two]?.map((comment) => comment.origin)).toEqual([origin, null]);
      expect(comments[two]?.[0]).toEqual(made);
      expect(comments[two]?.[0]?.text).toBe(story.draft(2, { body: text }).fields.body);
      expect(comments[two]?.[1]).toMatchObject({ text: 'Looks good to me.', author: expect.stringMatching(/./) });
      // The comment that came with the closing was ours as well.
      expect(comments[three]?.every((comment) => comment.origin !== null)).toBe(true);
      await story.pull('changes');
    },
  ],
  [
    'a status that the tracker does not give is noticed and explained',
    async (story) => {
      const status = await story.stage.refuse(story.known(4), story.now.tracker);
      const outcome = await story.update(4, { status });
      expect(outcome).toMatchObject({ ok: false, error: { kind: 'refused' } });
      expect(outcome?.ok === false && outcome.error.message).toContain(status);
      await story.pull('changes');
    },
  ],
  [
    'the edits of people are pulled',
    async (story) => {
      await story.stage.people.retitle(story.known(1).id, 'T1: Edited by a person');
      await story.stage.people.setStatus(story.known(5).id, story.stage.done);
      const { issues, complete } = await story.pull('changes');
      expect(issues.map(({ id }) => id).sort()).toEqual([story.known(1).id, story.known(5).id].sort());
      expect(story.known(1).fields.title).toBe('T1: Edited by a person');
      expect(story.known(5).fields.status).toBe(story.stage.done);
      expect(complete).toBe(true);
    },
  ],
  [
    'the time of a change of status is known where the tracker keeps it',
    async (story) => {
      const { id, updatedAt } = story.known(5);
      const times = await story.now.tracker.fieldTimes([id], 'status');
      const isKept = story.stage.can.fieldTimes;
      expect(times).toEqual({ [id]: isKept ? expect.closeTo(updatedAt, -5) : null });
    },
  ],
  [
    'a deleted issue is gone for every question',
    async (story) => {
      const { id } = story.known(6);
      await story.stage.people.remove(id);
      const { seen, complete } = await story.pull('changes');
      expect([seen.includes(id), complete]).toEqual([false, true]);
      expect(await story.now.tracker.read([id])).toEqual([]);
      expect(await story.update(6, { title: 'x' })).toMatchObject({ ok: false, error: { kind: 'gone' } });
      story.issues.delete(id);
    },
  ],
  [
    'a moved issue is not in the project any more, but found by its id, and by its marker',
    async (story) => {
      const { id, marker, project } = story.known(5);
      await story.stage.people.move(id);
      expect((await story.pull('marked')).seen).not.toContain(id);
      const [read] = await story.now.tracker.read([id]);
      expect(read).toMatchObject({ id, marker });
      expect(read?.project).not.toBe(project);
      const [found] = await story.now.tracker.lookup([marker ?? '']);
      expect(found).toEqual({ ...read, id: story.stage.movedGetNewIds === true ? found?.id : id });
      story.issues.delete(id);
    },
  ],
  [
    'whether anybody can read the project is asked with one request without credentials',
    async (story) => {
      const connected = story.restart();
      expect(await connected.tracker.isPublic()).toBe(false);
      expect(requestsOf(connected)).toBe(1);
      const { publish } = story.stage.people;
      await publish?.(true);
      expect(await connected.tracker.isPublic()).toBe(publish !== null);
      await publish?.(false);
    },
  ],
];

const withIssues = (size: number): Chapter => [
  `with ${size} issues more, an unchanged project still costs one request`,
  async (story) => {
    const base = size * 10;
    await story.create(Array.from({ length: size }, (_, index) => story.draft(base + index)));
    for (const connected of [story.now, story.restart()]) {
      const before = requestsOf(connected);
      expect((await story.pull('changes', connected)).issues).toEqual([]);
      expect(requestsOf(connected) - before).toBe(1);
    }
    const all = await story.pull('marked');
    expect([all.complete, all.total]).toEqual([true, story.issues.size + (story.stage.leftBehind ?? 0)]);
    expect(new Set(all.seen)).toEqual(new Set(story.issues.keys()));
    const markers = Array.from({ length: size }, (_, index) => story.marker(base + index));
    expect(new Set((await story.now.tracker.lookup(markers)).map(({ marker }) => marker))).toEqual(new Set(markers));
  },
];

const LAST_CHAPTER: Chapter = [
  'many changes cost their pages and the proof that there are no more',
  async (story) => {
    const ids = [...story.issues.keys()].slice(0, Math.ceil(story.issues.size / 2));
    for (const id of ids) await story.stage.people.retitle(id, `Edited ${id}`);
    const connected = story.restart();
    expect((await story.pull('changes', connected)).issues).toHaveLength(ids.length);
    const pages = Math.ceil(ids.length / story.stage.can.pageSize) + story.stage.can.proofPages;
    expect(requestsOf(connected)).toBeLessThanOrEqual(pages);
  },
];

/** What a run that died in the middle of a write leaves behind, and what the next one makes of it. */
import { describe, expect, test } from 'vitest';
import type { Agreed, Link, Pending } from '../model/link.ts';
import { passingOf, withArrivals as seenAt } from './arrivals.ts';

const agreed = (issue: string): Agreed => ({ task: 'TS2', issue, mapping: 'm' });

/** A pair that agreed on "Open", and of which a run was about to make "Rejected" by way of others. */
const linkAt = (status: string, pending: Partial<Pending> = {}): Link =>
  ({
    taskId: 'T1',
    base: { status: agreed('Open') },
    closedByUs: false,
    issue: { fields: { status, title: 'b' } },
    pending: { base: { status: agreed('Rejected') }, closedByUs: true, since: SENT, ...pending },
  }) as unknown as Link;

const SENT = 1_000_000;
const SOON = { now: SENT + 1_000, can: { indexLag: 0 } };
const LATE = { now: SENT + 60_000, can: { indexLag: 0 } };

const withArrivals = (link: Link): Link => seenAt(link, SOON);

describe('an issue whose change was not remembered', () => {
  test('shows that it arrived', () => {
    const link = withArrivals(linkAt('Rejected', { through: ['In Progress'] }));
    expect(link).toMatchObject({ base: { status: { issue: 'Rejected' } }, closedByUs: true, pending: null });
  });

  test('stands where nobody but us was going to put it on its way: whatever the task says by now is still to be written', () => {
    const link = withArrivals(linkAt('In Progress', { through: ['In Progress'] }));
    expect(link).toMatchObject({ base: { status: { issue: 'In Progress', task: '' } }, closedByUs: false });
    expect(link.pending).toBeNull();
  });

  test('got what was written with the first step, and stands in the middle', () => {
    const base = { status: agreed('Rejected'), title: { task: 'b', issue: 'b', mapping: 'm' } };
    const link = withArrivals(linkAt('In Progress', { base, through: ['In Progress'] }));
    expect(link.base).toMatchObject({ status: { issue: 'In Progress' }, title: { issue: 'b' } });
  });

  test('was put into any other status by a person', () => {
    const link = linkAt('Blocked', { through: ['In Progress'] });
    expect(withArrivals(link)).toBe(link);
    const before = linkAt('In Progress');
    expect(withArrivals(before)).toBe(before);
  });

  test('is a person’s from the moment on at which nothing of ours can arrive any more', () => {
    const nothing = linkAt('Open', { through: ['In Progress'] });
    expect(seenAt(nothing, SOON)).toBe(nothing);
    expect(seenAt(nothing, { ...LATE, can: { indexLag: 60_000 } })).toBe(nothing);
    expect(seenAt(nothing, LATE)).toMatchObject({ base: { status: { issue: 'Open', task: 'TS2' } }, pending: null });
    expect(seenAt(linkAt('Rejected'), LATE).base).toMatchObject({ status: { issue: 'Rejected' } });
  });
});

test('every step on the way is remembered with those before it, and with what was wanted', async () => {
  const remembered: unknown[] = [];
  const memory = { remember: async (changes: unknown) => void remembered.push(structuredClone(changes)) };
  const base = { status: agreed('Rejected') };
  const action = { do: 'update', taskId: 'T1', toIssue: { status: 'Rejected' }, base, closedByUs: false };
  const passing = passingOf(action as never, { memory: memory as never, now: () => SENT });
  await passing('In Progress');
  await passing('Review');
  expect(remembered).toEqual([
    [{ taskId: 'T1', pending: { base, closedByUs: false, since: SENT, through: ['In Progress'] } }],
    [{ taskId: 'T1', pending: { base, closedByUs: false, since: SENT, through: ['In Progress', 'Review'] } }],
  ]);
});

/** Two workers on one connection: invariant 10, who has lost its job writes nothing any more. */
import type { Journal } from './journal.ts';
import { Violation } from './sight.ts';
import type { DuelStep } from './steps.ts';
import { CALM, type SimWorld } from './world.ts';

/** The first worker holds its request back until the second has ended its job. */
export async function duel(world: SimWorld, journal: Journal, { request, stalledFor }: DuelStep): Promise<void> {
  let stalled: () => void = () => undefined;
  let release: () => void = () => undefined;
  const isStalled = new Promise<'stalled'>((resolve) => (stalled = () => resolve('stalled')));
  const released = new Promise<void>((resolve) => (release = resolve));
  const before = async (n: number): Promise<void> => {
    if (n !== request) return;
    stalled();
    await released;
  };
  await world.askForSync();
  const first = world.work(null, { ...CALM, before });
  if ((await Promise.race([first, isStalled])) === 'stalled') {
    world.time += stalledFor;
    await world.work(null, { ...CALM, isElsewhere: true });
    const left = await world.backUp();
    const since = world.trace.length;
    release();
    await first;
    const isWrite = world.trace.slice(since).some((line) => / (PATCH|PUT) /.test(line));
    if ((await world.backUp()) !== left) throw new Violation('fencing: a worker that had lost its job wrote on');
    if (isWrite && world.stage.system.id === 'github') await undoneLate(world, journal);
  }
  await first;
}

/** A step on the way that arrives late undoes what was done since, where a tracker has no revisions: its page says so. */
async function undoneLate({ db }: SimWorld, journal: Journal): Promise<void> {
  for (const { id } of await db.selectFrom('tasks').select('id').execute()) journal.disturbed(id);
}

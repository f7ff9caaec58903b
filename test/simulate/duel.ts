/** Two workers on one connection: invariant 10, who has lost its job writes nothing any more. */
import { Violation } from './sight.ts';
import type { DuelStep } from './steps.ts';
import { CALM, type SimWorld } from './world.ts';

/** The first worker holds its request back until the second has ended its job. */
export async function duel(world: SimWorld, { request, stalledFor }: DuelStep): Promise<void> {
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
    release();
    await first;
    if ((await world.backUp()) !== left) throw new Violation('fencing: a worker that had lost its job wrote on');
  }
  await first;
}

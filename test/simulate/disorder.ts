/**
 * Invariant 6: what comes first in a list means nothing. Everything that the engine is given comes in an order of chance,
 * except where an order is promised.
 */
import type { Tracker } from '../../src/model/tracker.ts';
import type { SyncContext } from '../../src/sync/context.ts';
import type { Chance } from './chance.ts';

export function inDisorder(context: SyncContext, chance: Chance): SyncContext {
  const { memory, connect } = context;
  const load = async () => {
    const { tasks, links, statuses, ...rest } = await memory.load();
    return { ...rest, tasks: shuffled(tasks, chance), links: shuffled(links, chance), statuses };
  };
  return {
    ...context,
    memory: { ...memory, load },
    connect: (metadata) => disordered(connect(metadata), chance),
  };
}

const disordered = (tracker: Tracker, chance: Chance): Tracker => ({
  ...tracker,
  pull: async (request) => {
    const pulled = await tracker.pull(request);
    return { ...pulled, issues: shuffled(pulled.issues, chance), seen: shuffled(pulled.seen, chance) };
  },
  lookup: async (markers) => shuffled(await tracker.lookup(markers), chance),
  read: async (ids) => shuffled(await tracker.read(ids), chance),
});

function shuffled<T>(list: readonly T[], chance: Chance): T[] {
  const all = [...list];
  for (let at = all.length - 1; at > 0; at -= 1) {
    const other = chance.below(at + 1);
    const [one, two] = [all[at], all[other]];
    if (one === undefined || two === undefined) continue;
    all[at] = two;
    all[other] = one;
  }
  return all;
}

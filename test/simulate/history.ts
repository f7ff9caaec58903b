/** What one seed stands for: random steps, and among them stories that random steps seldom tell. */
import { Chance } from './chance.ts';
import { aRun, step, wish, type Frame, type History, type RivalStep, type Step } from './steps.ts';

const HOUR = 3_600_000;

export function historyOf(seed: number): History {
  const chance = new Chance(seed);
  const frame: Omit<Frame, 'hints'> = {
    seed,
    tasks: sizeOf(chance),
    policy: chance.pick(['issue', 'task', 'timestamp', 'ask'] as const),
    missing: chance.pick(['report', 'recreate', 'detach'] as const),
    skew: chance.pick([0, 0, HOUR, -HOUR, 1_500]),
    indexLag: chance.pick([0, 2_000, 25_000]),
    comments: chance.may(0.5),
    isDisordered: chance.may(0.5),
  };
  const phases = 1 + chance.below(3);
  // What both sides agreed on is known from the first check on: only then can be judged who had his way.
  const begun: readonly Step[] = chance.may(0.5) ? [{ do: 'settle' }] : [];
  const steps = [...begun, ...Array.from({ length: phases }, () => phase(chance)).flat()];
  // Drawn last, so that a seed tells the story that it told before there were hints.
  return { frame: { ...frame, hints: chance.may(0.4) }, steps };
}

/** Some need more than one page or batch of every tracker. */
const sizeOf = (chance: Chance): number => (chance.may(0.01) ? 205 : chance.may(0.25) ? 12 : 2 + chance.below(4));

const phase = (chance: Chance): Step[] => {
  const parts = Array.from({ length: 2 + chance.below(4) }, () => some(chance));
  return [...parts.toSpliced(chance.below(parts.length), 0, story(chance)).flat(), { do: 'settle' }];
};

/** People try again a minute after something went wrong: by then nothing is on its way any more. */
function some(chance: Chance): readonly Step[] {
  const one = step(chance);
  const isTroubled =
    one.do === 'run' && (one.crashAt !== null || one.fullAt !== null || Object.keys(one.faults).length > 0);
  return isTroubled && chance.may(0.4) ? [one, { do: 'wait', minutes: 2 }, aRun(chance)] : [one];
}

const CALM = { do: 'run', faults: {}, crashAt: null, fullAt: null, amid: null, how: 'sync', between: null } as const;

function story(chance: Chance): readonly Step[] {
  const [at, value] = [chance.below(12), chance.below(1_000)];
  const scope = { do: 'task', act: 'scope', at, value } as const;
  const stories: readonly (readonly Step[])[] = [
    [CALM, rivals(chance), rivals(chance), rivals(chance)],
    [CALM, rivals(chance), aRun(chance), rivals(chance)],
    [scope, CALM, scope, aRun(chance)],
    [CALM, { do: 'mass' }],
    [{ do: 'task', act: 'status', at, value }, CALM, aRun(chance), CALM],
    snatched(chance),
    [
      CALM,
      { do: 'issue', act: 'remove', at, value },
      aRun(chance),
      { do: 'issue', act: 'revive', at, value },
      aRun(chance),
    ],
    [CALM, { do: 'rule', act: 'publish', isOn: true }, { do: 'wait', minutes: 15 }, written(chance), aRun(chance)],
    undone(chance),
    [CALM, titled(at, value), { ...CALM, how: 'plan and apply', between: titled(at, value + 1) }],
    [{ do: 'rule', act: 'hinder', isOn: chance.may(0.5) }, CALM, written(chance), { ...CALM, how: 'plan and apply' }],
    [CALM, { do: 'back up' }, rivals(chance), { ...scope, act: 'add' }, CALM, { do: 'restore' }, aRun(chance)],
    [CALM, { ...rivals(chance), field: 'status' }, CALM, wish(chance, 'decide'), aRun(chance)],
    [CALM, wish(chance, 'unlink'), CALM, wish(chance, chance.pick(['link', 'retry'] as const)), aRun(chance)],
  ];
  return chance.pick(stories);
}

const written = (chance: Chance): Step => ({
  do: 'task',
  act: 'text',
  at: chance.below(12),
  value: chance.below(1_000),
});

const titled = (at: number, value: number) => ({ do: 'task', act: 'title', at, value }) as const;

/** A run dies while it carries a status over, and the task goes back to what was agreed; later a person sets the issue's. */
function undone(chance: Chance): readonly Step[] {
  const at = chance.below(12);
  const status = (value: number): Step => ({ do: 'task', act: 'status', at, value });
  const dying = { ...CALM, crashAt: 40 + chance.below(50) };
  const byPerson = { do: 'issue', act: 'status', at, value: chance.below(1_000) } as const;
  return [status(0), { do: 'settle' }, status(2), dying, status(0), { do: 'settle' }, byPerson, CALM];
}

/** Nobody hears what became of creates and comments; then the issue is moved to where only a look-up finds it. */
function snatched(chance: Chance): readonly Step[] {
  const add = { do: 'task', act: 'add', at: 0, value: chance.below(1_000) } as const;
  const note = { do: 'task', act: 'note', at: chance.below(12), value: chance.below(1_000) } as const;
  const crashing = { ...CALM, crashAt: 40 + chance.below(100) };
  return [add, add, note, crashing, { do: 'snatch' }, { do: 'wait', minutes: 2 }, aRun(chance), CALM];
}

const rivals = (chance: Chance): RivalStep => ({
  do: 'rivals',
  field: chance.pick(['status', 'status', 'title'] as const),
  at: chance.below(12),
  first: chance.pick(['task', 'issue'] as const),
  gap: chance.pick([0, 1, 200, 1_500]),
  value: chance.below(1_000),
});

/** A history as plain data: what people, networks, clocks and crashes do, one step after the other. */
import type { Policy } from '../../src/model/options.ts';
import type { Chance } from './chance.ts';

/** What goes wrong with one request: before or after the tracker did its work, or with the answer. */
export const NETWORK_FAULTS = [
  'refused before',
  'timeout before',
  'lost after',
  '500 after',
  '502 before',
  '503 after',
  '429 seconds',
  '429 date',
  '429 long',
  '429 bare',
  'slow down after',
  'html 200 before',
  'html 403 before',
  'truncated after',
  '401 before',
  '407 before',
  '409 before',
  'no such host',
] as const;
export type NetworkFault = (typeof NETWORK_FAULTS)[number];

export const TASK_ACTS = ['title', 'text', 'status', 'scope', 'priority', 'tags', 'add', 'delete', 'note'] as const;
export const ISSUE_ACTS = ['title', 'append', 'status', 'label', 'remove', 'revive', 'move', 'copy', 'say'] as const;

/** Items are named by a number: the step is about whichever stands there when it happens. */
export interface TaskStep {
  readonly do: 'task';
  readonly act: (typeof TASK_ACTS)[number];
  readonly at: number;
  readonly value: number;
}

export interface IssueStep {
  readonly do: 'issue';
  readonly act: (typeof ISSUE_ACTS)[number];
  readonly at: number;
  readonly value: number;
}

export interface RunStep {
  readonly do: 'run';
  /** By the number of the request: what goes wrong with it. */
  readonly faults: Readonly<Record<number, NetworkFault>>;
  /** The process dies at this effect (a statement or a request, before or after it); null: it lives. */
  readonly crashAt: number | null;
  /** The database refuses this statement, as on a full disk; null: it takes all. */
  readonly fullAt: number | null;
  /** Somebody edits right after this request was answered. */
  readonly amid: { readonly request: number; readonly edit: TaskStep | IssueStep } | null;
  readonly how: 'sync' | 'plan and apply';
  /** Somebody edits between a plan and its being applied. */
  readonly between: TaskStep | IssueStep | null;
}

/** Two people write one field of one pair, one on each side and neither knowing of the other. */
export interface RivalStep {
  readonly do: 'rivals';
  readonly field: 'status' | 'title';
  readonly at: number;
  readonly first: 'task' | 'issue';
  /** Minutes between the two. */
  readonly gap: number;
  readonly value: number;
}

/** A person's wish for one item. */
export interface WishStep {
  readonly do: 'wish';
  readonly act: 'decide' | 'unlink' | 'link' | 'retry';
  readonly at: number;
  readonly value: number;
}

/** Administrators of the tracker do something to the whole project, or undo it. */
export interface RuleStep {
  readonly do: 'rule';
  readonly act: 'publish' | 'hinder';
  readonly isOn: boolean;
}

/** A worker stalls before a request; another one takes its job over and ends it; then the first goes on. */
export interface DuelStep {
  readonly do: 'duel';
  readonly request: number;
  readonly stalledFor: number;
}

export type Step =
  | TaskStep
  | IssueStep
  | RunStep
  | DuelStep
  | RivalStep
  | WishStep
  | RuleStep
  | { readonly do: 'wait'; readonly minutes: number }
  /** Our clock is set: forward, or back. */
  | { readonly do: 'set clock'; readonly minutes: number }
  /** Most tasks lose their scope at once, as by an accident. */
  | { readonly do: 'mass' }
  /** People move away every issue that we made and do not know of yet. */
  | { readonly do: 'snatch' }
  | { readonly do: 'back up' }
  | { readonly do: 'restore' }
  /** Edits and faults stop, and every claim is checked. */
  | { readonly do: 'settle' };

/** What stays the same in one history. */
export interface Frame {
  readonly seed: number;
  readonly tasks: number;
  readonly policy: Policy;
  readonly missing: 'report' | 'recreate' | 'detach';
  /** The tracker's clock against ours, milliseconds. */
  readonly skew: number;
  readonly indexLag: number;
  readonly comments: boolean;
  /** Lists come in any order. */
  readonly isDisordered: boolean;
  /** The tracker calls us when an issue changes. */
  readonly hints: boolean;
}

export interface History {
  readonly frame: Frame;
  readonly steps: readonly Step[];
}

export function step(chance: Chance): Step {
  const roll = chance.next();
  if (roll < 0.28) return edit(chance);
  if (roll < 0.82) return aRun(chance);
  if (roll < 0.87) return { do: 'duel', request: 1 + chance.below(6), stalledFor: chance.below(25_000) };
  if (roll < 0.9) return wish(chance, chance.pick(['decide', 'unlink', 'link', 'retry'] as const));
  if (roll < 0.92) return { do: 'rule', act: chance.pick(['publish', 'hinder'] as const), isOn: chance.may(0.6) };
  if (roll < 0.93) return { do: 'set clock', minutes: chance.pick([-10, -1, 10, 60]) };
  if (roll < 0.96) return { do: 'wait', minutes: chance.pick([1, 15, 1_500]) };
  return { do: chance.may(0.5) ? 'back up' : 'restore' };
}

export const wish = (chance: Chance, act: WishStep['act']): WishStep => ({
  do: 'wish',
  act,
  at: chance.below(12),
  value: chance.below(1_000),
});

const edit = (chance: Chance): TaskStep | IssueStep =>
  chance.may(0.5)
    ? { do: 'task', act: chance.pick(TASK_ACTS), at: chance.below(12), value: chance.below(1_000) }
    : { do: 'issue', act: issueAct(chance), at: chance.below(12), value: chance.below(1_000) };

/** People write more than they delete. */
const issueAct = (chance: Chance): IssueStep['act'] =>
  chance.may(0.8) ? chance.pick(['title', 'append', 'status', 'label', 'say'] as const) : chance.pick(ISSUE_ACTS);

export function aRun(chance: Chance): RunStep {
  const faults: Record<number, NetworkFault> = chance.may(0.12) ? outage(chance) : {};
  if (chance.may(0.4))
    for (let count = 1 + chance.below(2); count > 0; count -= 1)
      faults[1 + chance.below(chance.may(0.7) ? 4 : 10)] = chance.pick(NETWORK_FAULTS);
  return {
    do: 'run',
    faults,
    crashAt: chance.may(0.35) ? chance.below(120) : null,
    fullAt: chance.may(0.08) ? chance.below(60) : null,
    amid: chance.may(0.25) ? { request: 1 + chance.below(6), edit: edit(chance) } : null,
    ...reviewed(chance),
  };
}

function reviewed(chance: Chance): Pick<RunStep, 'how' | 'between'> {
  if (!chance.may(0.2)) return { how: 'sync', between: null };
  return { how: 'plan and apply', between: chance.may(0.5) ? edit(chance) : null };
}

/** Longer than a run tries again. */
function outage(chance: Chance): Record<number, NetworkFault> {
  const [from, fault] = [1 + chance.below(4), chance.pick(['lost after', '502 before', '401 before'] as const)];
  return Object.fromEntries([0, 1, 2, 3].map((n) => [from + n, fault]));
}

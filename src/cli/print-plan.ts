/** A plan in words: grouped by what is done, with before → after, reason and remedy. Pure. */
import { total, type Action, type Decision, type Plan } from './answers.ts';

const ORDER = ['create', 'update', 'adopt', 'close', 'detach', 'skip'];
const LONGEST_VALUE = 60;
const WINNERS: Readonly<Record<string, string>> = {
  issue: 'the issue wins',
  task: 'the task wins',
  ask: 'a person has to decide',
};

/** The first line of a value, cut; a long text is recognised by its beginning. */
function short(value: string | null): string {
  const [first = '', ...more] = (value ?? '').split('\n');
  const cut = first.length > LONGEST_VALUE || more.length > 0;
  return value === null || value === '' ? '(empty)' : `"${first.slice(0, LONGEST_VALUE)}${cut ? '…' : ''}"`;
}

/** What changes on which side; null where nothing does. */
function change({ field, verdict, winner, task, issue, base }: Decision): string | null {
  switch (verdict) {
    case 'to issue':
      return `issue's ${field}: ${short(issue)} → ${short(task)}`;
    case 'to task':
      return `task's ${field}: ${short(task)} → ${short(issue)}`;
    case 'conflict':
      return `${field}, changed on both sides: agreed ${short(base)}, task ${short(task)}, issue ${short(issue)}; ${WINNERS[winner ?? 'ask']}`;
    default:
      return null;
  }
}

function actionLines(action: Action): string[] {
  const { reason, held, issue: key } = action;
  return [
    `  ${action.task}${key === null ? '' : ` (${key})`}  ${action.title}`,
    ...action.decisions.map(change).filter((line) => line !== null),
    `${reason.text}${reason.remedy === '' ? '' : ` → ${reason.remedy}`}`,
    ...(held === null ? [] : [`HELD: ${held}`]),
  ].map((line, index) => (index === 0 ? line : `      ${line}`));
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Tasks that are skipped for one and the same reason are many and equal: they are told together. */
function skipLines(skips: readonly Action[]): string[] {
  const groups = Map.groupBy(skips, ({ reason }) => `${reason.text}\n${reason.remedy}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined || group.length === 1) return group.flatMap(actionLines);
    const remedy = first.reason.remedy === '' ? '' : ` → ${first.reason.remedy}`;
    return [`  ${group.map(({ task }) => task).join(' ')}`, `      ${first.reason.text}${remedy}`];
  });
}

export function planLines(plan: Plan): string[] {
  const groups = Map.groupBy(plan.actions, ({ action }) => action);
  const kinds = [...groups.keys()].toSorted((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
  const summary = kinds.map((kind) => `${groups.get(kind)?.length ?? 0} ${kind}`).join(', ');
  return [
    `Plan ${plan.id} for connection ${plan.connection} (${plan.state}): ${summary || 'nothing to do'}`,
    ...kinds.flatMap((kind) => {
      const actions = groups.get(kind) ?? [];
      return [
        '',
        `${kind.toUpperCase()} ${actions.length}`,
        ...(kind === 'skip' ? skipLines(actions) : actions.flatMap(actionLines)),
      ];
    }),
    '',
    ...plan.holds.map((hold) => `HELD: ${hold}`),
    `Applying it costs ${counted(total(plan.requests), 'request')}.`,
  ];
}

/** A person has to look before everything here can happen. */
export const needsPerson = ({ holds, actions }: Plan): boolean =>
  holds.length > 0 ||
  actions.some(({ held, decisions }) => held !== null || decisions.some(({ winner }) => winner === 'ask'));

/** An event of an item's history in words. What it holds is what the engine wrote down: nothing is taken for granted. */
import type { TaskEvent } from '../../api/tasks.ts';
import { historyTexts as texts } from '../../texts/history.ts';

export interface EventWords {
  readonly title: string;
  readonly lines: readonly string[];
}

type Members = Readonly<Record<string, unknown>>;

const members = (value: unknown): Members => (typeof value === 'object' && value !== null ? (value as Members) : {});
const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

const WORDS: Readonly<Record<string, (data: Members) => EventWords>> = {
  observed: ({ issue, before, after }) => ({
    title: before === null || before === undefined ? texts.observedFirst(named(issue)) : texts.observed(named(issue)),
    lines: before === null || before === undefined ? [] : differences(members(before), members(after)),
  }),
  decided: ({ do: action, reason }) => ({
    title: texts.decisions[String(action)] ?? String(action),
    lines: [textOf(members(reason)['text']), textOf(members(reason)['remedy'])].flatMap((line) => line ?? []),
  }),
  wrote: ({ issue, fields, toIssue, toTask }) => {
    const sent = settings(members(fields ?? toIssue));
    const taken = settings(members(toTask));
    return {
      title: sent.length === 0 && taken.length > 0 ? texts.wroteTask : texts.wrote(named(issue)),
      lines: [...sent, ...taken],
    };
  },
  confirmed: ({ issue }) => ({ title: texts.confirmed(named(issue)), lines: [] }),
};

export const eventWords = ({ kind, data }: Pick<TaskEvent, 'kind' | 'data'>): EventWords =>
  WORDS[kind]?.(members(data)) ?? { title: kind, lines: [] };

const named = (issue: unknown): string => textOf(issue) ?? texts.anIssue;

const fieldName = (field: string): string => texts.fields[field] ?? field;

/** Long texts are not repeated in every line. */
function short(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? texts.nothing : value.join(', ');
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([name, one]) => `${name} ${String(one)}`)
      .join(', ');
  const text = typeof value === 'string' && value !== '' ? value : texts.nothing;
  return text.length > 80 || text.includes('\n') ? texts.longText : text;
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === 'object' && Object.keys(value).length === 0);

const settings = (fields: Members): string[] =>
  Object.entries(fields)
    .filter(([, value]) => !isEmpty(value))
    .map(([field, value]) => texts.set(fieldName(field), short(value)));

const differences = (before: Members, after: Members): string[] =>
  Object.keys(after)
    .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .map((field) => {
      const [was, is] = [short(before[field]), short(after[field])];
      return was === is || is === texts.longText
        ? texts.set(fieldName(field), texts.longText)
        : texts.became(fieldName(field), was, is);
    });

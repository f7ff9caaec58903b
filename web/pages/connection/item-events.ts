/** What the history of an item says, in words and values: the shapes of its events are read here only. Pure. */
import type { ItemEvent } from '../../api/items.ts';
import { eventTexts as texts } from '../../texts/items.ts';
import { planTexts } from '../../texts/plan.ts';
import { byField, textOf, type FieldChange } from './planned.ts';

export interface Told {
  readonly id: number;
  readonly title: string;
  /** What people call the issue. */
  readonly issue: string | null;
  readonly changes: readonly FieldChange[];
  /** Sentences: why, and field by field what was decided. */
  readonly says: readonly string[];
}

/** What one run, or one person, did: events that belong together. */
export interface Chapter {
  readonly key: number;
  readonly connection: number;
  readonly at: string;
  readonly job: number | null;
  /** The person who asked for it; null: a run did it by itself. */
  readonly user: number | null;
  readonly told: readonly Told[];
}

type Data = Readonly<Record<string, unknown>>;

const dataOf = (value: unknown): Data => (typeof value === 'object' && value !== null ? (value as Data) : {});
const wordOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const nameOf = (field: string): string => planTexts.fields[field] ?? field;

/** Newest first, as the events are; within a chapter in the order in which it happened. */
export function chapters(events: readonly ItemEvent[]): readonly Chapter[] {
  const result: (Omit<Chapter, 'told'> & { told: Told[] })[] = [];
  for (const event of events) {
    const last = result.at(-1);
    const told = toldOf(event);
    if (last !== undefined && last.job !== null && last.job === event.job) last.told.unshift(told);
    else result.push(begun(event, told));
  }
  return result;
}

const begun = (event: ItemEvent, told: Told) => {
  const { id: key, at, connection, job } = event;
  return { key, at, connection, job, user: userOf(event), told: [told] };
};

function userOf({ data }: ItemEvent): number | null {
  const { user } = dataOf(data);
  return typeof user === 'number' ? user : null;
}

function toldOf(event: ItemEvent): Told {
  const data = dataOf(event.data);
  const about = { id: event.id, issue: wordOf(data['issue']) || null, changes: [], says: [] };
  switch (event.kind) {
    case 'observed':
      return { ...about, ...observed(data) };
    case 'decided':
      return { ...about, ...decided(data) };
    case 'wrote':
      return { ...about, title: texts.wrote, changes: written(data) };
    case 'confirmed':
      return { ...about, title: texts.confirmed };
    default:
      return { ...about, title: event.kind };
  }
}

function observed({ before, after }: Data): Pick<Told, 'title' | 'changes'> {
  if (after === null) return { title: texts.gone, changes: [] };
  if (before === null || before === undefined) return { title: texts.firstSeen, changes: [] };
  const [was, is] = [dataOf(before), dataOf(after)];
  const changes = Object.keys(is)
    .map((field): FieldChange => ({ side: 'issue', field, before: textOf(was[field]), after: textOf(is[field]) }))
    .filter((change) => change.before !== change.after)
    .toSorted(byField);
  return { title: texts.observed, changes };
}

function decided(data: Data): Pick<Told, 'title' | 'says'> {
  const reason = dataOf(data['reason']);
  const asked = data['field'] === undefined ? '' : `${nameOf(wordOf(data['field']))}: ${wordOf(data['take'])}`;
  const decisions = Array.isArray(data['decisions']) ? data['decisions'].map(dataOf) : [];
  const says = [wordOf(reason['text']), wordOf(reason['remedy']), asked, ...decisions.map(decision)];
  return { title: texts.acts[wordOf(data['do'])] ?? texts.decided, says: says.filter((text) => text !== '') };
}

/** Nothing, where nothing was to be decided. */
function decision({ field, verdict, winner }: Data): string {
  if (verdict === 'same' || verdict === undefined) return '';
  const what =
    verdict === 'conflict' && typeof winner === 'string'
      ? texts.both(winner)
      : (texts.verdicts[wordOf(verdict)] ?? wordOf(verdict));
  return `${nameOf(wordOf(field))}: ${what}`;
}

const written = (data: Data): readonly FieldChange[] => [
  ...valuesOf('issue', dataOf(data['fields'] ?? data['toIssue'])),
  ...valuesOf('task', dataOf(data['toTask'])),
];

const valuesOf = (side: FieldChange['side'], fields: Data): readonly FieldChange[] =>
  Object.entries(fields)
    .map(([field, value]): FieldChange => ({ side, field, before: null, after: textOf(value) }))
    .filter(({ after }) => after !== '')
    .toSorted(byField);

/** When a field last changed, from the history that Jira keeps. */
import { SECOND, type Instant } from '../../model/instant.ts';
import type { IssueField } from '../../model/issue.ts';
import { atOnce } from '../at-once.ts';
import { chunks } from '../chunks.ts';
import { listOf, unexpected } from './answer.ts';
import { getIssue, postChangelogs } from './api.ts';
import { fieldNamed, type View } from './native.ts';
import type { HistoryRow, IssueRow } from './rows.ts';

type Times = Record<string, Instant | null>;

const NAMES: Readonly<Record<Exclude<IssueField, 'custom'>, readonly string[]>> = {
  title: ['summary'],
  body: ['description'],
  priority: ['priority'],
  status: ['status'],
  parent: ['parent', 'Epic Link', 'IssueParentAssociation'],
  labels: ['labels'],
  assignee: ['assignee'],
};

export function fieldTimes(view: View, ids: readonly string[], field: IssueField): Promise<Times> {
  const names = field === 'custom' ? customNames(view) : NAMES[field];
  return view.api.cloud ? inBulk(view, ids, names) : oneByOne(view, ids, names);
}

function customNames({ native, settings }: View): readonly string[] {
  const fields = Object.keys(settings.options.custom).map((name) => fieldNamed(native, name));
  return fields.flatMap((field) => (field === undefined ? [] : [field.id, field.name]));
}

const isAbout = ({ items }: HistoryRow, names: readonly string[]): boolean =>
  items.some(({ field, fieldId }) => names.includes(field) || names.includes(fieldId ?? ''));

/** In answers about many issues it is a number: of seconds in Jira's own example, of milliseconds elsewhere. */
function timeOf({ created }: HistoryRow): Instant {
  const isSeconds = typeof created === 'number' && created < 100_000_000_000;
  return isSeconds ? created * SECOND : new Date(created).getTime();
}

const last = (histories: readonly HistoryRow[], names: readonly string[]): Instant | null =>
  histories
    .filter((history) => isAbout(history, names))
    .reduce<Instant | null>((latest, history) => Math.max(latest ?? 0, timeOf(history)), null);

/** Jira's maxima for one question. */
const ISSUES = 1000;
const FIELDS = 10;

interface Log {
  readonly issueId: string;
  readonly changeHistories: readonly HistoryRow[];
}

/** A field that was never changed has no entry here: null. */
async function inBulk(view: View, ids: readonly string[], names: readonly string[]): Promise<Times> {
  const times: Times = Object.fromEntries(ids.map((id) => [id, null]));
  for (const some of chunks(ids, ISSUES)) {
    let token: string | null = null;
    do {
      const response = await postChangelogs(view.api, some, names.slice(0, FIELDS), token);
      for (const { issueId, changeHistories } of listOf<Log>(response, 'issueChangeLogs')) {
        const found = last(changeHistories, names);
        if (found !== null) times[issueId] = Math.max(times[issueId] ?? 0, found);
      }
      token = (response.body as { readonly nextPageToken?: string }).nextPageToken ?? null;
    } while (token !== null);
  }
  return times;
}

/** Data Center tells the history with the issue; what was never changed is as old as the issue. */
async function oneByOne(view: View, ids: readonly string[], names: readonly string[]): Promise<Times> {
  const all = await atOnce(ids, async (id) => {
    const response = await getIssue(view.api, 'read-back', id, { expand: 'changelog', fields: 'created' });
    if (response.status === 404 || response.status === 403) return [id, null] as const;
    if (response.status !== 200) throw unexpected(response);
    const { fields, changelog } = response.body as IssueRow;
    return [id, last(changelog?.histories ?? [], names) ?? Date.parse(fields.created)] as const;
  });
  return Object.fromEntries(all);
}

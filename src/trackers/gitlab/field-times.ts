/** When a field last changed: GitLab keeps that for states and labels. */
import type { Instant } from '../../model/instant.ts';
import type { IssueField } from '../../model/issue.ts';
import type { Known } from '../../model/tracker.ts';
import type { Send } from '../../model/transport.ts';
import { atOnce } from '../at-once.ts';
import { listOf } from './answer.ts';
import { getEvents, PAGE, type Place } from './api.ts';
import { placeOf } from './convert.ts';
import { isPriority } from './labels.ts';
import type { View } from './native.ts';
import { isStatusOf } from './statuses.ts';

interface EventRow {
  readonly created_at: string;
  readonly label?: { readonly name: string } | null;
}

const KEPT: readonly IssueField[] = ['status', 'priority'];

/** Null where GitLab keeps no times of this field. One that never changed is as old as the issue. */
export async function fieldTimes(
  send: Send,
  view: View,
  { ids, field }: { readonly ids: readonly string[]; readonly field: IssueField },
  known: Known,
): Promise<Readonly<Record<string, Instant | null>>> {
  const found = await atOnce(ids, async (id) => {
    const place = placeOf(id, known, view);
    if (place === null || !KEPT.includes(field)) return [id, null] as const;
    const [created, times] = [known(id)?.createdAt, await timesOf(send, view, place, field)];
    const all = created === undefined ? times : [created, ...times];
    return [id, all.length === 0 ? null : Math.max(...all)] as const;
  });
  return Object.fromEntries(found);
}

async function timesOf(send: Send, { settings }: View, place: Place, field: IssueField): Promise<readonly Instant[]> {
  const { workflow } = settings;
  const isAbout = (label: string): boolean =>
    field === 'priority' ? isPriority(label, settings) : isStatusOf(workflow, label);
  const states = field === 'status' ? await eventsOf(send, place, 'resource_state_events') : [];
  const hasLabels = field === 'priority' || (field === 'status' && workflow !== null);
  const labels = hasLabels ? await eventsOf(send, place, 'resource_label_events') : [];
  const all = [...states, ...labels.filter(({ label }) => isAbout(label?.name ?? ''))];
  return all.map(({ created_at: at }) => Date.parse(at));
}

async function eventsOf(send: Send, place: Place, what: string): Promise<readonly EventRow[]> {
  const all: EventRow[] = [];
  for (let page = 1; ; page += 1) {
    const response = await getEvents(send, place, what, page);
    if (response.status === 404) return all;
    const rows = listOf<EventRow>(response);
    all.push(...rows);
    if (rows.length < PAGE) return all;
  }
}

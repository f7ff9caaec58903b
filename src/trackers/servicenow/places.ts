/** What can be chosen to have the tasks below it: open change requests (or other tasks), newest first, or groups by name. */
import type { TrackerProject } from '../../model/tracker.ts';
import type { Send } from '../../model/transport.ts';
import { getRows, PAGE, type Row } from './api.ts';
import type { ServiceNowSettings } from './params.ts';

type Wanted = Pick<ServiceNowSettings, 'table' | 'place'>;

/** Nobody looks through more; whoever misses one gives its number. */
const MOST = 200;
/** A page shrinks by what the account may not see: an empty one says nothing about the next. */
const PAGES = 3;

export async function listPlaces(send: Send, wanted: Wanted): Promise<readonly TrackerProject[]> {
  const found: Row[] = [];
  for (let page = 0; page < PAGES && found.length < MOST; page += 1) {
    const offset = page * PAGE;
    const { rows, total } = await getRows(send, { ...questionOf(wanted), offset });
    found.push(...rows.filter((row) => fits(row, wanted)));
    if (total <= offset + PAGE) break;
  }
  return found.slice(0, MOST).map((row) => choiceOf(row, wanted));
}

/** What is made for tasks is no place for others: all tasks of its table are left out where any task can be one. */
function questionOf({ table, place }: Wanted) {
  const others = place.table === 'task' ? `^sys_class_name!=${table}` : '';
  const order = place.title === null ? `ORDERBY${place.name}` : 'ORDERBYDESCsys_created_on';
  return {
    purpose: 'metadata',
    table: place.table,
    query: `active=true${others}^${order}^ORDERBYsys_id`,
    fields: ['sys_id', place.name, 'active', 'sys_class_name', ...(place.title === null ? [] : [place.title])],
  } as const;
}

/** A part of the question that was left out without a word shows in the rows. */
const fits = (row: Row, { table, place }: Wanted): boolean =>
  row['active'] === 'true' &&
  (row[place.name] ?? '') !== '' &&
  (place.table !== 'task' || row['sys_class_name'] !== table);

/** Groups may share a name: they are known by their sys_id. */
function choiceOf(row: Row, { place }: Wanted): TrackerProject {
  const name = row[place.name] ?? '';
  if (place.title === null) return { id: row['sys_id'] ?? name, name };
  return { id: name, name: `${name} ${row[place.title] ?? ''}`.trim() };
}

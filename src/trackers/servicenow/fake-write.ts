/** What a write does: columns that are unknown or guarded are dropped without a word, texts are cut, journals are kept apart. */
import type { Instant } from '../../model/instant.ts';
import {
  CLOSED,
  insert,
  tableNamed,
  timeText,
  type FakeAccount,
  type FakeRecord,
  type FakeTable,
  type FakeWorld,
} from './fake-world.ts';

export interface Writer {
  readonly world: FakeWorld;
  readonly account: FakeAccount;
  readonly now: Instant;
}

export type Given = Readonly<Record<string, unknown>>;

/** Why it is not written, in ServiceNow's words; null: it is. */
export type Refusal = string | null;

const LENGTHS: Readonly<Record<string, number>> = { short_description: 160, description: 4_000, correlation_id: 100 };
const JOURNALS = ['work_notes', 'comments'];
const OF_THE_SYSTEM = [
  'sys_id',
  'sys_class_name',
  'number',
  'sys_created_on',
  'sys_created_by',
  'sys_updated_on',
  'sys_updated_by',
];

export function create(writer: Writer, table: FakeTable, given: Given): FakeRecord {
  const { world, account, now } = writer;
  const at = timeText(now);
  const record = insert(world, table, {
    state: '1',
    priority: '4',
    sys_created_on: at,
    sys_created_by: account.name,
    sys_updated_on: at,
    sys_updated_by: account.name,
  });
  write(writer, table, record, given);
  return record;
}

/** Why this may not be written. */
export function refusal({ world }: Writer, record: FakeRecord | null, given: Given): Refusal {
  const state = given['state'];
  const closes = typeof state === 'string' && CLOSED.includes(state) && record?.values.get('state') !== state;
  const missing = [...world.closingNeeds].filter((column) => !given[column] && !record?.values.get(column));
  return closes && missing.length > 0
    ? `Data Policy Exception: The following fields are mandatory: ${missing.join(', ')}`
    : null;
}

export function write(writer: Writer, table: FakeTable, record: FakeRecord, given: Given): void {
  const { account, now } = writer;
  const stuck = record.values.get('state');
  for (const [column, value] of Object.entries(given)) {
    if (isDropped(account, table, column)) continue;
    const text = typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);
    if (JOURNALS.includes(column)) say(writer, table, record, { column, text });
    else record.values.set(column, text.slice(0, LENGTHS[column] ?? 4_000));
  }
  if (record.isStuck && stuck !== undefined) record.values.set('state', stuck);
  compute(table, record);
  record.values.set('sys_updated_on', timeText(now));
  record.values.set('sys_updated_by', account.name);
}

function compute({ name }: FakeTable, record: FakeRecord): void {
  if (name === 'incident') record.values.set('priority', priorityOf(record));
  record.values.set('active', String(!CLOSED.includes(record.values.get('state') ?? '')));
}

/** Incidents compute it, whatever is written. */
const priorityOf = ({ values }: FakeRecord): string =>
  String(Math.max(1, Number(values.get('impact') ?? 2) + Number(values.get('urgency') ?? 3) - 1));

const isDropped = ({ role }: FakeAccount, { columns, guarded }: FakeTable, column: string): boolean =>
  !columns.has(column) || OF_THE_SYSTEM.includes(column) || (guarded.has(column) && role !== 'admin');

function say(
  { world, account, now }: Writer,
  table: FakeTable,
  record: FakeRecord,
  { column, text }: { readonly column: string; readonly text: string },
): void {
  if (text === '') return;
  insert(world, tableNamed(world, 'sys_journal_field'), {
    element_id: record.id,
    element: column,
    name: table.name,
    value: text,
    sys_created_on: timeText(now),
    sys_created_by: account.name,
  });
}

/** What the fake ServiceNow remembers: tables of records, whose every value is a text. */
import type { Instant } from '../../model/instant.ts';

export type Values = Map<string, string>;

export interface FakeRecord {
  readonly id: string;
  readonly values: Values;
  /** Rules of the instance put its state back whatever is written. */
  isStuck: boolean;
  /** Only administrators see it. */
  isHidden: boolean;
}

export interface FakeTable {
  readonly name: string;
  /** Columns that there are; anything else is dropped when written and left out when read. */
  readonly columns: Set<string>;
  /** Columns that only administrators write. */
  readonly guarded: Set<string>;
  readonly records: Map<string, FakeRecord>;
  /** Of numbers: `CTASK`. */
  readonly prefix: string;
}

export interface FakeAccount {
  readonly name: string;
  readonly password: string;
  readonly key: string;
  readonly email: string;
  /** `itil` reads and writes tasks, `nobody` nothing. */
  role: 'admin' | 'itil' | 'reader' | 'nobody';
}

export interface FakeWorld {
  readonly tables: Map<string, FakeTable>;
  readonly accounts: FakeAccount[];
  /** A developer instance that sleeps answers everything with a web page. */
  isAsleep: boolean;
  /** Tables that anybody may read. */
  readonly publicTables: Set<string>;
  /** Tables that an access rule reserves for administrators. */
  readonly closedTables: Set<string>;
  /** Columns that a closing state needs. */
  readonly closingNeeds: Set<string>;
  /** How many requests of a batch are served before its time is over. */
  batchServes: number;
  /** How the Batch API turns everybody away: its access rules (403) and inbound profiles (401) are its own. Null: it does not. */
  refusesBatches: 401 | 403 | null;
  nextNumber: number;
}

const OF_TASKS = [
  'sys_id',
  'sys_class_name',
  'number',
  'active',
  'short_description',
  'description',
  'state',
  'priority',
  'urgency',
  'parent',
  'assignment_group',
  'correlation_id',
  'correlation_display',
  'close_code',
  'close_notes',
  'work_notes',
  'comments',
  'sys_created_on',
  'sys_created_by',
  'sys_updated_on',
  'sys_updated_by',
];

const table = (name: string, prefix: string, columns: readonly string[]): [string, FakeTable] => [
  name,
  { name, prefix, columns: new Set(columns), guarded: new Set(), records: new Map() },
];

const STATES = [
  '-5 Pending',
  '1 Open',
  '2 Work in Progress',
  '3 Closed Complete',
  '4 Closed Incomplete',
  '7 Closed Skipped',
];
const URGENCIES = ['1 - High', '2 - Medium', '3 - Low'];
const PRIORITIES = ['1 - Critical', '2 - High', '3 - Moderate', '4 - Low', '5 - Planning'];

/** Closed states of tasks, by value. */
export const CLOSED = ['3', '4', '7'];

export function emptyWorld(): FakeWorld {
  const tables = new Map([
    table('change_task', 'CTASK', [...OF_TASKS, 'change_request']),
    table('incident', 'INC', [...OF_TASKS, 'impact']),
    table('change_request', 'CHG', OF_TASKS),
    table('task', 'TASK', OF_TASKS),
    table('sys_user', '', ['sys_id', 'user_name', 'email']),
    table('sys_user_group', '', ['sys_id', 'name', 'active']),
    table('sys_choice', '', ['sys_id', 'name', 'element', 'label', 'value', 'language', 'inactive', 'sequence']),
    table('sys_journal_field', '', [
      'sys_id',
      'element_id',
      'element',
      'name',
      'value',
      'sys_created_on',
      'sys_created_by',
    ]),
  ]);
  const world: FakeWorld = {
    tables,
    accounts: [],
    isAsleep: false,
    publicTables: new Set(),
    closedTables: new Set(),
    closingNeeds: new Set(),
    batchServes: Infinity,
    refusesBatches: null,
    nextNumber: 1,
  };
  addChoices(world);
  return world;
}

function addChoices(world: FakeWorld): void {
  STATES.forEach((state, index) => {
    const [value = '', ...label] = state.split(' ');
    addChoice(world, 'state', { value, label: label.join(' '), index });
  });
  for (const [element, labels] of [
    ['priority', PRIORITIES],
    ['urgency', URGENCIES],
  ] as const)
    labels.forEach((label, index) => addChoice(world, element, { value: label.slice(0, 1), label, index }));
}

/** All tables of tasks have the choices of `task`. */
function addChoice(
  world: FakeWorld,
  element: string,
  { value, label, index }: { readonly value: string; readonly label: string; readonly index: number },
): void {
  const fields = { name: 'task', element, value, label, language: 'en', inactive: 'false', sequence: String(index) };
  insert(world, tableNamed(world, 'sys_choice'), fields);
}

/** `task` shows the records of all tables that extend it. */
export const recordsOf = ({ tables }: FakeWorld, { name, records }: FakeTable): readonly FakeRecord[] =>
  name === 'task'
    ? [...tables.values()].filter(({ prefix }) => prefix !== '').flatMap((one) => [...one.records.values()])
    : [...records.values()];

export function tableNamed({ tables }: FakeWorld, name: string): FakeTable {
  const found = tables.get(name);
  if (found === undefined) throw new Error(`the fake has no table ${name}`);
  return found;
}

/** A new record with an id and, where the table has them, a number. */
export function insert(world: FakeWorld, into: FakeTable, values: Readonly<Record<string, string>>): FakeRecord {
  const number = world.nextNumber;
  world.nextNumber += 1;
  const id = number.toString(16).padStart(32, '0');
  const own = {
    sys_id: id,
    sys_class_name: into.name,
    active: 'true',
    ...(into.prefix === '' ? {} : { number: `${into.prefix}${String(number).padStart(7, '0')}` }),
  };
  const record = { id, values: new Map(Object.entries({ ...own, ...values })), isStuck: false, isHidden: false };
  into.records.set(id, record);
  return record;
}

/** `2026-11-23 17:00:00`: UTC, whole seconds, no zone. */
export const timeText = (at: Instant): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ');

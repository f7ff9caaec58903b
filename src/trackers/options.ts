/** The parameters under their wire names → what they mean to the engine. */
import type { Policy, ScopeOptions, SyncOptions } from '../model/options.ts';
import { isAttribute, macrosIn } from '../model/macros.ts';
import type { ParamField, ParamValues } from '../model/params.ts';
import type { Meaning, Verification } from '../model/task.ts';
import { Params, wrong } from './read-params.ts';

const POLICIES: Readonly<Record<string, Policy>> = {
  issue_tracker: 'issue',
  sde: 'task',
  timestamp: 'timestamp',
  ask: 'ask',
};

const MEANINGS: readonly Meaning[] = ['TODO', 'DONE', 'NA'];
const VERIFICATIONS: readonly Verification[] = ['none', 'partial', 'pass', 'fail'];
const AROUND = ['business_unit', 'application', 'project', 'context'];
const TITLE_MACROS = [...AROUND, 'task_id', 'title'];
const USER_MACROS = ['alm_user', 'issue_tracker_user'];
const FIELD_MACROS = [
  ...AROUND,
  ...USER_MACROS,
  'id',
  'task_id',
  'task_title',
  'task_url',
  'task_content',
  'task_richcontent',
];

/** Throws `TrackerError('settings')` naming the parameter when a value makes no sense. Missing values mean the defaults. */
export function syncOptions(fields: readonly ParamField[], values: ParamValues): SyncOptions {
  const params = new Params(fields, values);
  refuseUnsupported(fields, params);
  return {
    policy: POLICIES[params.choice('conflict_policy', Object.keys(POLICIES))] ?? 'issue',
    statusSync: params.choice('status_sync', ['two_way', 'authoritative', 'off']),
    statusMap: params.map('issue_tracker_status_map') ?? {},
    targets: params.map('sde_status_map') ?? {},
    closedStatus: params.text('issue_tracker_closed_status') || null,
    priorities: prioritiesOf(params),
    titleFormat: titleFormatOf(params),
    context: params.text('issue_tracker_context'),
    user: userOf(params),
    custom: templatesOf(params, 'issue_tracker_custom_fields'),
    lookup: templatesOf(params, 'issue_tracker_custom_lookup_fields'),
    howTos: params.flag('how_tos_in_scope'),
    parent: params.text('issue_tracker_parent_issue') || null,
    label: params.text('issue_tracker_issue_label') || null,
    tagsFromTracker: params.flag('tags_from_tracker'),
    comments: params.flag('sync_comments'),
    assignees: params.flag('sync_assignees'),
    scope: scopeOf(params),
    outOfScope: params.choice('out_of_scope_action', ['leave', 'close']),
    missing: params.choice('missing_issue_action', ['report', 'recreate', 'detach']),
    allowPublicBodies: params.flag('allow_public_bodies'),
  };
}

function refuseUnsupported(fields: readonly ParamField[], params: Params): void {
  for (const { name, unsupported, default: usual } of fields) {
    const value = params.value(name);
    if (unsupported !== undefined && value !== '' && value !== usual) throw wrong(name, unsupported);
  }
}

function scopeOf(params: Params): ScopeOptions {
  return {
    phases: someOf(params, 'issue_tracker_phases'),
    minPriority: minPriorityOf(params),
    tags: params.list('sde_tags_filter'),
    verification: someOf(params, 'sde_verification_filter', VERIFICATIONS),
    meaningsToCreate: someOf(params, 'sde_statuses_in_scope', MEANINGS),
    selected: selectedOf(params),
    riskPolicyOnly: params.choice('sde_sync_scope', ['all', 'risk_policy']) === 'risk_policy',
  };
}

/** At least one value, all of them known ones. */
function someOf<T extends string>(params: Params, name: string, known?: readonly T[]): readonly T[] {
  const values = params.list(name);
  if (values.length === 0) throw wrong(name, 'Choose at least one: with none of them no task would be synchronized.');
  const odd = values.find((value) => known !== undefined && !known.some((one) => one === value));
  if (odd !== undefined) throw wrong(name, `"${odd}" is not a valid choice: use ${(known ?? []).join(', ')}.`);
  return values as readonly T[];
}

function minPriorityOf(params: Params): number {
  const priority = Number(params.text('sde_min_priority'));
  if (!Number.isInteger(priority) || priority < 1 || priority > 10) {
    throw wrong('sde_min_priority', 'The minimum priority is a number from 1 to 10.');
  }
  return priority;
}

function selectedOf(params: Params): readonly string[] {
  const ids = params.list('selected_tasks');
  const odd = ids.find((id) => !/^[^\d\s]\S*$/.test(id));
  if (odd !== undefined) throw wrong('selected_tasks', `"${odd}" is no task id: they look like T21.`);
  return ids;
}

/** `{"9-10": "Urgent", "1": "Low"}` → one entry per priority. Every one of 1..10 exactly once. */
function prioritiesOf(params: Params): Readonly<Record<string, string>> | null {
  const name = 'issue_tracker_priority_map';
  const map = params.map(name);
  if (map === null) return null;
  const all: Record<string, string> = {};
  for (const [key, value] of Object.entries(map)) {
    for (const priority of rangeOf(key, name)) {
      if (all[priority] !== undefined) throw wrong(name, `Priority ${priority} is mapped twice.`);
      all[priority] = value;
    }
  }
  const missing = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].filter((priority) => all[priority] === undefined);
  if (missing.length > 0) throw wrong(name, `These priorities are not mapped: ${missing.join(', ')}.`);
  return all;
}

function rangeOf(key: string, param: string): readonly number[] {
  const [, from = '', to = from] = /^\s*(\d+)\s*(?:-\s*(\d+)\s*)?$/.exec(key) ?? [];
  const [low, high] = [Number(from), Number(to)];
  if (low < 1 || high > 10 || low > high || (key.includes('-') && low === high)) {
    throw wrong(param, `"${key}" is no priority: write one from 1 to 10, or a range like 7-10.`);
  }
  return Array.from({ length: high - low + 1 }, (_, index) => low + index);
}

function titleFormatOf(params: Params): string {
  const name = 'issue_tracker_title_format';
  const format = params.text(name);
  const macros = macrosIn(format);
  refuseUnknown(name, macros, TITLE_MACROS);
  const missing = ['task_id', 'title'].find((macro) => macros.filter((one) => one === macro).length !== 1);
  if (missing !== undefined) throw wrong(name, `The title format must contain $${missing} exactly once.`);
  needContext(name, macros, params);
  return format;
}

/** Custom field → value with macros. */
function templatesOf(params: Params, name: string): Readonly<Record<string, string>> {
  const custom = params.map(name) ?? {};
  const macros = Object.values(custom).flatMap(macrosIn);
  refuseUnknown(
    name,
    macros.filter((macro) => !isAttribute(macro)),
    FIELD_MACROS,
  );
  needContext(name, macros, params);
  const user = macros.find((macro) => USER_MACROS.includes(macro));
  if (user !== undefined && userOf(params) === null)
    throw wrong(name, `Missing value for $${user}: there is a user name with the authentication mode "basic" only.`);
  return custom;
}

const userOf = (params: Params): string | null =>
  params.text('issue_tracker_auth_mode') === 'basic' ? params.text('issue_tracker_user') || null : null;

function refuseUnknown(param: string, macros: readonly string[], known: readonly string[]): void {
  const odd = macros.find((macro) => !known.includes(macro));
  if (odd === undefined) return;
  throw wrong(param, `$${odd} is not known here: use ${known.map((macro) => `$${macro}`).join(', ')}.`);
}

function needContext(param: string, macros: readonly string[], params: Params): void {
  if (!macros.includes('context') || params.text('issue_tracker_context') !== '') return;
  throw wrong('issue_tracker_context', `Missing: ${param} contains $context.`);
}

/** Where a task and its issue meet, field by field: what the merge has to judge. */
import type { Instant } from '../model/instant.ts';
import type { Issue, IssueField, IssueFields } from '../model/issue.ts';
import { canonical, fingerprint } from '../model/json.ts';
import { isAttribute, macrosIn } from '../model/macros.ts';
import type { SyncOptions } from '../model/options.ts';
import type { Surroundings } from '../model/sides.ts';
import { rawOf, type Agreed, type Base } from '../model/link.ts';
import type { Task } from '../model/task.ts';
import type { Rules } from '../model/wish.ts';
import type { Capabilities } from '../model/tracker.ts';
import { compose, filled, textOf, type Composition } from './compose.ts';
import type { Meeting } from './merge.ts';
import { richOf } from './render.ts';
import { statusesAgree } from './status.ts';

/** Everything pure that a plan needs beside the world; made once per plan. */
export interface Setting extends Composition {
  /** What the tracker would give back for composed fields. */
  readonly normalize: (fields: IssueFields) => IssueFields;
  /** Fingerprints of the parameters that map each field. */
  readonly mappings: Readonly<Record<IssueField, string>>;
  /** Of the tracker's lists: a refused item is tried again when they change. */
  readonly metadata: string;
  readonly can: Pick<Capabilities, 'labels' | 'assignees' | 'indexLag'>;
  /** E-mail addresses: of accounts in the tracker, and of people here. */
  readonly assignable: readonly string[];
  readonly people: readonly string[];
  /** Instants closer than this (milliseconds) cannot be told apart. */
  readonly tolerance: number;
  readonly now: Instant;
  /** Per field, the side that wins every conflict of it. */
  readonly rules: Rules;
}

const WITH_HOW_TOS = 'how-tos';

/** Fingerprints of the mapping parameters per field. How we render the body is no parameter: only what belongs to it is. */
export const mappingsOf = ({
  options,
  surroundings,
}: Pick<Composition, 'options' | 'surroundings'>): Record<IssueField, string> => ({
  title: fingerprint([options.titleFormat, options.context, namesOf(surroundings)]),
  body: options.howTos ? WITH_HOW_TOS : '',
  priority: fingerprint(options.priorities),
  status: fingerprint([options.statusMap, options.targets]),
  parent: '',
  custom: fingerprint([
    options.custom,
    options.context,
    options.user,
    namesOf(surroundings),
    usedBy(options, surroundings),
  ]),
  labels: fingerprint(options.label),
  assignee: '',
});

const namesOf = ({ attributes: _attributes, ...names }: Surroundings): Omit<Surroundings, 'attributes'> => names;

/** An attribute that no field names changes nothing. */
const usedBy = ({ custom }: SyncOptions, { attributes }: Surroundings): unknown =>
  Object.values(custom)
    .flatMap(macrosIn)
    .filter(isAttribute)
    .map((macro) => attributes[macro] ?? null);

export interface FieldMeeting {
  readonly field: IssueField;
  readonly meeting: Meeting;
  /** Why the issue's status is not the task's although nobody chose that: it waits to be written. Null for all else. */
  readonly waits: 'closed by us' | 'not taken' | null;
  /** The issue's fields as the task wants them, normalised. */
  readonly wanted: IssueFields;
}

interface Both {
  readonly task: Task;
  readonly issue: Issue;
}

export const wantedOf = (task: Task, setting: Setting): IssueFields => setting.normalize(composed(task, setting));

/** Everything but the text, which is taken to be as it is in the issue. */
export const wantedBesideText = ({ task, issue }: Both, setting: Setting): IssueFields => ({
  ...setting.normalize({ ...composed(task, setting), body: null }),
  body: issue.fields.body,
});

const composed = (task: Task, setting: Setting): IssueFields => ({
  ...compose(task, { ...setting, rich: richOf(setting) }),
  assignee: assigneeOf(task, setting),
});

/** On both sides as it was agreed, under the same parameters. */
export function isTextSettled({ task, issue }: Both, { body }: Base, { options, mappings }: Setting): boolean {
  const isMapped = body?.mapping === mappings.body;
  return isMapped && body.issue === rawOf(issue.fields, 'body') && body.task === textOf(task, options.howTos);
}

/** Of several the first who has an account in the tracker. */
const assigneeOf = ({ assignees }: Task, setting: Setting): string | null =>
  movesPeople(setting) ? (assignees.find((email) => setting.assignable.includes(email)) ?? null) : null;

const movesPeople = ({ can, options }: Setting): boolean => can.assignees && options.assignees;

/** The task's raw values, as the base remembers them. */
const taskRaw = (task: Task, wanted: IssueFields, setting: Setting): Readonly<Record<IssueField, string>> => ({
  title: task.title,
  body: textOf(task, setting.options.howTos),
  priority: String(task.priority),
  status: task.status,
  parent: setting.options.parent ?? '',
  custom: canonical(filled(setting.options.custom, task, setting)),
  labels: rawOf(wanted, 'labels'),
  assignee: task.assignees.join(),
});

/** A field that the parameters leave alone is nobody's business. */
const isManaged: Readonly<Record<IssueField, (wanted: IssueFields, setting: Setting, task: Task) => boolean>> = {
  title: () => true,
  body: (_, setting) => !setting.titlesOnly,
  priority: (wanted) => wanted.priority !== null,
  status: (_, setting) => setting.options.statusSync !== 'off',
  parent: (wanted) => wanted.parent !== null,
  custom: (wanted) => Object.keys(wanted.custom).length > 0,
  labels: (_, setting) => setting.can.labels,
  // Where nobody of a task's people has an account in the tracker, there is nothing to say.
  assignee: (wanted, setting, { assignees }) =>
    movesPeople(setting) && (wanted.assignee !== null || assignees.length === 0),
};

/** In the order in which a plan shows them. Labels are merged by `labels.ts`. */
const MERGED = ['title', 'body', 'priority', 'status', 'parent', 'custom', 'assignee'] as const;
const FIELDS = [...MERGED, 'labels'] as const satisfies readonly IssueField[];

/** What was agreed when a new issue is created as `fields`. An unmanaged field is not agreed, so not remembered. */
export function baseOf(task: Task, fields: IssueFields, setting: Setting): Base {
  const raw = taskRaw(task, fields, setting);
  const managed = FIELDS.filter((field) => isManaged[field](fields, setting, task));
  return Object.fromEntries(
    managed.map((field): [IssueField, Agreed] => [
      field,
      { task: raw[field], issue: rawOf(fields, field), mapping: setting.mappings[field] },
    ]),
  );
}

/** What counts as taken although it is not the same. */
const TOLERANT: Partial<Readonly<Record<IssueField, (said: string, there: IssueFields) => boolean>>> = {
  status: (said) => said === '',
  labels: (said, { labels }) => (JSON.parse(said) as readonly string[]).every((label) => labels.includes(label)),
  // Nobody insists: a tracker that assigns by its own rules is a person's edit.
  assignee: () => true,
};

/**
 * What was agreed by a create, now that the new issue is seen: what it really says. A status or priority that the tracker
 * did not take is not agreed: an empty task value makes the next plan see it as still to be written, never as a change
 * made by a person.
 */
export function takenOf(base: Base, issue: Issue): Base {
  const taken = Object.entries(base).map(([name, agreed]): [string, Agreed] => {
    const field = name as IssueField;
    const there = rawOf(issue.fields, field);
    const isText = field === 'title' || field === 'body';
    const took = isText || there === agreed.issue || TOLERANT[field]?.(agreed.issue, issue.fields) === true;
    return [field, { ...agreed, task: took ? agreed.task : '', issue: there }];
  });
  return Object.fromEntries(taken);
}

/** `base` with the status made "changed on the task's side": the issue we closed must get the task's status again. */
const reopened = (base: Base): Base => (base.status ? { ...base, status: { ...base.status, task: '' } } : base);

/** `base` as it would be had the body always held what it holds now: switching how-tos on or off is no edit of the task. */
function rebased(base: Base, task: Task, setting: Setting): Base {
  const { body } = base;
  const [before, now] = [body?.mapping, setting.mappings.body];
  if (!body || before === now || body.task !== textOf(task, before === WITH_HOW_TOS)) return base;
  return { ...base, body: { ...body, task: textOf(task, now === WITH_HOW_TOS) } };
}

/** Every managed field of a pair, ready to be judged. */
export function meetFields(
  { task, issue }: Both,
  wanted: IssueFields,
  memory: { readonly base: Base; readonly closedByUs: boolean },
  setting: Setting,
): readonly FieldMeeting[] {
  const raw = taskRaw(task, wanted, setting);
  const remembered = rebased(memory.base, task, setting);
  const base = memory.closedByUs ? reopened(remembered) : remembered;
  const waiting = base.status?.task === '' ? (memory.closedByUs ? 'closed by us' : 'not taken') : null;
  const meet = (field: IssueField): FieldMeeting => {
    const now: Agreed = { task: raw[field], issue: rawOf(issue.fields, field), mapping: setting.mappings[field] };
    return {
      field,
      wanted,
      waits: field === 'status' ? waiting : null,
      meeting: { now, base: base[field], ...agreement(field, now, base[field], rawOf(wanted, field)) },
    };
  };

  const agreement = (
    field: IssueField,
    now: Agreed,
    was: Agreed | undefined,
    wish: string,
  ): Pick<Meeting, 'flow' | 'agrees' | 'baseHolds'> => {
    if (field === 'assignee') {
      const agree = (pair: Agreed): boolean => pair.task === pair.issue || pair.task.split(',').includes(pair.issue);
      return { flow: 'two-way', agrees: agree(now), baseHolds: was !== undefined && agree(was) };
    }
    if (field !== 'status') return { flow: 'to issue', agrees: wish === now.issue, baseHolds: wish === was?.issue };
    const agree = (pair: Agreed): boolean => statusesAgree(pair.issue, pair.task, setting.options, setting.statuses);
    return { flow: 'two-way', agrees: agree(now), baseHolds: was !== undefined && agree(was) };
  };

  return MERGED.filter((field) => isManaged[field](wanted, setting, task)).map(meet);
}

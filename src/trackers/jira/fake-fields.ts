/** How the fake shows fields: what they are, and their values. */
import type { Json } from '../../model/json.ts';
import { isObject, listOf, textOf, type Call } from './fake-call.ts';
import { toPlain } from './fake-document.ts';
import { accountJson, issueTypeJson, linkedIssueJson, namedJson, projectJson } from './fake-json.ts';
import {
  fieldsOf,
  type FakeField,
  type FakeIssue,
  type FakeIssueType,
  type FakeOption,
  type FakeProject,
} from './fake-world.ts';

const CUSTOM = 'com.atlassian.jira.plugin.system.customfieldtypes:';
const AGILE = 'com.pyxis.greenhopper.jira:';

/** Kinds → what the values are; of arrays, the entries. */
const TYPES: Readonly<Record<string, readonly [type: string, items?: string]>> = {
  priority: ['priority'],
  resolution: ['resolution'],
  assignee: ['user'],
  userpicker: ['user'],
  multiuserpicker: ['array', 'user'],
  parent: ['issuelink'],
  labels: ['array', 'string'],
  components: ['array', 'component'],
  versions: ['array', 'version'],
  float: ['number'],
  datepicker: ['date'],
  datetime: ['datetime'],
  select: ['option'],
  radiobuttons: ['option'],
  multiselect: ['array', 'option'],
  multicheckboxes: ['array', 'option'],
  cascadingselect: ['option-with-child'],
  'gh-epic-link': ['any'],
};

export const isCustom = ({ id }: FakeField): boolean => id.startsWith('customfield_');

export function schemaOf(field: FakeField): Json {
  const { id, kind } = field;
  const [type, items] = TYPES[kind] ?? ['string'];
  return {
    type,
    ...(items === undefined ? {} : { items }),
    ...(isCustom(field)
      ? { custom: `${kind.startsWith('gh-') ? AGILE : CUSTOM}${kind}`, customId: Number(id.slice(12)) }
      : { system: id }),
  };
}

const isList = ({ kind }: FakeField): boolean => TYPES[kind]?.[0] === 'array';

/** One field of a screen. */
export function fieldMetaJson(call: Call, field: FakeField): Json {
  const allowedValues = allowedIn(call, field);
  return {
    required: field.required,
    schema: schemaOf(field),
    name: field.name,
    key: field.id,
    hasDefaultValue: field.default !== null,
    operations: isList(field) ? ['add', 'set', 'remove'] : ['set'],
    ...(field.default === null ? {} : { defaultValue: showValue(call, field, field.default) }),
    ...(allowedValues === null ? {} : { allowedValues }),
  };
}

function allowedIn(call: Call, field: FakeField): readonly Json[] | null {
  const { priorities, resolutions } = call.world;
  if (field.kind === 'priority') return priorities.map((one) => namedJson(call, 'priority', one));
  if (field.kind === 'resolution') return resolutions.map((one) => namedJson(call, 'resolution', one));
  return field.options.length === 0 ? null : field.options.map((option) => optionJson(call, field, option, true));
}

function optionJson({ self }: Call, { kind }: FakeField, { id, value, children }: FakeOption, deep = false): Json {
  if (kind === 'components') return { self: `${self}/component/${id}`, id, name: value };
  if (kind === 'versions') return { self: `${self}/version/${id}`, id, name: value, archived: false, released: false };
  const below = children.map((child) => ({
    self: `${self}/customFieldOption/${child.id}`,
    id: child.id,
    value: child.value,
  }));
  return {
    self: `${self}/customFieldOption/${id}`,
    id,
    value,
    ...(deep && below.length > 0 ? { children: below } : {}),
  };
}

/** The fields that every issue has and nobody sets on a screen. */
const FIXED = ['issuetype', 'project'] as const;

export const createFieldsJson = (call: Call, project: FakeProject, type: FakeIssueType): readonly Json[] => [
  ...FIXED.map((id) => ({
    required: true,
    schema: { type: id, system: id },
    name: id === 'project' ? 'Project' : 'Issue Type',
    key: id,
    fieldId: id,
    hasDefaultValue: false,
    operations: id === 'project' ? ['set'] : [],
    allowedValues: [id === 'project' ? projectJson(call, project) : issueTypeJson(call, type)],
  })),
  ...fieldsOf(call.world, project, type).map((field) => ({
    ...(fieldMetaJson(call, field) as Record<string, Json>),
    fieldId: field.id,
  })),
];

/** As issues show it. */
export function showValue(call: Call, field: FakeField, value: Json): Json {
  const empty = field.kind === 'labels' && !isCustom(field) ? [] : null;
  if (value === null) return field.kind === 'components' || field.kind === 'versions' ? [] : empty;
  return (SHOWN[field.kind] ?? ((_call, _field, one) => one))(call, field, value);
}

type Show = (call: Call, field: FakeField, value: Json) => Json;

const text: Show = ({ cloud, rich }, _field, value) => (cloud && !rich ? toPlain(value) : value);

const option: Show = (call, field, value) => {
  const id = isObject(value) ? value['id'] : null;
  const found = field.options.find((one) => one.id === id);
  const child = isObject(value) && isObject(value['child']) ? value['child']['id'] : null;
  const below = found?.children.find((one) => one.id === child);
  if (found === undefined) return null;
  const shown = optionJson(call, field, found) as Record<string, Json>;
  return below === undefined ? shown : { ...shown, child: optionJson(call, field, below) };
};

const account: Show = (call, _field, value) => {
  const found = call.world.accounts.find(({ accountId }) => accountId === value);
  return found === undefined ? null : accountJson(call, found);
};

const issue =
  (show: (call: Call, found: FakeIssue) => Json): Show =>
  (call, _field, value) => {
    const found = call.world.issues.get(textOf(value));
    return found === undefined ? null : show(call, found);
  };

const each =
  (show: Show): Show =>
  (call, field, value) =>
    listOf(value).map((one) => show(call, field, one as Json));

const among =
  (what: 'priority' | 'resolution'): Show =>
  (call, _field, value) => {
    const all = what === 'priority' ? call.world.priorities : call.world.resolutions;
    const found = all.find(({ id }) => id === value);
    return found === undefined ? null : namedJson(call, what, found);
  };

const SHOWN: Readonly<Record<string, Show>> = {
  description: text,
  textarea: text,
  priority: among('priority'),
  resolution: among('resolution'),
  assignee: account,
  userpicker: account,
  multiuserpicker: each(account),
  parent: issue(linkedIssueJson),
  'gh-epic-link': issue((_call, { key }) => key),
  select: option,
  radiobuttons: option,
  cascadingselect: option,
  multiselect: each(option),
  multicheckboxes: each(option),
  components: each(option),
  versions: each(option),
};

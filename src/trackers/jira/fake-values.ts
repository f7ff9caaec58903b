/** What the fake's fields take and keep, by kind. Complaints are in Jira's words. */
import type { Json } from '../../model/json.ts';
import { may } from './fake-accounts.ts';
import { isObject, seenIssue, textOf, type Call } from './fake-call.ts';
import { fromPlain, takeDocument, TEXT_LIMIT } from './fake-document.ts';
import type { FakeAccount, FakeField, FakeIssueType, FakeNamed, FakeOption, FakeProject } from './fake-world.ts';

/** Where a value is going. */
export interface Taking {
  readonly call: Call;
  readonly field: FakeField;
  readonly project: FakeProject;
  readonly type: FakeIssueType;
}

/** Why a value is not taken. */
export class Invalid extends Error {}

type Take = (value: unknown, taking: Taking) => Json;

const string: Take = (value) => {
  if (typeof value !== 'string') throw new Invalid('Operation value must be a string');
  return value;
};

const summary: Take = (value, taking) => {
  const text = string(value, taking) as string;
  if (text.trim() === '') throw new Invalid('You must specify a summary of the issue.');
  if (/[\r\n]/.test(text)) throw new Invalid('The summary is invalid because it contains newline characters.');
  if (text.length > 255) throw new Invalid("Summary can't exceed 255 characters.");
  return text.trim();
};

const line: Take = (value, taking) => {
  const text = string(value, taking) as string;
  if (text.length > 255)
    throw new Invalid('The entered text is too long. It exceeds the allowed limit of 255 characters.');
  return text;
};

const TOO_LONG = 'The entered text is too long. It exceeds the allowed limit of 32,767 characters.';

/** Documents where the interface speaks in documents; Cloud makes documents of markup. */
const takeText: Take = (value, { call }) => {
  if (call.rich) {
    const taken = takeDocument(value);
    if (typeof taken === 'string') throw new Invalid(taken);
    return taken.document;
  }
  if (typeof value !== 'string') throw new Invalid('Operation value must be a string');
  if (value.length > TEXT_LIMIT) throw new Invalid(TOO_LONG);
  return call.cloud ? fromPlain(value) : value;
};

const number: Take = (value) => {
  if (typeof value !== 'number') throw new Invalid('Operation value must be a number');
  return value;
};

const matching =
  (pattern: RegExp, words: string): Take =>
  (value) => {
    const text = textOf(value);
    if (!pattern.test(text) || Number.isNaN(Date.parse(text))) throw new Invalid(words);
    return text;
  };

const label: Take = (value) => {
  const text = textOf(value);
  if (/\s/.test(text)) throw new Invalid(`The label '${text}' contains spaces which is invalid.`);
  if (text.length > 255) throw new Invalid(`The label '${text}' is too long, the maximum length is 255 characters.`);
  return text;
};

/** By id or by name, whichever is given. */
function named<T extends FakeNamed>(all: readonly T[], value: unknown, what: string): T {
  if (!isObject(value)) throw new Invalid("Could not find valid 'id' or 'name' in the value.");
  const { id, name } = value;
  const found = all.find((one) => (id === undefined ? one.name === name : one.id === textOf(id)));
  if (found !== undefined) return found;
  throw new Invalid(
    id === undefined ? `${what} name '${textOf(name)}' is not valid` : `${what} with id '${textOf(id)}' is not valid`,
  );
}

function optionIn(options: readonly FakeOption[], value: unknown): FakeOption {
  if (!isObject(value)) throw new Invalid("Could not find valid 'id' or 'value' in the value.");
  const { id, value: wanted } = value;
  const found = options.find((option) => (id === undefined ? option.value === wanted : option.id === textOf(id)));
  if (found === undefined)
    throw new Invalid(`Option ${id === undefined ? 'value' : 'id'} '${textOf(id ?? wanted)}' is not valid`);
  return found;
}

const option: Take = (value, { field }) => ({ id: optionIn(field.options, value).id });

const cascade: Take = (value, { field }) => {
  const { id, children } = optionIn(field.options, value);
  const child = isObject(value) ? value['child'] : undefined;
  return { id, ...(child === undefined || child === null ? {} : { child: { id: optionIn(children, child).id } }) };
};

function accountIn({ world, cloud }: Call, value: unknown): FakeAccount {
  if (!isObject(value)) throw new Invalid('data was not an object');
  const name = textOf(cloud ? (value['accountId'] ?? value['id']) : value['name']);
  const account = world.accounts.find((one) => one.active && name === (cloud ? one.accountId : one.name));
  if (account === undefined) throw new Invalid(`User '${name}' does not exist.`);
  return account;
}

const user: Take = (value, { call }) => accountIn(call, value).accountId;

const assignee: Take = (value, { call, project }) => {
  const account = accountIn(call, value);
  if (!may(account, 'ASSIGNABLE_USER', project)) throw new Invalid(`User '${account.name}' cannot be assigned issues.`);
  return account.accountId;
};

/** One level above it, and for sub-tasks in the same project. */
const parent: Take = (value, { call, project, type }) => {
  const found = isObject(value) ? seenIssue(call, textOf(value['id'] ?? value['key'])) : undefined;
  if (found === undefined) throw new Invalid('Could not find issue by id or key.');
  if (found.type.level !== type.level + 1 || (type.level === -1 && found.project !== project)) {
    throw new Invalid('Given parent issue does not belong to appropriate hierarchy.');
  }
  return found.id;
};

const epicLink: Take = (value, { call }) => {
  const found = seenIssue(call, textOf(value));
  if (found?.type.level !== 1) throw new Invalid(`Issue with key '${textOf(value)}' is not an epic.`);
  return found.id;
};

const several =
  (take: Take): Take =>
  (value, taking) => {
    if (!Array.isArray(value)) throw new Invalid('data was not an array');
    return value.map((one) => take(one, taking));
  };

const KINDS: Readonly<Record<string, Take>> = {
  summary,
  description: takeText,
  textarea: takeText,
  textfield: line,
  url: line,
  'gh-epic-label': line,
  'gh-epic-link': epicLink,
  labels: (value, taking) => [...new Set(several(label)(value, taking) as readonly string[])],
  priority: (value, { call }) => named(call.world.priorities, value, 'Priority').id,
  resolution: (value, { call }) => named(call.world.resolutions, value, 'Resolution').id,
  assignee,
  parent,
  float: number,
  datepicker: matching(/^\d{4}-\d\d-\d\d$/, "Error parsing date string; expected 'yyyy-MM-dd'"),
  datetime: matching(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}([+-]\d{4}|Z)$/,
    "Operation value must be a date time like yyyy-MM-dd'T'HH:mm:ss.SSSZ",
  ),
  select: option,
  radiobuttons: option,
  multiselect: several(option),
  multicheckboxes: several(option),
  cascadingselect: cascade,
  userpicker: user,
  multiuserpicker: several(user),
  components: several((value, { field }) => ({ id: named(namesOf(field), value, 'Component').id })),
  versions: several((value, { field }) => ({ id: named(namesOf(field), value, 'Version').id })),
};

const namesOf = ({ options }: FakeField): readonly FakeNamed[] => options.map(({ id, value }) => ({ id, name: value }));

/** Emptied by an empty list only. */
const LISTS: ReadonlySet<string> = new Set(['components', 'versions']);

/** Throws `Invalid`. Nothing, in whatever way it is said, is null. */
export function takeValue(value: unknown, taking: Taking): Json {
  const { field } = taking;
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) {
    return nothing(value, field);
  }
  const take = KINDS[field.kind];
  if (take === undefined) throw new Error(`the fake has no fields of kind ${field.kind}`);
  return take(value, taking);
}

function nothing(value: unknown, { kind, name, required }: FakeField): Json {
  if (kind === 'summary') throw new Invalid('You must specify a summary of the issue.');
  if (LISTS.has(kind) && !Array.isArray(value)) throw new Invalid('data was not an array');
  if (required) throw new Invalid(`${name} is required.`);
  return null;
}

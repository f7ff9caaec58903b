/** What changed in the fake's issues, when, and by whom. */
import type { Instant } from '../../model/instant.ts';
import { same, type Json } from '../../model/json.ts';
import { jsonAnswer, type FakeAnswer } from '../fake.ts';
import { refusal, stamp } from './fake-answers.ts';
import { cut, isObject, listOf, namesIn, pageIn, seenIssue, textOf, visibleIssue, type Call } from './fake-call.ts';
import { toPlain } from './fake-document.ts';
import { accountJson } from './fake-json.ts';
import {
  fieldsOf,
  nextId,
  type FakeAccount,
  type FakeChange,
  type FakeHistory,
  type FakeIssue,
  type FakeWorld,
} from './fake-world.ts';

/** The issue with what is new about it written down; the same issue when nothing is. */
export function withHistory(world: FakeWorld, before: FakeIssue, after: FakeIssue, by: Writer): FakeIssue {
  const items = differences(world, before, after);
  if (items.length === 0) return { ...after, updated: before.updated };
  const history: FakeHistory = { id: nextId(world), author: by.author, created: by.now, items };
  return { ...after, updated: by.now, histories: [...before.histories, history] };
}

export interface Writer {
  readonly author: FakeAccount;
  readonly now: Instant;
}

function differences(world: FakeWorld, before: FakeIssue, after: FakeIssue): readonly FakeChange[] {
  const names = fieldsOf(world, after.project, after.type).map(({ id }) => id);
  return [
    ...[...names, 'resolution']
      .filter((name) => !same(before.values[name] ?? null, after.values[name] ?? null))
      .map((name) => valueChange(world, name, before, after)),
    ...placeChange('status', before.status, after.status),
    ...placeChange('project', before.project, after.project),
    ...placeChange('Key', { id: '', name: before.key }, { id: '', name: after.key }),
  ];
}

interface Place {
  readonly id: string;
  readonly name: string;
}

const placeChange = (field: string, before: Place, after: Place): readonly FakeChange[] =>
  before.name === after.name
    ? []
    : [{ field, from: before.id || null, fromString: before.name, to: after.id || null, toString: after.name }];

/** Those that hold an id say so; the rest only how it reads. */
function valueChange(world: FakeWorld, field: string, before: FakeIssue, after: FakeIssue): FakeChange {
  const [from, to] = [before.values[field] ?? null, after.values[field] ?? null];
  const id = (value: Json): string | null => (field in READ ? textOf(value) || null : null);
  return {
    field,
    from: id(from),
    fromString: textFor(world, field, from),
    to: id(to),
    toString: textFor(world, field, to),
  };
}

const nameIn = (all: readonly Place[], id: Json): string | null => all.find((one) => one.id === id)?.name ?? null;

const READ: Readonly<Record<string, (world: FakeWorld, id: Json) => string | null>> = {
  priority: ({ priorities }, id) => nameIn(priorities, id),
  resolution: ({ resolutions }, id) => nameIn(resolutions, id),
  assignee: ({ accounts }, id) => accounts.find(({ accountId }) => accountId === id)?.name ?? null,
  parent: ({ issues }, id) => issues.get(textOf(id))?.key ?? null,
};

function textFor(world: FakeWorld, field: string, value: Json): string | null {
  const read = READ[field];
  if (value === null) return field === 'labels' ? '' : null;
  if (read !== undefined) return read(world, value);
  if (Array.isArray(value)) return value.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join(' ');
  return isObject(value) ? toPlain(value) : textOf(value);
}

const NAMES: Readonly<Record<string, string>> = { parent: 'IssueParentAssociation' };

/** Custom fields go by their names. */
export function historyJson(call: Call, { id, author, created, items }: FakeHistory): Json {
  const nameOf = (field: string): string => call.world.fields.find((one) => one.id === field)?.name ?? field;
  return {
    id,
    author: accountJson(call, author),
    created: stamp(created),
    items: items.map(({ field, from, fromString, to, toString }) => ({
      field: field.startsWith('customfield_') ? nameOf(field) : (NAMES[field] ?? field),
      fieldtype: field.startsWith('customfield_') ? 'custom' : 'jira',
      ...(call.cloud ? { fieldId: field } : {}),
      from,
      fromString,
      to,
      toString,
    })),
  };
}

/** Oldest first. */
export function getChangelog(call: Call, name: string): FakeAnswer {
  const { histories, id } = visibleIssue(call, name);
  const page = pageIn(call.query, 100, 100);
  return jsonAnswer(200, {
    self: `${call.self}/issue/${id}/changelog?maxResults=${page.maxResults}&startAt=${page.startAt}`,
    ...page,
    total: histories.length,
    isLast: page.startAt + page.maxResults >= histories.length,
    values: cut(histories, page).map((history) => historyJson(call, history)),
  });
}

const MOST_FIELDS = 10;
const MOST_ISSUES = 1_000;

/** Of many issues at once; here times are milliseconds. Issues without any are left out. */
export function postChangelogs(call: Call): FakeAnswer {
  const wanted = namesIn(call.body['issueIdsOrKeys']);
  const fields = namesIn(call.body['fieldIds']);
  if (wanted.length === 0 || wanted.length > MOST_ISSUES || fields.length > MOST_FIELDS) {
    throw refusal(400, `Give 1 to ${MOST_ISSUES} issues and at most ${MOST_FIELDS} fields.`);
  }
  const rows = wanted
    .flatMap((name) => seenIssue(call, name) ?? [])
    .flatMap(({ id, histories }) => histories.map((history) => ({ issueId: id, history })))
    .filter(({ history }) => fields.length === 0 || history.items.some(({ field }) => fields.includes(field)));
  const startAt = Number(textOf(call.body['nextPageToken']) || 0);
  const page = { startAt, maxResults: Number(call.body['maxResults'] ?? 1_000) };
  const next = startAt + page.maxResults;
  const byIssue = Map.groupBy(cut(rows, page), ({ issueId }) => issueId);
  return jsonAnswer(200, {
    issueChangeLogs: [...byIssue].map(([issueId, found]) => ({
      issueId,
      changeHistories: found.map(({ history }) => narrowed(call, history, fields)),
    })),
    ...(next < rows.length ? { nextPageToken: String(next) } : {}),
  });
}

function narrowed(call: Call, history: FakeHistory, fields: readonly string[]): Json {
  const shown = historyJson(call, history) as Readonly<Record<string, Json>>;
  const items = listOf(shown['items']) as readonly Readonly<Record<string, Json>>[];
  return {
    ...shown,
    created: history.created,
    items: items.filter(({ fieldId }) => fields.length === 0 || fields.includes(textOf(fieldId))),
  };
}

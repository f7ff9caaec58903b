/** The fake's things as Azure DevOps writes them down. */
import type { Json } from '../../model/json.ts';
import { jsonAnswer, type FakeAnswer } from '../fake.ts';
import { transitionsOf } from './fake-types.ts';
import {
  accountNamed,
  wordsOf,
  type Account,
  type FakeComment,
  type FakeType,
  type FakeWorld,
  type Item,
  type Project,
} from './fake-world.ts';

export type JsonObject = Record<string, Json>;

/** An error in its own words, as a single answer or a part of a batch. */
export interface Failed {
  readonly status: number;
  readonly body: JsonObject;
}

export const failed = (status: number, typeKey: string, message: string, more: JsonObject = {}): Failed => ({
  status,
  body: {
    $id: '1',
    innerException: null,
    message,
    typeName: `Microsoft.TeamFoundation.WorkItemTracking.${typeKey}, Microsoft.TeamFoundation.WorkItemTracking`,
    typeKey,
    errorCode: 0,
    eventId: 3200,
    ...more,
  },
});

export const brokenRule = (field: string, message: string): Failed =>
  failed(400, 'RuleValidationException', message, {
    customProperties: {
      ErrorMessage: message,
      FieldReferenceName: field,
      RuleValidationErrors: [{ fieldReferenceName: field, fieldStatusFlags: 'required', errorMessage: message }],
    },
  });

export const notThere = (id: number | string): Failed =>
  failed(
    404,
    'WorkItemUnauthorizedAccessException',
    `TF401232: Work item ${id} does not exist, or you do not have permissions to read it.`,
  );

export const failure = ({ status, body }: Failed): FakeAnswer => jsonAnswer(status, body);

export const listed = (value: readonly Json[]): FakeAnswer =>
  jsonAnswer(200, { count: value.length, value: [...value] });

export const identity = ({ id, name, displayName }: Account): JsonObject => ({
  displayName,
  url: `https://identity.example/${id}`,
  id,
  uniqueName: name,
});

/** All fields that have a value, or those asked for. */
export function itemJson(
  world: FakeWorld,
  item: Item,
  root: string,
  wanted: ReadonlySet<string> | null = null,
): JsonObject {
  const all: [string, Json][] = [
    ['System.TeamProject', item.project.name],
    ['System.WorkItemType', item.type],
    ...[...item.fields].filter(([, value]) => value !== '' && value !== null),
  ];
  const tags = [...((item.fields.get('System.Tags') as string[] | undefined) ?? [])].toSorted().join('; ');
  const own =
    wanted === null
      ? []
      : ([
          ['System.Id', item.id],
          ['System.Rev', item.rev],
        ] as [string, Json][]);
  const shown = [...own, ...all].flatMap(([name, value]): [string, Json][] => {
    if (wanted !== null && !wanted.has(name)) return [];
    if (name === 'System.Tags') return tags === '' ? [] : [[name, tags]];
    const person = name === 'System.AssignedTo' ? accountNamed(world, wordsOf(value)) : undefined;
    return [[name, person === undefined ? value : identity(person)]];
  });
  return {
    id: item.id,
    rev: item.rev,
    fields: Object.fromEntries(shown),
    ...(wanted === null && item.relations.length > 0 ? { relations: item.relations.map((one) => ({ ...one })) } : {}),
    url: `${root}/_apis/wit/workItems/${item.id}`,
  };
}

export const projectJson = ({ id, name, isPublic }: Project): JsonObject => ({
  id,
  name,
  state: 'wellFormed',
  revision: 11,
  visibility: isPublic ? 'public' : 'private',
});

export const typeJson = (type: FakeType): JsonObject => ({
  name: type.name,
  referenceName: `Microsoft.VSTS.WorkItemTypes.${type.name}`,
  states: type.states.map(({ name, category }) => ({ name, color: 'b2b2b2', category })),
  transitions: Object.fromEntries(
    Object.entries(transitionsOf(type)).map(([from, steps]) => [from, steps.map((to) => ({ to, actions: null }))]),
  ),
});

export const commentJson = (item: Item, { id, by, at, text, deleted }: FakeComment): JsonObject => ({
  workItemId: item.id,
  id,
  version: 1,
  text,
  createdBy: identity(by),
  createdDate: new Date(at).toISOString(),
  modifiedBy: identity(by),
  modifiedDate: new Date(at).toISOString(),
  isDeleted: deleted,
});

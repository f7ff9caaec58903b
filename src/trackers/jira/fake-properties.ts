/** What apps keep with the fake's issues and comments, and links to other places. */
import type { Json } from '../../model/json.ts';
import { jsonAnswer, type FakeAnswer } from '../fake.ts';
import { fieldRefusal, refusal } from './fake-answers.ts';
import { allowed, isObject, listOf, loggedIn, textOf, visibleIssue, type Call } from './fake-call.ts';
import { keep, nextId, type FakeIssue, type FakeLink } from './fake-world.ts';

const VALUE_LIMIT = 32_768;
const KEY_LIMIT = 255;

/** `[{key, value}]` in bodies. */
export function propertiesIn(value: unknown): Readonly<Record<string, Json>> {
  const entries = listOf(value).map((entry): [string, Json] => {
    const { key, value: held } = isObject(entry) ? entry : {};
    check(textOf(key), held);
    return [textOf(key), held as Json];
  });
  return Object.fromEntries(entries);
}

function check(key: string, value: unknown): void {
  if (key === '' || key.length > KEY_LIMIT)
    throw refusal(400, `The property key must have 1 to ${KEY_LIMIT} characters.`);
  if (value === undefined || value === null) throw refusal(400, 'The property value must be a valid JSON.');
  if (JSON.stringify(value).length > VALUE_LIMIT) {
    throw refusal(400, `The property value cannot be longer than ${VALUE_LIMIT} characters.`);
  }
}

export const getProperties = (call: Call, name: string): FakeAnswer => {
  const { id, properties } = visibleIssue(call, name);
  const keys = Object.keys(properties).map((key) => ({ self: `${call.self}/issue/${id}/properties/${key}`, key }));
  return jsonAnswer(200, { keys });
};

export function getProperty(call: Call, name: string, key: string): FakeAnswer {
  const value = visibleIssue(call, name).properties[key];
  if (value === undefined) throw refusal(404, `The property with key '${key}' does not exist.`);
  return jsonAnswer(200, { key, value });
}

/** Nobody is told of it: the time of the last change stays. */
export function putProperty(call: Call, name: string, key: string): FakeAnswer {
  const issue = editable(call, name);
  check(key, call.raw);
  keep(call.world, { ...issue, properties: { ...issue.properties, [key]: call.raw as Json } }, call.now);
  return jsonAnswer(key in issue.properties ? 200 : 201, {});
}

export function deleteProperty(call: Call, name: string, key: string): FakeAnswer {
  const issue = editable(call, name);
  if (!(key in issue.properties)) throw refusal(404, `The property with key '${key}' does not exist.`);
  const { [key]: _, ...properties } = issue.properties;
  keep(call.world, { ...issue, properties }, call.now);
  return jsonAnswer(204);
}

function editable(call: Call, name: string): FakeIssue {
  const issue = visibleIssue(call, name);
  loggedIn(call);
  if (allowed(call, 'EDIT_ISSUES', issue.project)) return issue;
  throw refusal(403, 'You do not have permission to edit issues in this project.');
}

const linkJson = ({ self }: Call, issue: FakeIssue, { id, globalId, body }: FakeLink): Json => ({
  id,
  self: `${self}/issue/${issue.key}/remotelink/${id}`,
  ...(globalId === null ? {} : { globalId }),
  application: {},
  ...body,
});

export function getLinks(call: Call, name: string): FakeAnswer {
  const issue = visibleIssue(call, name);
  const globalId = call.query.get('globalId');
  if (globalId === null)
    return jsonAnswer(
      200,
      issue.links.map((link) => linkJson(call, issue, link)),
    );
  const link = issue.links.find((one) => one.globalId === globalId);
  if (link === undefined) throw refusal(404, `No remote issue link found for global id '${globalId}'.`);
  return jsonAnswer(200, linkJson(call, issue, link));
}

/** One per global id. */
export function postLink(call: Call, name: string): FakeAnswer {
  const issue = visibleIssue(call, name);
  loggedIn(call);
  if (!allowed(call, 'LINK_ISSUES', issue.project)) throw refusal(403, 'You do not have permission to link issues.');
  const { globalId, ...body } = linkIn(call);
  const before = globalId === null ? undefined : issue.links.find((link) => link.globalId === globalId);
  const link: FakeLink = { id: before?.id ?? Number(nextId(call.world)), globalId, body };
  keep(call.world, { ...issue, links: [...issue.links.filter((one) => one !== before), link] }, call.now);
  const self = `${call.self}/issue/${issue.key}/remotelink/${link.id}`;
  return jsonAnswer(before === undefined ? 201 : 200, { id: link.id, self });
}

function linkIn({ body }: Call): { readonly globalId: string | null; readonly [member: string]: Json } {
  const { globalId, object, relationship } = body as Readonly<Record<string, Json>>;
  for (const member of ['url', 'title']) {
    if (!isObject(object) || textOf(object[member]) === '')
      throw fieldRefusal({ [member]: `'${member}' is required.` });
  }
  return {
    globalId: textOf(globalId) || null,
    object: object ?? null,
    ...(relationship === undefined ? {} : { relationship }),
  };
}

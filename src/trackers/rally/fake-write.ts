/** Writing in the fake Rally: what a body asks for is held against the type's attributes; complaints are Rally's words. */
import type { Instant } from '../../model/instant.ts';
import { isPlain, sanitized } from './fake-html.ts';
import { allowedOf, attributesOf, initialValues, typeOf } from './fake-schema.ts';
import {
  addThing,
  canEdit,
  isThing,
  referred,
  textOf,
  touch,
  type Account,
  type FakeWorld,
  type Thing,
  type Value,
} from './fake-world.ts';

export interface Author {
  readonly world: FakeWorld;
  readonly account: Account;
  readonly now: Instant;
  /** With this key everything can be read and nothing written. */
  readonly readOnly: boolean;
}

/** What became of a write; the errors may be there although the answer's status is 200. */
export interface Written {
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly thing: Thing | null;
}

export type Body = Readonly<Record<string, unknown>>;

const failed = (...errors: readonly string[]): Written => ({ errors, warnings: [], thing: null });

const NOT_AUTHORIZED = 'Not authorized to perform action';

const REFUSED = '<refused>';

const wordsOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const TEXT_LIMIT = 32_768;
const NAME_LIMIT = 256;

/** What a body means, attribute by attribute. */
interface Meant {
  readonly values: Map<string, Value>;
  readonly errors: string[];
  readonly warnings: string[];
}

function meaningOf(world: FakeWorld, type: Thing, body: Body): Meant {
  const meant: Meant = { values: new Map(), errors: [], warnings: [] };
  const path = textOf(type, 'TypePath');
  for (const [element, given] of Object.entries(body)) {
    const attribute = attributesOf(type).find((one) => textOf(one, 'ElementName') === element);
    const name = `${textOf(type, 'ElementName')}.${element}`;
    if (attribute === undefined || attribute.values.get('Hidden') === true) {
      meant.warnings.push(`Ignored JSON element ${path.toLowerCase()}.${element} during processing of this request.`);
      continue;
    }
    const value = valueOf(world, attribute, given);
    const error = value === undefined ? `${name} could not be set: no such object` : errorOf(attribute, value);
    if (error !== null || value === undefined) meant.errors.push(`Validation error: ${error?.replace('$', name)}`);
    else meant.values.set(element, value);
  }
  return meant;
}

/** Undefined: a reference to nothing. */
function valueOf(world: FakeWorld, attribute: Thing, given: unknown): Value | undefined {
  const type = attribute.values.get('AttributeType');
  if (given === null || given === '') return null;
  if (type === 'OBJECT') return referred(world, given);
  if (type === 'COLLECTION') {
    const found = Array.isArray(given) ? given.map((one) => referred(world, one)) : [undefined];
    return found.every((one) => one !== undefined) ? found : undefined;
  }
  if (type === 'TEXT') return sanitized(wordsOf(given)) ?? REFUSED;
  return typeof given === 'object' ? undefined : (given as Value);
}

/** `$` stands for the attribute's name. */
function errorOf(attribute: Thing, value: Value): string | null {
  const { values } = attribute;
  const type = textOf(attribute, 'AttributeType');
  if (values.get('ReadOnly') === true) return '$ is read only';
  if (value === null) return values.get('Required') === true ? '$ should not be null' : null;
  const text = typeof value === 'string' ? value : '';
  const allowed = allowedOf(attribute);
  if (allowed !== null && !allowed.includes(text)) return `$ does not allow "${text}"`;
  return type === 'TEXT' || type === 'STRING' ? textError(type, text) : kindError(type, value);
}

function textError(type: string, text: string): string | null {
  const isOdd = type === 'TEXT' ? text === REFUSED : !isPlain(text);
  if (isOdd) return "$ contained invalid input. Search 'HTML Whitelist' at help.rallydev.com for details.";
  const limit = type === 'TEXT' ? TEXT_LIMIT : NAME_LIMIT;
  return text.length > limit ? `$ exceeds the maximum length of ${limit}` : null;
}

const KINDS: Readonly<Record<string, string>> = { BOOLEAN: 'boolean', INTEGER: 'number', DECIMAL: 'number' };

const kindError = (type: string, value: Value): string | null =>
  KINDS[type] === undefined || typeof value === KINDS[type] ? null : `$ is not a ${KINDS[type]}`;

/** A new item, tag or discussion post. */
export function create(author: Author, path: string, body: Body): Written {
  const { world, account, now, readOnly } = author;
  if (readOnly) return failed(`${NOT_AUTHORIZED}: the API key is read only`);
  if (path === 'tag') return createTag(author, body);
  if (path === 'conversationpost') return createPost(author, body);
  const type = typeOf(world, path);
  if (type === undefined) return failed(`Not a valid type: ${path}`);
  const project = referred(world, body['Project']);
  if (project !== undefined && !canEdit(world, account, project)) return failed(`${NOT_AUTHORIZED}: create ${path}`);
  const meant = meaningOf(world, type, body);
  const values = { ...initialValues(type), ...Object.fromEntries(meant.values) };
  const missing = attributesOf(type)
    .filter((one) => one.values.get('Required') === true && (values[textOf(one, 'ElementName')] ?? null) === null)
    .map((one) => `Validation error: ${textOf(type, 'ElementName')}.${textOf(one, 'ElementName')} should not be null`);
  const errors = [...new Set([...meant.errors, ...missing])];
  if (errors.length > 0) return { errors, warnings: meant.warnings, thing: null };
  return { errors, warnings: meant.warnings, thing: addThing(world, textOf(type, 'TypePath'), values, now) };
}

function createTag({ world, now }: Author, body: Body): Written {
  const name = wordsOf(body['Name']);
  if (name === '' || !isPlain(name)) return failed('Validation error: Tag.Name contained invalid input.');
  return { errors: [], warnings: [], thing: addThing(world, 'Tag', { Name: name, Archived: false }, now) };
}

function createPost({ world, account, now }: Author, body: Body): Written {
  const artifact = referred(world, body['Artifact']);
  const text = sanitized(wordsOf(body['Text']));
  if (artifact === undefined) return failed('Validation error: ConversationPost.Artifact should not be null');
  if (text === null || text === '') return failed('Validation error: ConversationPost.Text contained invalid input.');
  if (text.length > TEXT_LIMIT) return failed(`Validation error: ConversationPost.Text exceeds ${TEXT_LIMIT}`);
  return { errors: [], warnings: [], thing: addPost(world, artifact, account.thing, { text, now }) };
}

export function addPost(
  world: FakeWorld,
  artifact: Thing,
  user: Thing,
  { text, now }: { readonly text: string; readonly now: Instant },
): Thing {
  const post = addThing(world, 'ConversationPost', { Artifact: artifact, User: user, Text: text }, now);
  const discussion = artifact.values.get('Discussion');
  artifact.values.set('Discussion', [...(Array.isArray(discussion) ? (discussion as Thing[]) : []), post]);
  return post;
}

export function update(author: Author, thing: Thing, body: Body): Written {
  const { world, account, now, readOnly } = author;
  const project = thing.values.get('Project');
  const mayEdit = !readOnly && isThing(project) && canEdit(world, account, project);
  if (!mayEdit) return failed(`${NOT_AUTHORIZED}: update ${thing.type}`);
  const type = typeOf(world, thing.type);
  if (type === undefined) return failed(`Not a valid type: ${thing.type}`);
  const meant = meaningOf(world, type, body);
  const rule = world.rule(thing, meant.values);
  const errors = [...meant.errors, ...(rule === null ? [] : [rule])];
  if (errors.length > 0) return { errors, warnings: meant.warnings, thing: null };
  for (const [element, value] of meant.values) thing.values.set(element, value);
  if (meant.values.size > 0) touch(thing, now);
  return { errors, warnings: meant.warnings, thing };
}

/** Takes things into a list of another, or out of it. */
export function changeList(
  author: Author,
  { thing, list }: { readonly thing: Thing; readonly list: string },
  change: 'add' | 'remove',
  items: readonly unknown[],
): readonly string[] {
  const { world } = author;
  const given = items.map((item) => referred(world, item));
  if (given.some((one) => one === undefined)) return ['Cannot find object to read'];
  const now = thing.values.get(list);
  const before = (Array.isArray(now) ? now : []) as readonly Thing[];
  const after =
    change === 'add'
      ? [...new Set([...before, ...given.filter((one) => one !== undefined)])]
      : before.filter((one) => !given.includes(one));
  return update(author, thing, { [list]: after.map((one) => ({ _ref: `/${one.type}/${one.id}` })) }).errors;
}

/** How the fake takes patches: one after the other into a copy, every rule of the type, and then all or nothing. */
import type { Instant } from '../../model/instant.ts';
import type { Json } from '../../model/json.ts';
import { brokenRule, failed, notThere, type Failed } from './fake-json.ts';
import { sanitized } from './fake-html.ts';
import { tagsOf } from './fake-query.ts';
import { transitionsOf } from './fake-types.ts';
import {
  accountNamed,
  log,
  mayWrite,
  textOf,
  touch,
  typeOf,
  wordsOf,
  type Account,
  type FakeField,
  type FakeWorld,
  type Item,
  type Project,
} from './fake-world.ts';

export interface FakeOp {
  readonly op: string;
  readonly path: string;
  readonly value?: Json;
}

export interface Writing {
  readonly world: FakeWorld;
  readonly account: Account;
  readonly now: Instant;
  /** Address of the collection. */
  readonly root: string;
  /** Nothing is saved. */
  readonly validateOnly: boolean;
}

const PARENT = 'System.LinkTypes.Hierarchy-Reverse';

export function createItem(writing: Writing, project: Project, type: string, ops: readonly FakeOp[]): Item | Failed {
  const { world, now } = writing;
  if (!project.types.some(({ name }) => name === type))
    return failed(404, 'WorkItemTypeNotFoundException', `VS402323: Work item type ${type} does not exist in project.`);
  const fields = new Map<string, Json>([
    ['System.AreaPath', project.name],
    ['System.IterationPath', project.name],
    ['System.CreatedDate', new Date(now).toISOString()],
    ['System.ChangedDate', new Date(now).toISOString()],
    ['System.State', ''],
  ]);
  const item: Item = {
    id: world.items.size + 1,
    rev: 0,
    type,
    project,
    fields,
    relations: [],
    comments: [],
    deleted: false,
    watermark: 0,
  };
  const broken = apply(writing, item, ops);
  if (broken !== null) return broken;
  if (!writing.validateOnly) {
    world.items.set(item.id, item);
    log(world, item);
  }
  item.rev = 1;
  return item;
}

export function updateItem(writing: Writing, item: Item, ops: readonly FakeOp[]): Item | Failed {
  const draft: Item = {
    ...item,
    fields: new Map(item.fields),
    relations: [...item.relations],
    comments: [...item.comments],
  };
  const broken = apply(writing, draft, ops);
  if (broken !== null || writing.validateOnly) return broken ?? draft;
  const real = ops.filter(({ op }) => op !== 'test');
  Object.assign(item, { relations: draft.relations });
  for (const [name, value] of draft.fields) item.fields.set(name, value);
  item.comments.push(...draft.comments.slice(item.comments.length));
  if (real.length > 0) touch(writing.world, item, writing.now);
  return item;
}

/** Null: all of it was taken. */
function apply(writing: Writing, item: Item, ops: readonly FakeOp[]): Failed | null {
  if (!mayWrite(writing.account, item.project))
    return failed(
      403,
      'WorkItemTrackingUnauthorizedException',
      'TF237111: The current user does not have permissions to save work items under the specified area path.',
    );
  const before = textOf(item, 'System.State');
  const wanted = new Map<string, Json>();
  for (const op of ops) {
    const broken = applyOne(writing, item, op, wanted);
    if (broken !== null) return broken;
  }
  if (item.rev === 0 && !wanted.has('System.State')) item.fields.set('System.State', initialOf(item));
  return brokenBy(writing, item, wanted, before);
}

const initialOf = (item: Item): string => transitionsOf(typeOf(item))['']?.[0] ?? '';

function applyOne(writing: Writing, item: Item, op: FakeOp, wanted: Map<string, Json>): Failed | null {
  if (op.op === 'test') return tested(item, op);
  if (op.path.startsWith('/relations/')) return related(writing, item, op);
  const field = /^\/fields\/(.+)$/.exec(op.path)?.[1] ?? '';
  const known = typeOf(item).fields.find(({ ref }) => ref === field);
  if (known === undefined) return failed(400, 'WorkItemFieldInvalidException', `TF51535: Cannot find field ${field}.`);
  if (known.readOnly === true)
    return brokenRule(field, `TF401326: Invalid field status 'ReadOnly' for field '${field}'.`);
  wanted.set(field, op.value ?? null);
  return writeField(writing, item, known, meantBy(op, field, item));
}

const meantBy = ({ op, value = null }: FakeOp, field: string, item: Item): Json =>
  field === 'System.Tags' && op === 'add' ? withTags(item, wordsOf(value)) : value;

/** To add tags leaves those that there are; to replace them does not. */
const withTags = (item: Item, more: string): string => [...tagsOf(item), more].join('; ');

const tested = (item: Item, { path, value }: FakeOp): Failed | null =>
  path === '/rev' && value !== item.rev
    ? failed(412, 'JsonPatchTestOperationFailedException', `VS403351: Test Operation for path ${path} failed.`)
    : null;

function related(writing: Writing, item: Item, op: FakeOp): Failed | null {
  const broken = op.op === 'remove' ? unrelate(item, op) : relate(writing, item, op);
  const parent = item.relations.find(({ rel }) => rel === PARENT);
  item.fields.set('System.Parent', parent === undefined ? null : endOf(parent.url));
  return broken;
}

function unrelate(item: Item, { path }: FakeOp): Failed | null {
  const at = Number(path.split('/').at(-1));
  if (item.relations[at] === undefined)
    return failed(400, 'VssPropertyValidationException', 'There is no such relation.');
  item.relations = item.relations.filter((_, index) => index !== at);
  return null;
}

function relate({ world, account }: Writing, item: Item, { value }: FakeOp): Failed | null {
  const relation = value as { readonly rel: string; readonly url: string };
  const id = endOf(relation.url);
  const other = world.items.get(id);
  if (other === undefined || other.deleted || !account.roles.has(other.project)) return notThere(id);
  if (relation.rel === PARENT && item.relations.some(({ rel }) => rel === PARENT))
    return failed(400, 'WorkItemLinkAddLinkException', 'TF201036: You cannot add a Child link: there is a Parent.');
  item.relations.push(relation);
  return null;
}

const endOf = (url: string): number => Number(/\d+$/.exec(url)?.[0]);

function writeField(writing: Writing, item: Item, field: FakeField, value: Json): Failed | null {
  if (field.ref === 'System.Tags') return writeTags(writing, item, wordsOf(value));
  if (field.ref === 'System.History') {
    addComment(item, writing.account, sanitized(wordsOf(value)), writing.now);
    return null;
  }
  if (field.ref === 'System.AssignedTo') return assign(writing, item, wordsOf(value));
  const broken = misfit(field, value, item);
  if (broken !== null) return brokenRule(field.ref, broken);
  item.fields.set(field.ref, field.type === 'html' ? sanitized(wordsOf(value)) : value);
  return null;
}

/** A tag is known in the letters of whoever wrote it first. */
function writeTags({ world, account, validateOnly }: Writing, item: Item, text: string): Failed | null {
  const names = text
    .split(/[;,]/)
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
  const unknown = names.filter((tag) => !world.tags.has(tag.toLowerCase()));
  if (unknown.length > 0 && !account.mayMakeTags)
    return failed(403, 'AccessCheckException', 'TF401289: The current user does not have permissions to create tags.');
  const odd = names.find((tag) => tag.length > 400);
  if (odd !== undefined) return failed(400, 'InvalidTagNameException', 'TF401331: The tag name is too long.');
  if (!validateOnly) for (const tag of unknown) world.tags.set(tag.toLowerCase(), tag);
  const kept = names.map((tag) => world.tags.get(tag.toLowerCase()) ?? tag);
  item.fields.set('System.Tags', [...new Set(kept)]);
  return null;
}

function assign({ world }: Writing, item: Item, name: string): Failed | null {
  if (name !== '' && accountNamed(world, name) === undefined)
    return brokenRule(
      'System.AssignedTo',
      `The identity value '${name}' for field 'Assigned To' is an unknown identity.`,
    );
  item.fields.set('System.AssignedTo', name);
  return null;
}

function misfit(field: FakeField, value: Json, { project }: Item): string | null {
  const { ref, values } = field;
  const text = wordsOf(value);
  if (text === '') return null;
  if (values !== undefined && !values.includes(text))
    return `TF401320: Rule Error for field ${ref}. Error code: HasValues, LimitedToValues, InvalidNotEmptyListValue.`;
  return MISFITS[field.type]?.(ref, text, project) ?? null;
}

const asNumber = (ref: string, text: string): string | null =>
  Number.isNaN(Number(text)) ? `TF401325: Invalid field status 'InvalidType' for field '${ref}'.` : null;

const asLine = (ref: string, text: string): string | null =>
  text.length > 255 || /[\r\n]/.test(text)
    ? `TF401324: Invalid field status 'InvalidTooLong' for field '${ref}'.`
    : null;

const asPath = (ref: string, text: string, { name, paths }: Project): string | null =>
  text === name || paths.has(text) ? null : `TF401347: Invalid tree name given for work item -1, field '${ref}'.`;

const MISFITS: Readonly<
  Partial<Record<FakeField['type'], (ref: string, text: string, project: Project) => string | null>>
> = { integer: asNumber, double: asNumber, string: asLine, treePath: asPath };

/** Rules that hold for the whole. */
function brokenBy({ world }: Writing, item: Item, wanted: ReadonlyMap<string, Json>, before: string): Failed | null {
  const type = typeOf(item);
  const state = textOf(item, 'System.State');
  const steps = transitionsOf(type)[before] ?? [];
  if (state !== before && !steps.includes(state))
    return brokenRule(
      'System.State',
      `The field 'State' contains the value '${state}' that is not in the list of supported values`,
    );
  const empty = type.fields.find(({ ref, required }) => required === true && textOf(item, ref) === '');
  if (empty !== undefined)
    return brokenRule(empty.ref, `TF401320: Rule Error for field ${empty.name}. Error code: Required, InvalidEmpty.`);
  const broken = world.rule(item, wanted);
  return broken === null ? null : brokenRule(broken.field, broken.message);
}

export function addComment(item: Item, by: Account, text: string, at: Instant): void {
  item.comments.push({ id: item.id * 1_000 + item.comments.length, by, at, text, deleted: false });
  item.fields.set('System.CommentCount', item.comments.length);
}

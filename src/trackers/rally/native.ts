/** Rally's lists and references, kept in `Metadata.native` between runs. */
import type { Json } from '../../model/json.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import type { Metadata } from '../../model/tracker.ts';
import type { Send } from '../../model/transport.ts';
import { getList, idOf, relative, type Ref } from './api.ts';
import { PARAM, type RallySettings } from './params.ts';
import { findParent, type Parent } from './parent.ts';
import { fetchPeople } from './people.ts';
import { where } from './query.ts';
import { findTarget, type Target } from './target.ts';

/** One attribute of the card type. */
export interface Attribute {
  readonly element: string;
  readonly name: string;
  /** `STRING`, `TEXT`, `BOOLEAN`, `INTEGER`, … */
  readonly type: string;
  readonly required: boolean;
  readonly writable: boolean;
  readonly custom: boolean;
}

export interface Status {
  readonly name: string;
  /** A flow state is set by reference, any other status by its name. */
  readonly ref: string | null;
}

export interface Native extends Target {
  readonly attributes: readonly Attribute[];
  readonly statuses: readonly Status[];
  readonly priorities: readonly string[];
  readonly parent: Parent | null;
  /** E-mail address (lower case) → the account's reference; empty unless assignees are synchronized. */
  readonly people: Readonly<Record<string, string>>;
}

/** Without priorities, parent and people: workspace, project, type, its attributes, the statuses. */
export const METADATA_REQUESTS = 5;

interface AttributeRow extends Ref {
  readonly ElementName: string;
  readonly Name: string;
  readonly AttributeType: string;
  readonly Required: boolean;
  readonly ReadOnly: boolean;
  readonly Custom: boolean;
  readonly Hidden?: boolean;
}

const ATTRIBUTE_FETCH = 'ElementName,Name,AttributeType,Required,ReadOnly,Custom,Hidden,ObjectID';

/** Throws `settings` when the project is not usable. */
export async function fetchNative(send: Send, settings: RallySettings): Promise<Native> {
  const { card, statusField } = settings;
  const target = await findTarget(send, 'metadata', settings);
  const rows = await fetchAttributes(send, settings, target);
  const valuesOf = (element: string): Promise<readonly string[]> => fetchValues(send, rows, element);
  return {
    ...target,
    attributes: rows.filter(({ Hidden }) => Hidden !== true).map(toAttribute),
    statuses:
      statusField === 'FlowState'
        ? await fetchFlowStates(send, target)
        : (await valuesOf(statusField)).map((name) => ({ name, ref: null })),
    priorities: card.priority === null ? [] : await valuesOf(card.priority),
    parent: await findParent(send, settings, target),
    people: settings.options.assignees ? await fetchPeople(send, settings, target) : {},
  };
}

async function fetchAttributes(
  send: Send,
  { card }: RallySettings,
  { workspace }: Target,
): Promise<readonly AttributeRow[]> {
  const types = await getList<Ref>(send, {
    purpose: 'metadata',
    path: 'typedefinition',
    fetch: 'ElementName,ObjectID',
    query: where('ElementName', '=', card.element),
    size: 20,
    scope: { workspace },
  });
  const [type] = types.rows;
  if (type === undefined)
    throw new TrackerError('settings', `This workspace has no items of the type ${card.element}.`, {
      param: PARAM.cardType,
    });
  const path = `${relative(type._ref)}/Attributes`;
  return (await getList<AttributeRow>(send, { purpose: 'metadata', path, fetch: ATTRIBUTE_FETCH })).rows;
}

const toAttribute = (row: AttributeRow): Attribute => ({
  element: row.ElementName,
  name: row.Name,
  type: row.AttributeType,
  required: row.Required,
  writable: !row.ReadOnly,
  custom: row.Custom,
});

async function fetchValues(send: Send, rows: readonly AttributeRow[], element: string): Promise<readonly string[]> {
  const attribute = rows.find(({ ElementName }) => ElementName === element);
  if (attribute === undefined)
    throw new TrackerError('settings', `The card type has no attribute "${element}".`, { param: PARAM.statusField });
  const path = `/attributedefinition/${idOf(attribute._ref)}/AllowedValues`;
  const values = await getList<{ readonly StringValue: string | null }>(send, {
    purpose: 'metadata',
    path,
    fetch: 'StringValue',
  });
  return values.rows.flatMap(({ StringValue: value }) => (value === null || value === '' ? [] : [value]));
}

async function fetchFlowStates(send: Send, { workspace, project }: Target): Promise<readonly Status[]> {
  const states = await getList<Ref & { readonly Name: string }>(send, {
    purpose: 'metadata',
    path: 'flowstate',
    fetch: 'Name,OrderIndex,ObjectID',
    query: where('Project', '=', project),
    order: 'OrderIndex',
    scope: { workspace },
  });
  return states.rows.map(({ Name: name, _ref }) => ({ name, ref: relative(_ref) }));
}

export const toMetadata = (native: Native): Metadata => ({
  statuses: native.statuses.map(({ name }) => name),
  priorities: native.priorities,
  custom: native.attributes.filter(({ custom }) => custom).map(({ element }) => element),
  home: idOf(native.project),
  people: Object.keys(native.people),
  projectName: native.projectName,
  native: native as unknown as Record<string, Json>,
});

export const fromMetadata = (metadata: Metadata): Native => metadata.native as unknown as Native;

/** What to look at and write in an item. */
export interface View {
  readonly native: Native;
  readonly settings: RallySettings;
  /** The server's root, for addresses of issues. */
  readonly root: string;
  /** Our name of a custom field → its attribute. */
  readonly custom: Readonly<Record<string, Attribute>>;
  /** The same for the fields by which issues are looked up. */
  readonly lookup: Readonly<Record<string, Attribute>>;
}

/** Throws `settings` when a field that the parameters name does not exist: a marker nowhere would double every issue. */
export function viewOf(native: Native, settings: RallySettings, root: string): View {
  const { markerField } = settings;
  if (markerField !== null) markerAttribute(native, markerField);
  const { custom, lookup } = settings.options;
  const found = (names: object, param: string): Record<string, Attribute> =>
    Object.fromEntries(Object.keys(names).map((name) => [name, customAttribute(native, name, param)]));
  return {
    native,
    settings,
    root,
    custom: found(custom, PARAM.customFields),
    lookup: found(lookup, PARAM.lookupFields),
  };
}

function markerAttribute({ attributes }: Native, name: string): void {
  const found = attributes.find(({ element }) => element === name);
  const remedy =
    'a workspace administrator adds a visible custom field of type string, or leave the parameter empty to keep the mark in tags';
  if (found === undefined) throw wrong(PARAM.markerField, `The card type has no field "${name}": ${remedy}.`);
  if (found.type !== 'STRING' || !found.writable)
    throw wrong(PARAM.markerField, `The field "${name}" cannot hold a text that we write: ${remedy}.`);
}

function customAttribute({ attributes }: Native, name: string, param: string): Attribute {
  const found = attributes.find((one) => one.element === name) ?? attributes.find((one) => one.name === name);
  if (found?.writable === true) return found;
  const has = list(attributes.filter(({ custom }) => custom).map(({ element }) => element));
  throw wrong(param, `The card type has no field "${name}" that can be written; its custom fields: ${has}.`);
}

const wrong = (param: string, message: string): TrackerError => new TrackerError('settings', message, { param });

export const list = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '));

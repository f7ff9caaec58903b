/** The attributes that the fake Rally's types have, and what they allow: things themselves, as in its web services. */
import { addThing, isList, ofType, textOf, type FakeWorld, type Thing, type Value } from './fake-world.ts';

export interface Attribute {
  readonly element: string;
  readonly type?: string;
  readonly required?: boolean;
  readonly readOnly?: boolean;
  /** Only these values. */
  readonly values?: readonly string[];
  /** What a new item gets. */
  readonly initial?: string | boolean;
}

const COMMON: readonly Attribute[] = [
  { element: 'Name', required: true },
  { element: 'Description', type: 'TEXT' },
  { element: 'Notes', type: 'TEXT' },
  { element: 'Project', type: 'OBJECT', required: true },
  { element: 'Owner', type: 'OBJECT' },
  { element: 'Tags', type: 'COLLECTION' },
  { element: 'Discussion', type: 'COLLECTION', readOnly: true },
  { element: 'Ready', type: 'BOOLEAN', initial: false },
  { element: 'FormattedID', readOnly: true },
  { element: 'ObjectID', type: 'INTEGER', readOnly: true },
  { element: 'CreationDate', type: 'DATE', readOnly: true },
  { element: 'LastUpdateDate', type: 'DATE', readOnly: true },
];

const SCHEDULE: Attribute = {
  element: 'ScheduleState',
  type: 'STATE',
  required: true,
  values: ['Defined', 'In-Progress', 'Completed', 'Accepted'],
  initial: 'Defined',
};

const FLOW: Attribute = { element: 'FlowState', type: 'OBJECT' };

/** As in a fresh workspace. */
const TYPES: Readonly<Record<string, readonly Attribute[]>> = {
  HierarchicalRequirement: [
    ...COMMON,
    SCHEDULE,
    FLOW,
    { element: 'Parent', type: 'OBJECT' },
    { element: 'PortfolioItem', type: 'OBJECT' },
  ],
  Defect: [
    ...COMMON,
    SCHEDULE,
    FLOW,
    {
      element: 'State',
      required: true,
      values: ['Submitted', 'Open', 'Fixed', 'Closed', 'Closed Declined'],
      initial: 'Submitted',
    },
    {
      element: 'Priority',
      values: ['None', 'Resolve Immediately', 'High Attention', 'Normal', 'Low'],
      initial: 'None',
    },
    {
      element: 'Severity',
      values: ['None', 'Crash/Data Loss', 'Major Problem', 'Minor Problem', 'Cosmetic'],
      initial: 'None',
    },
    { element: 'Requirement', type: 'OBJECT' },
  ],
  Task: [
    ...COMMON,
    {
      element: 'State',
      type: 'STATE',
      required: true,
      values: ['Defined', 'In-Progress', 'Completed'],
      initial: 'Defined',
    },
    { element: 'WorkProduct', type: 'OBJECT', required: true },
  ],
  'PortfolioItem/Feature': COMMON,
};

export function addTypes(world: FakeWorld): void {
  for (const [element, attributes] of Object.entries(TYPES)) {
    const type = addThing(world, 'TypeDefinition', { ElementName: element.split('/').at(-1) ?? '', TypePath: element });
    type.values.set('Attributes', []);
    for (const attribute of attributes) addAttribute(world, type, attribute);
  }
}

export function addAttribute(world: FakeWorld, type: Thing, attribute: Attribute): Thing {
  const { element, type: kind = 'STRING', required = false, readOnly = false, values, initial } = attribute;
  const thing = addThing(world, 'AttributeDefinition', {
    ElementName: element,
    Name: element.replace(/^c_/, ''),
    AttributeType: kind,
    Required: required,
    ReadOnly: readOnly,
    Custom: element.startsWith('c_'),
    Hidden: false,
    Constrained: values !== undefined,
    AllowedValues: (values ?? []).map((value) => addThing(world, 'AllowedAttributeValue', { StringValue: value })),
  });
  if (initial !== undefined) thing.values.set('Initial', initial);
  const list = type.values.get('Attributes');
  type.values.set('Attributes', [...(isList(list) ? list : []), thing]);
  for (const item of ofType(world, textOf(type, 'TypePath'))) item.values.set(element, null);
  return thing;
}

/** What every new item of a type starts with. */
export const initialValues = (type: Thing): Record<string, Value> =>
  Object.fromEntries(
    attributesOf(type).map((attribute) => [
      textOf(attribute, 'ElementName'),
      attribute.values.get('AttributeType') === 'COLLECTION' ? [] : (attribute.values.get('Initial') ?? null),
    ]),
  );

export const typeOf = (world: FakeWorld, path: string): Thing | undefined =>
  ofType(world, 'TypeDefinition').find((type) => textOf(type, 'TypePath').toLowerCase() === path.toLowerCase());

export function attributesOf(type: Thing): readonly Thing[] {
  const list = type.values.get('Attributes');
  return isList(list) ? list : [];
}

/** The values that an attribute is confined to; null when it is not. */
export function allowedOf(attribute: Thing): readonly string[] | null {
  const list = attribute.values.get('AllowedValues');
  if (attribute.values.get('Constrained') !== true || !isList(list)) return null;
  return list.map((value) => textOf(value, 'StringValue'));
}

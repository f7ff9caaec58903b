/** Azure DevOps' lists, kept in `Metadata.native` between runs. */
import type { Json } from '../../model/json.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import type { Metadata } from '../../model/tracker.ts';
import type { Purpose, Send } from '../../model/transport.ts';
import { getFields, getProject, getType, getTypeFields, type ProjectRow, type TypeRow } from './api.ts';
import { bodyOf } from './errors.ts';
import { PARAM, type AzureSettings } from './params.ts';
import { fetchPeople } from './people.ts';

/** A field of the work item type. */
export interface Field {
  readonly ref: string;
  readonly name: string;
  readonly required: boolean;
  readonly values: readonly string[];
  /** `string`, `html`, `integer`, …; null where nobody had to ask. */
  readonly type: string | null;
  readonly readOnly: boolean;
}

export interface Native {
  readonly projectId: string;
  readonly projectName: string;
  readonly statuses: readonly string[];
  /** Status → those that can follow; `''`: those in which new work items begin. */
  readonly transitions: Readonly<Record<string, readonly string[]>>;
  readonly fields: readonly Field[];
  /** E-mail address (lower case) → sign-in name; empty unless assignees are synchronized. */
  readonly people: Readonly<Record<string, string>>;
}

export const PRIORITY = 'Microsoft.VSTS.Common.Priority';

/** Without kinds of fields and people: project, type, its fields. */
export const METADATA_REQUESTS = 3;

/** Throws `settings` when the project or the type is not usable. */
export async function fetchNative(send: Send, settings: AzureSettings): Promise<Native> {
  const project = await findProject(send, 'metadata', settings);
  const type = await findType(send, 'metadata', { project: project.id, type: settings.type });
  const transitions = Object.entries(type.transitions ?? {});
  return {
    projectId: project.id,
    projectName: project.name,
    statuses: (type.states ?? []).map(({ name }) => name),
    transitions: Object.fromEntries(transitions.map(([from, steps]) => [from, steps.map(({ to }) => to)])),
    fields: await fetchFields(send, settings, project.id),
    people: settings.options.assignees ? await fetchPeople(send, settings, project.id) : {},
  };
}

/** Throws `settings` where it is not there, or hidden. */
export async function findProject(send: Send, purpose: Purpose, { project }: AzureSettings): Promise<ProjectRow> {
  const response = await getProject(send, purpose, project);
  if (response.status !== 404) return bodyOf<ProjectRow>(response);
  throw wrong(
    PARAM.project,
    `There is no project "${project}" here, or this account may not see it: compare the name, and make it a member.`,
  );
}

export async function findType(
  send: Send,
  purpose: Purpose,
  at: { readonly project: string; readonly type: string },
): Promise<TypeRow> {
  const response = await getType(send, purpose, at);
  if (response.status !== 404) return bodyOf<TypeRow>(response);
  throw wrong(
    PARAM.type,
    `The project has no work item type "${at.type}": name one of its process, and choose the process in ${PARAM.process}.`,
  );
}

async function fetchFields(send: Send, settings: AzureSettings, project: string): Promise<readonly Field[]> {
  const { options, markerField, type } = settings;
  const rows = await getTypeFields(send, { project, type });
  const named = [...Object.keys(options.custom), ...Object.keys(options.lookup), ...(markerField === null ? [] : [''])];
  const kinds = new Map(
    (named.length === 0 ? [] : await getFields(send, project)).map((row) => [row.referenceName, row]),
  );
  return rows.map((row) => ({
    ref: row.referenceName,
    name: row.name,
    required: row.alwaysRequired === true,
    values: (row.allowedValues ?? []).map(String),
    type: kinds.get(row.referenceName)?.type ?? null,
    readOnly: kinds.get(row.referenceName)?.readOnly === true,
  }));
}

export const prioritiesOf = ({ fields }: Native): readonly string[] =>
  fields.find(({ ref }) => ref === PRIORITY)?.values ?? [];

export const toMetadata = (native: Native): Metadata => ({
  statuses: native.statuses,
  priorities: prioritiesOf(native),
  custom: native.fields.filter(({ ref }) => !/^(?:System|Microsoft)\./.test(ref)).map(({ ref }) => ref),
  home: native.projectName,
  people: Object.keys(native.people),
  projectName: native.projectName,
  native: native as unknown as Record<string, Json>,
});

export const fromMetadata = (metadata: Metadata): Native => metadata.native as unknown as Native;

/** What to look at and write in a work item. */
export interface View {
  readonly native: Native;
  readonly settings: AzureSettings;
  /** The server's root with organization and collection, for addresses. */
  readonly root: string;
  /** Our name of a custom field → the field. */
  readonly custom: Readonly<Record<string, Field>>;
  /** The same for the fields by which issues are looked up. */
  readonly lookup: Readonly<Record<string, Field>>;
}

/** Throws `settings` when a field that the parameters name does not exist: a marker nowhere would double every issue. */
export function viewOf(native: Native, settings: AzureSettings, root: string): View {
  const { markerField } = settings;
  if (markerField !== null) checkMarkerField(native, markerField);
  const { custom, lookup } = settings.options;
  const found = (names: object, param: string): Record<string, Field> =>
    Object.fromEntries(Object.keys(names).map((name) => [name, customField(native, name, param)]));
  return {
    native,
    settings,
    root,
    custom: found(custom, PARAM.customFields),
    lookup: found(lookup, PARAM.lookupFields),
  };
}

function checkMarkerField({ fields }: Native, name: string): void {
  const found = fields.find(({ ref }) => ref === name);
  const remedy =
    'an administrator of the process adds a field of type "Text (single line)" to the type, or leave the parameter empty to ' +
    'keep the mark in tags';
  if (found === undefined) throw wrong(PARAM.markerField, `The work item type has no field "${name}": ${remedy}.`);
  if (found.readOnly || (found.type !== null && found.type !== 'string'))
    throw wrong(PARAM.markerField, `The field "${name}" cannot hold a short text that we write: ${remedy}.`);
}

function customField({ fields }: Native, name: string, param: string): Field {
  const found = fields.find(({ ref }) => ref === name) ?? fields.find((one) => one.name === name);
  if (found?.readOnly === false) return found;
  const has = list(fields.filter(({ ref, readOnly }) => ref.startsWith('Custom.') && !readOnly).map(({ ref }) => ref));
  throw wrong(param, `The work item type has no field "${name}" that can be written; its custom fields: ${has}.`);
}

const wrong = (param: string, message: string): TrackerError => new TrackerError('settings', message, { param });

export const list = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '));

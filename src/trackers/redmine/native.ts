/** Redmine's lists: names for people, numbers for its API. Kept in `Metadata.native` between runs. */
import type { Json } from '../../model/json.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import type { Metadata } from '../../model/tracker.ts';
import type { Send } from '../../model/transport.ts';
import { getPriorities, getProject, getStatuses, listOf, type Named, type ProjectRow } from './api.ts';
import { PARAM, type RedmineSettings } from './params.ts';
import { readableProject } from './project.ts';

export interface Native {
  readonly projectId: number;
  readonly projectName: string;
  readonly trackers: readonly Named[];
  readonly statuses: readonly Named[];
  readonly priorities: readonly Named[];
  /** Custom fields of this project; those "for all projects" are not listed by Redmine. */
  readonly fields: readonly Named[];
}

const named = ({ id, name }: Named): Named => ({ id, name });

/** Three requests. Throws `settings` when the project is not usable. */
export async function fetchNative(send: Send, settings: RedmineSettings): Promise<Native> {
  const project: ProjectRow = readableProject(await getProject(send, 'metadata', settings.project), settings.project);
  const statuses = listOf<Named>(await getStatuses(send), 'issue_statuses');
  const priorities = listOf<Named & { readonly active?: boolean }>(await getPriorities(send), 'issue_priorities');
  return {
    projectId: project.id,
    projectName: project.name,
    trackers: (project.trackers ?? []).map(named),
    statuses: statuses.map(named),
    priorities: priorities.filter(({ active }) => active !== false).map(named),
    fields: (project.issue_custom_fields ?? []).map(named),
  };
}

export const toMetadata = (native: Native): Metadata => ({
  statuses: native.statuses.map(({ name }) => name),
  priorities: native.priorities.map(({ name }) => name),
  custom: native.fields.map(({ name }) => name),
  home: String(native.projectId),
  people: [],
  projectName: native.projectName,
  native: native as unknown as Record<string, Json>,
});

export const fromMetadata = (metadata: Metadata): Native => metadata.native as unknown as Native;

/** What to look at and write in an issue, by number. */
export interface View {
  readonly native: Native;
  readonly settings: RedmineSettings;
  /** The server's root, for addresses of issues. */
  readonly root: string;
  /** Null: the marker is kept in the description only. */
  readonly markerField: number | null;
  /** Our name of a custom field → its number. */
  readonly custom: Readonly<Record<string, number>>;
  /** The same for the fields by which issues are looked up. */
  readonly lookup: Readonly<Record<string, number>>;
}

/**
 * Whether a field holds the marker must not depend on what the project contains at the moment: two answers would mean two
 * ways to look for the same issue. So: a field that the project lists, or one given by its number.
 */
export function viewOf(native: Native, settings: RedmineSettings, root: string): View {
  const { custom, lookup } = settings.options;
  const numbered = (names: object, param: string): Record<string, number> =>
    Object.fromEntries(Object.keys(names).map((name) => [name, customField(native, name, param)]));
  return {
    native,
    settings,
    root,
    markerField: fieldNumber(native, settings.markerField),
    custom: numbered(custom, PARAM.customFields),
    lookup: numbered(lookup, PARAM.lookupFields),
  };
}

const fieldNumber = ({ fields }: Native, name: string): number | null =>
  /^\d+$/.test(name) ? Number(name) : (fields.find((field) => field.name === name)?.id ?? null);

function customField(native: Native, name: string, param: string): number {
  const id = fieldNumber(native, name);
  if (id !== null) return id;
  const message =
    `Redmine lists no custom field "${name}" for this project; it has ${list(native.fields)}. A field for all projects ` +
    `is not listed: name it by its number, as in its address /custom_fields/7/edit.`;
  throw new TrackerError('settings', message, { param });
}

/** The number of the entry with this name, or `settings` naming what there is. */
export function numberOf(entries: readonly Named[], name: string, what: string, param: string): number {
  const found = entries.find((entry) => entry.name === name);
  if (found !== undefined) return found.id;
  throw new TrackerError('settings', `Redmine has no ${what} "${name}"; it has ${list(entries)}.`, { param });
}

export const trackerOf = ({ native, settings }: View): number =>
  settings.tracker === ''
    ? (native.trackers[0]?.id ?? 0)
    : numberOf(native.trackers, settings.tracker, 'tracker in this project named', PARAM.tracker);

export const list = (entries: readonly Named[]): string =>
  entries.length === 0 ? 'none' : entries.map(({ name }) => name).join(', ');

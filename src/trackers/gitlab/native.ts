/** GitLab's lists as far as we need them. Kept in `Metadata.native` between runs. */
import type { Instant } from '../../model/instant.ts';
import type { Json } from '../../model/json.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import type { Metadata } from '../../model/tracker.ts';
import type { Send } from '../../model/transport.ts';
import { findEpic } from './epic.ts';
import { wholeList } from './lists.ts';
import { PARAM, type GitlabSettings } from './params.ts';
import { fetchPeople } from './people.ts';
import { findProject } from './project.ts';
import { isStatusOf, statusesOf } from './statuses.ts';
import { tokenWarning } from './token.ts';

export interface Native {
  readonly projectId: number;
  /** As it is called now. */
  readonly path: string;
  readonly projectName: string;
  /** The labels of the workflow; empty without one. */
  readonly workflowLabels: readonly string[];
  /** By title; empty unless a parameter names one. */
  readonly milestones: Readonly<Record<string, number>>;
  /** The epic's number on the whole server; null without one. */
  readonly epic: number | null;
  /** E-mail address → account; empty unless assignees are synchronized. */
  readonly people: Readonly<Record<string, number>>;
  /** That the token ends soon; null when it does not. */
  readonly warning: string | null;
}

/** Without parameters that ask for more: the project, the token. */
export const METADATA_REQUESTS = 2;

/** Throws `settings` when the project is not usable. */
export async function fetchNative(send: Send, settings: GitlabSettings, now: Instant): Promise<Native> {
  const row = await findProject(send, 'metadata', settings.project);
  const { workflow, options } = settings;
  const namesMilestones = fieldsOf(settings).includes('milestone');
  const milestones = namesMilestones
    ? await wholeList<{ title: string; id: number }>(send, row.id, 'milestones', { include_ancestors: 'true' })
    : [];
  const labels =
    workflow === null ? [] : await wholeList<{ name: string }>(send, row.id, 'labels', { search: workflow.prefix });
  return {
    projectId: row.id,
    path: row.path_with_namespace,
    projectName: row.name_with_namespace ?? row.path_with_namespace,
    workflowLabels: labels.map(({ name }) => name).filter((name) => isStatusOf(workflow, name)),
    milestones: Object.fromEntries(milestones.map(({ title, id }) => [title, id])),
    epic: options.parent === null ? null : await findEpic(send, options.parent, row),
    people: options.assignees ? await fetchPeople(send, row.id, settings) : {},
    warning: await tokenWarning(send, 'metadata', now),
  };
}

export const toMetadata = (native: Native, { options, workflow }: GitlabSettings): Metadata => ({
  statuses: statusesOf(workflow, native.workflowLabels),
  priorities: [...new Set(Object.values(options.priorities ?? {}))],
  custom: FIELDS,
  home: String(native.projectId),
  people: Object.keys(native.people),
  projectName: native.projectName,
  ...(native.warning === null ? {} : { warning: native.warning }),
  native: native as unknown as Record<string, Json>,
});

export const fromMetadata = (metadata: Metadata): Native => metadata.native as unknown as Native;

/** What to look at and write in an issue. */
export interface View {
  readonly native: Native;
  readonly settings: GitlabSettings;
}

/** What can be set beside what all trackers have. */
export const FIELDS = ['milestone', 'due_date', 'weight'] as const;
export type Field = (typeof FIELDS)[number];

const isField = (name: string): name is Field => FIELDS.some((field) => field === name);

function fieldsOf({ options: { custom, lookup } }: GitlabSettings): readonly string[] {
  const names = [
    ...Object.keys(custom).map((name) => [name, PARAM.customFields] as const),
    ...Object.keys(lookup).map((name) => [name, PARAM.lookupFields] as const),
  ];
  for (const [name, param] of names) {
    if (isField(name)) continue;
    const message = `GitLab's issues have no field "${name}"; use ${FIELDS.join(', ')}.`;
    throw new TrackerError('settings', message, { param });
  }
  return names.map(([name]) => name);
}

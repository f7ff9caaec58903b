/** Jira's lists about one project and issue type. Kept in `Metadata.native` between runs. */
import { fingerprint, type Json } from '../../model/json.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import type { Metadata } from '../../model/tracker.ts';
import type { Send } from '../../model/transport.ts';
import { memberOf, trusted, unexpected, wholeList } from './answer.ts';
import { getCreateFields, getIssue, getPermissions, getServerInfo, getStatuses, type Api } from './api.ts';
import { compact, type Field } from './field.ts';
import { PARAM } from './params.ts';
import { fetchPeople, type Person } from './people.ts';
import { PERMISSIONS } from './permissions.ts';
import { readProject } from './project.ts';
import type { Named, StatusRow } from './rows.ts';
import type { JiraSettings } from './settings.ts';

export interface Native {
  /** What was asked for; another question makes these answers useless. */
  readonly asked: string;
  readonly cloud: boolean;
  readonly projectId: string;
  readonly projectKey: string;
  readonly projectName: string;
  readonly issueType: Named;
  readonly subtask: boolean;
  /** The statuses of that issue type. */
  readonly statuses: readonly (Named & { readonly category: string })[];
  /** The fields of its create screen. */
  readonly fields: readonly Field[];
  readonly parent: { readonly id: string; readonly key: string } | null;
  /** The permissions that this account has, of those that we ask about. */
  readonly may: readonly string[];
  readonly people: readonly Person[];
}

const askedBy = ({ project, issueType, options }: JiraSettings): string =>
  fingerprint([project, issueType, options.parent, options.assignees]);

/** Five requests; one more for a parent issue, and one per thousand people where assignees are synchronized. */
export async function fetchNative(send: Send, settings: JiraSettings): Promise<Native> {
  const api = { send, cloud: await isCloud(send) };
  const project = await readProject(api, 'metadata', settings.project);
  const issueType = project.issueTypes?.find(({ name }) => name === settings.issueType);
  if (issueType === undefined) throw noIssueType(settings, project.issueTypes ?? []);
  const { options } = settings;
  return {
    asked: askedBy(settings),
    cloud: api.cloud,
    projectId: project.id,
    projectKey: project.key,
    projectName: project.name,
    issueType: { id: issueType.id, name: issueType.name },
    subtask: issueType.subtask === true,
    statuses: await fetchStatuses(api, project.key, issueType.id),
    fields: (await getCreateFields(api, project.key, issueType.id)).map(compact),
    parent: options.parent === null ? null : await fetchParent(api, options.parent),
    may: await fetchRights(api, project.key),
    people: options.assignees ? await fetchPeople(api, project.key) : [],
  };
}

/** What this server is: it says so to anybody. */
async function isCloud(send: Send): Promise<boolean> {
  const response = trusted(await getServerInfo(send, 'metadata'));
  return memberOf<string>(response, 'deploymentType') === 'Cloud';
}

export const list = (entries: readonly { readonly name: string }[]): string =>
  entries.length === 0 ? 'none' : entries.map(({ name }) => name).join(', ');

const noIssueType = ({ issueType, project }: JiraSettings, types: readonly Named[]): TrackerError =>
  new TrackerError('settings', `Project ${project} has no issue type "${issueType}"; it has ${list(types)}.`, {
    param: PARAM.issueType,
  });

async function fetchStatuses(api: Api, project: string, issueType: string): Promise<Native['statuses']> {
  const types = wholeList<{ readonly id: string; readonly statuses: readonly StatusRow[] }>(
    await getStatuses(api, project),
  );
  const statuses = types.find(({ id }) => id === issueType)?.statuses ?? [];
  return statuses.map(({ id, name, statusCategory }) => ({ id, name, category: statusCategory?.key ?? '' }));
}

async function fetchParent(api: Api, key: string): Promise<{ readonly id: string; readonly key: string }> {
  const response = await getIssue(api, 'metadata', key, { fields: 'summary' });
  if (response.status === 200) return { id: memberOf(response, 'id'), key: memberOf(response, 'key') };
  if (response.status !== 404 && response.status !== 400) throw unexpected(response);
  throw new TrackerError(
    'settings',
    `Jira has no issue "${key}" that this account may see: give the key of the parent issue or epic, like PAY-1.`,
    { param: PARAM.parent },
  );
}

async function fetchRights(api: Api, project: string): Promise<readonly string[]> {
  const names = Object.keys(PERMISSIONS);
  const response = await getPermissions(api, 'metadata', project, names);
  const answers = memberOf<Readonly<Record<string, { readonly havePermission?: boolean }>>>(response, 'permissions');
  return names.filter((name) => answers[name]?.havePermission === true);
}

export const toMetadata = (native: Native, { options, accounts }: JiraSettings): Metadata => ({
  statuses: native.statuses.map(({ name }) => name),
  priorities: native.fields.find(({ id }) => id === 'priority')?.options.map(({ name }) => name) ?? [],
  custom: native.fields.map(({ name }) => name),
  home: native.projectId,
  people: options.assignees ? [...new Set([...Object.keys(accounts), ...native.people.map(({ email }) => email)])] : [],
  projectName: native.projectName,
  native: native as unknown as Record<string, Json>,
});

/** null: these lists answer another question, or come from an older version. */
export function fromMetadata({ native }: Metadata, settings: JiraSettings): Native | null {
  const known = native as unknown as Native;
  return known.asked === askedBy(settings) ? known : null;
}

/** What to look at and write in an issue. */
export interface View {
  readonly api: Api;
  readonly native: Native;
  readonly settings: JiraSettings;
  /** Texts of tasks → what Jira makes of them: a run asks more than once. */
  readonly bodies: Map<string, string | null>;
}

/** The field that our parameters call so: by its name, else its id. */
export const fieldNamed = ({ fields }: Pick<Native, 'fields'>, name: string): Field | undefined =>
  fields.find((field) => field.name.toLowerCase() === name.toLowerCase()) ?? fields.find(({ id }) => id === name);

export const nameOfField =
  ({ fields }: Pick<Native, 'fields'>) =>
  (id: string): string =>
    fields.find((field) => field.id === id)?.name ?? id;

/** GitHub's lists as far as we need them. Kept in `Metadata.native` between runs. */
import { fingerprint, type Json } from '../../model/json.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import type { Metadata } from '../../model/tracker.ts';
import type { TrackerResponse } from '../../model/transport.ts';
import { archived, bodyOf, issuesOff, listOf, notThere, ROLE } from './answer.ts';
import { getAccount, getList, getRepository, PAGE, type Api } from './api.ts';
import type { Extra } from './graph.ts';
import { PARAM, type GithubSettings } from './params.ts';
import type { Person, RepositoryRow } from './rows.ts';

export interface Native {
  readonly repositoryId: number;
  /** `owner/name`, as it is called now. */
  readonly repository: string;
  /** The labels that there are: their spelling counts, in whatever letters we write them. */
  readonly labels: readonly string[];
  /** Of milestones by title; empty unless a parameter names one. */
  readonly milestones: Readonly<Record<string, number>>;
  /** Logins that issues can be assigned to; empty unless assignees are synchronized. */
  readonly assignable: readonly string[];
  /** Who creates our issues; null where a label tells which they are. */
  readonly creator: string | null;
}

/** Without parameters that ask for more. */
export const METADATA_REQUESTS = 2;

export const STATUSES = ['open', 'closed', 'not_planned', 'duplicate'] as const;

/** Throws `settings` when the repository is not usable. */
export async function fetchNative(api: Api, settings: GithubSettings): Promise<Native> {
  const named = `${settings.owner}/${settings.repository}`;
  const row = usableRepository(await getRepository(api, 'metadata', named), settings);
  const repository = row.full_name;
  const list = <T>(what: 'labels' | 'assignees' | 'milestones') => wholeList<T>(api, repository, what);
  const milestones = fieldsOf(settings).includes('milestone')
    ? await list<{ title: string; number: number }>('milestones')
    : [];
  return {
    repositoryId: row.id,
    repository,
    labels: (await list<{ name: string }>('labels')).map(({ name }) => name).toSorted(),
    milestones: Object.fromEntries(milestones.map(({ title, number }) => [title, number])),
    assignable: settings.options.assignees ? (await list<Person>('assignees')).map(({ login }) => login) : [],
    creator: settings.markerLabel === null ? await accountOf(api) : null,
  };
}

/** More than a thousand labels: the spelling of the others is what we make it. */
const MOST_PAGES = 10;

async function wholeList<T>(
  api: Api,
  repository: string,
  what: 'labels' | 'assignees' | 'milestones',
): Promise<readonly T[]> {
  const all: T[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const rows = listOf<T>(await getList(api, repository, what, page));
    all.push(...rows);
    if (rows.length < PAGE) break;
  }
  return all;
}

async function accountOf(api: Api): Promise<string> {
  const response = await getAccount(api, 'metadata');
  if (response.status !== 403) return bodyOf<Person>(response).login;
  const message = 'An App has no account by which its issues could be known: give a label.';
  throw new TrackerError('settings', message, { param: PARAM.markerLabel });
}

/** The repository's row, or `settings` saying which of the things that can be wrong with it is wrong. */
export function usableRepository(response: TrackerResponse, { markerLabel }: GithubSettings): RepositoryRow {
  if (response.status === 404) throw notThere();
  const row = bodyOf<RepositoryRow>(response);
  if (row.archived) throw archived();
  if (!row.has_issues) throw issuesOff();
  if (markerLabel !== null && !mayLabel(row)) throw mayNotLabel();
  return row;
}

const LABELLING = ['admin', 'maintain', 'push', 'triage'];

/** Nothing is told to Apps. */
const mayLabel = ({ permissions = {} }: RepositoryRow): boolean =>
  permissions['pull'] !== true || LABELLING.some((right) => permissions[right] === true);

const mayNotLabel = (): TrackerError =>
  new TrackerError(
    'settings',
    'The account may only read the repository, and GitHub drops the labels of such accounts without a word: ' +
      `${ROLE}, or leave ${PARAM.markerLabel} empty.`,
    { param: PARAM.project },
  );

export function toMetadata(native: Native, { options, users }: GithubSettings): Metadata {
  const people = Object.entries(users).filter(([, login]) => isIn(native.assignable, login));
  return {
    statuses: STATUSES,
    priorities: [...new Set(Object.values(options.priorities ?? {}))],
    custom: ['milestone', 'type'],
    home: String(native.repositoryId),
    people: people.map(([email]) => email),
    projectName: native.repository,
    native: native as unknown as Record<string, Json>,
  };
}

export const fromMetadata = (metadata: Metadata): Native => metadata.native as unknown as Native;

/** Logins and labels differ by more than the size of their letters. */
export const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

export const isIn = (names: readonly string[], name: string): boolean => names.some((one) => isSame(one, name));

/** What to look at and write in an issue. */
export interface View {
  readonly native: Native;
  readonly settings: GithubSettings;
  /** What is asked of an issue beside what always is. */
  readonly extras: readonly Extra[];
}

const FIELDS: readonly string[] = ['milestone', 'type'] satisfies readonly Extra[];

function fieldsOf({ options: { custom, lookup } }: GithubSettings): readonly Extra[] {
  const names = [
    ...Object.keys(custom).map((name) => [name, PARAM.customFields] as const),
    ...Object.keys(lookup).map((name) => [name, PARAM.lookupFields] as const),
  ];
  for (const [name, param] of names) {
    if (FIELDS.includes(name)) continue;
    throw new TrackerError('settings', `GitHub's issues have no field "${name}": use milestone or type.`, { param });
  }
  return [...new Set(names.map(([name]) => name as Extra))];
}

export const viewOf = (native: Native, settings: GithubSettings): View => ({
  native,
  settings,
  extras: [...fieldsOf(settings), ...(settings.options.parent === null ? [] : (['parent'] as const))],
});

/** What an issue is read by: when that changes, the same answer means something else. */
export const readingOf = ({ native, settings, extras }: View): string => {
  const { markerLabel, duplicateLabel, users, options } = settings;
  return fingerprint([
    native.repository,
    native.creator,
    markerLabel,
    duplicateLabel,
    users,
    options.priorities,
    extras,
  ]);
};

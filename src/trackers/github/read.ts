/** Reading what is behind these ids, wherever it is now. */
import type { Instant } from '../../model/instant.ts';
import type { Issue, IssueField } from '../../model/issue.ts';
import type { Known } from '../../model/tracker.ts';
import { atOnce } from '../at-once.ts';
import { chunks } from '../chunks.ts';
import { bodyOf, unexpected } from './answer.ts';
import { getIssue, getRepository, PAGE, type Api } from './api.ts';
import { placeIn, toIssue, type Place } from './convert.ts';
import { askIssues, askTimes } from './graph.ts';
import type { View } from './native.ts';
import { fromNode, fromRow, type IssueRow, type RepositoryRow } from './rows.ts';

/** An issue that is asked for: as what, and where it was last seen. */
interface Asked {
  readonly id: string;
  /** `owner/name` */
  readonly repository: string;
  readonly number: number;
  readonly project: string;
}

/**
 * By id, a hundred at a time, wherever they were transferred to; by `#12` in the repository itself. One that is gone or hidden is
 * simply not in the answer.
 */
export async function readByIds(api: Api, view: View, ids: readonly string[], known: Known): Promise<readonly Issue[]> {
  const asked = ids.flatMap((id) => askedFor(id, known(id), view) ?? []);
  const found = await atOnce(chunks(asked, PAGE), (some) => readSome(api, view, some));
  return found.flat();
}

/** From the timelines. Transferred issues have left theirs behind. */
export async function fieldTimes(
  api: Api,
  view: View,
  ids: readonly string[],
  field: IssueField,
): Promise<Readonly<Record<string, Instant | null>>> {
  const { repository, repositoryId: home } = view.native;
  const numbers = ids.flatMap((id) => (id.startsWith(`${home}-`) ? [Number(id.split('-')[1])] : []));
  const found = await atOnce(chunks(numbers, PAGE), (some) => askTimes(api, { repository, numbers: some }, field));
  const times: Readonly<Record<string, string>> = Object.assign({}, ...found);
  return Object.fromEntries(
    ids.map((id) => {
      const at = times[id.split('-')[1] ?? ''];
      return [id, id.startsWith(`${home}-`) && at !== undefined ? Date.parse(at) : null];
    }),
  );
}

function askedFor(id: string, issue: Issue | undefined, view: View): Asked | null {
  if (issue !== undefined) return { id, project: issue.project, ...placeIn(issue.key, view) };
  const home = String(view.native.repositoryId);
  if (/^#\d+$/.test(id)) return { id: `${home}-${id.slice(1)}`, project: home, ...placeIn(id, view) };
  const [, project, number] = /^(\d+)-(\d+)$/.exec(id) ?? [];
  if (project === undefined) return null;
  // Of another repository nothing is known but its number.
  return { id, project, number: Number(number), repository: project === home ? view.native.repository : '' };
}

async function readSome(api: Api, view: View, asked: readonly Asked[]): Promise<readonly Issue[]> {
  const named = asked.filter(({ repository }) => repository !== '');
  const byRepository = Map.groupBy(named, ({ repository }) => repository);
  const wanted = [...byRepository].map(([repository, all]) => ({
    repository,
    numbers: all.map(({ number }) => number),
  }));
  const nodes = named.length === 0 ? [] : await askIssues(api, wanted, view.extras);
  const found = nodes.flatMap(({ repository, node }): readonly Issue[] => {
    const one = byRepository.get(repository)?.find(({ number }) => number === node.number);
    return one === undefined ? [] : [toIssue(fromNode(node, repository), placeOf(one, view), view)];
  });
  const rest = asked.filter(({ id }) => !found.some((issue) => issue.id === id));
  return [...found, ...(await atOnce(rest, (one) => search(api, view, one))).flat()];
}

const placeOf = ({ id, repository, number, project }: Asked, { native }: View): Place => ({
  id,
  project,
  key: repository === native.repository ? `#${number}` : `${repository}#${number}`,
});

/** Not where it was: GitHub may know where to. */
async function search(api: Api, view: View, { id, repository, number, project }: Asked): Promise<readonly Issue[]> {
  const at = repository === '' ? `/repositories/${project}` : `/repos/${repository}`;
  const response = await getIssue(api, 'read-back', `${at}/issues/${number}`);
  if (response.status === 404 || response.status === 410) return [];
  const row = bodyOf<IssueRow>(response);
  return row.pull_request === undefined ? [await arrived(api, view, { id, row, path: response.path })] : [];
}

/** The issue with the name of the repository that it is in now. */
async function arrived(
  api: Api,
  view: View,
  { id, row, path }: { readonly id: string; readonly row: IssueRow; readonly path: string },
): Promise<Issue> {
  const repository = repositoryIn(row);
  const project = /\/repositories\/(\d+)\//.exec(path)?.[1] ?? (await repositoryId(api, view, repository));
  const home = String(view.native.repositoryId);
  const name = project === home ? '' : repository;
  return toIssue(fromRow(row), { id, project, key: `${name}#${row.number}` }, view);
}

/** `owner/name` */
export const repositoryIn = ({ repository_url: url }: Pick<IssueRow, 'repository_url'>): string =>
  url.split('/').slice(-2).join('/');

/** Its number, by which it is known under every name. */
export async function repositoryId(api: Api, { native }: View, repository: string): Promise<string> {
  if (repository === native.repository) return String(native.repositoryId);
  const response = await getRepository(api, 'read-back', repository);
  if (response.status !== 200) throw unexpected(response);
  return String(bodyOf<RepositoryRow>(response).id);
}

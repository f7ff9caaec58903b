/** The repositories to choose from. */
import type { TrackerProject } from '../../model/tracker.ts';
import { bodyOf, listOf, obstacleIn } from './answer.ts';
import { getInstallation, getRepositories, PAGE, type Api } from './api.ts';
import type { RepositoryRow } from './rows.ts';

/** Nobody looks through more; whoever misses one gives its name. */
const MOST_PAGES = 10;

/** Those whose issues can be worked with, by owner and name, as the parameter takes them. */
export async function listRepositories(api: Api): Promise<readonly TrackerProject[]> {
  const rows: RepositoryRow[] = [];
  let read = ofAccount;
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const found = (await read(api, page)) ?? (await (read = ofInstallation)(api, page)) ?? [];
    rows.push(...found);
    if (found.length < PAGE) break;
  }
  const names = rows.filter((row) => row.has_issues && !row.archived).map((row) => row.full_name);
  return names.map((name) => ({ id: name, name })).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

type Read = (api: Api, page: number) => Promise<readonly RepositoryRow[] | null>;

/** Null: it is an App that asks, which has an installation instead. */
const ofAccount: Read = async (api, page) => {
  const response = await getRepositories(api, page);
  return response.status === 403 && obstacleIn(response) !== null ? null : listOf<RepositoryRow>(response);
};

const ofInstallation: Read = async (api, page) =>
  bodyOf<{ readonly repositories: readonly RepositoryRow[] }>(await getInstallation(api, 'metadata', page))
    .repositories;

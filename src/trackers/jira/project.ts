/** The project that everything happens in. */
import { TrackerError } from '../../model/tracker-error.ts';
import type { TrackerProject } from '../../model/tracker.ts';
import type { Purpose } from '../../model/transport.ts';
import { memberOf } from './answer.ts';
import { getProject, getProjects, type Api } from './api.ts';
import { PARAM } from './params.ts';
import type { ProjectRow } from './rows.ts';

const wrong = (message: string): TrackerError => new TrackerError('settings', message, { param: PARAM.project });

/** By name; Jira leaves out those in its archive and its trash. */
export async function listProjects(api: Api): Promise<readonly TrackerProject[]> {
  const rows = await getProjects(api);
  return rows.map(({ key: id, name }) => ({ id, name })).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Throws `settings` unless the project is there and can be worked in. */
export async function readProject(api: Api, purpose: Purpose, project: string): Promise<ProjectRow> {
  const response = await getProject(api, purpose, project);
  if (response.status === 404) {
    throw wrong(
      `Jira has no project with the key "${project}" that this account may see: give its key, as in PAY-7, or let the ` +
        'account browse the project.',
    );
  }
  if (response.status === 403) throw wrong(`This account may not see project "${project}": let it browse the project.`);
  memberOf(response, 'key');
  const row = response.body as ProjectRow;
  if (row.archived === true) throw wrong(`Project "${project}" is archived in Jira: restore it to synchronize.`);
  if (row.deleted === true) throw wrong(`Project "${project}" is in Jira's trash: restore it to synchronize.`);
  return row;
}

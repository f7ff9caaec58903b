/** Whether the project can be worked in, told from Redmine's answer. */
import { TrackerError } from '../../model/tracker-error.ts';
import type { TrackerProject } from '../../model/tracker.ts';
import type { Send, TrackerResponse } from '../../model/transport.ts';
import { getProjects, listOf, memberOf, type ProjectRow } from './api.ts';
import { PARAM } from './params.ts';

const CLOSED = 5;
const ARCHIVED = 9;

/** Those that are open, by name. */
export async function listProjects(send: Send): Promise<readonly TrackerProject[]> {
  const rows: ProjectRow[] = [];
  for (;;) {
    const response = await getProjects(send, rows.length);
    const page = listOf<ProjectRow>(response, 'projects');
    rows.push(...page);
    if (page.length === 0 || rows.length >= memberOf<number>(response, 'total_count')) break;
  }
  const open = rows.filter(({ status }) => status !== CLOSED && status !== ARCHIVED);
  return open.map(({ identifier: id, name }) => ({ id, name })).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The project's row, or `settings` saying which of the things that can be wrong with a project is wrong. */
export function readableProject(response: TrackerResponse, project: string): ProjectRow {
  if (response.status === 404) {
    throw wrong(`Redmine has no project with the identifier "${project}": it is the last part of its address.`);
  }
  if (response.status === 403) {
    throw wrong(
      `Project "${project}" is archived, or hidden from this account: unarchive it, or make the account a member of it.`,
    );
  }
  const row = memberOf<ProjectRow>(response, 'project');
  if (row.status === CLOSED) throw wrong(`Project "${project}" is closed in Redmine: reopen it to synchronize.`);
  if (row.status === ARCHIVED) throw wrong(`Project "${project}" is archived in Redmine: unarchive it to synchronize.`);
  if (row.enabled_modules?.some(({ name }) => name === 'issue_tracking') === false) {
    throw wrong(`Issue tracking is off in project "${project}": enable the module in the project's settings.`);
  }
  if (row.trackers?.length === 0) throw wrong(`Project "${project}" has no trackers: enable one in its settings.`);
  return row;
}

const wrong = (message: string): TrackerError => new TrackerError('settings', message, { param: PARAM.project });

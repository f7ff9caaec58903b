/** Whether the project can be worked in, told from GitLab's answer. */
import { TrackerError } from '../../model/tracker-error.ts';
import type { TrackerProject } from '../../model/tracker.ts';
import type { Purpose, Send, TrackerResponse } from '../../model/transport.ts';
import { bodyOf, listOf, notThere, settings } from './answer.ts';
import { getProject, getProjects } from './api.ts';
import { PARAM } from './params.ts';
import type { ProjectRow } from './rows.ts';

/** Roles as GitLab counts them. Labels of those below are dropped without a word. */
export const PLANNER = 15;

const ROLES: Readonly<Record<number, string>> = { 0: 'no member', 5: 'Minimal Access', 10: 'Guest' };

/** Those of which the account is a member, by path. */
export async function listProjects(send: Send): Promise<readonly TrackerProject[]> {
  const rows: ProjectRow[] = [];
  for (let page = 1, more = true; more; page += 1) {
    const response = await getProjects(send, page);
    rows.push(...listOf<ProjectRow>(response));
    more = (response.headers['x-next-page'] ?? '') !== '';
  }
  const named = rows.map(({ path_with_namespace: id, name_with_namespace: name = id }) => ({ id, name }));
  return named.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** The project's row, or `settings` saying which of the things that can be wrong with a project is wrong. */
export async function findProject(send: Send, purpose: Purpose, project: string | number): Promise<ProjectRow> {
  const response = await getProject(send, purpose, project);
  const now = movedTo(response);
  return usable(now === null ? response : await getProject(send, purpose, now));
}

/** Its number, where it was renamed or moved. Only that is taken from the address: nobody sends us to another server. */
function movedTo({ status, headers }: TrackerResponse): number | null {
  const id = /\/api\/v4\/projects\/(\d+)$/.exec(headers['location'] ?? '')?.[1];
  return status >= 300 && status < 400 && id !== undefined ? Number(id) : null;
}

function usable(response: TrackerResponse): ProjectRow {
  if (response.status === 404) throw notThere();
  const row = bodyOf<ProjectRow>(response);
  const wrong = (message: string): TrackerError =>
    settings(PARAM.project, `Project ${row.path_with_namespace} ${message}`);
  if (row.marked_for_deletion_on) throw wrong('is going to be deleted: restore it to synchronize.');
  if (row.archived === true) throw wrong('is archived, so nothing can be written: unarchive it to synchronize.');
  if (row.issues_access_level === 'disabled' || row.issues_enabled === false)
    throw wrong('has no issues: switch them on under Settings, General, Visibility, project features, permissions.');
  const level = levelIn(row);
  if (level !== null && level < PLANNER) throw wrong(tooLittle(level));
  return row;
}

/** The account's role as far as the project tells; null when it does not. */
export function levelIn({ permissions }: ProjectRow): number | null {
  const levels = [permissions?.project_access, permissions?.group_access].flatMap(
    (access) => access?.access_level ?? [],
  );
  return levels.length === 0 ? null : Math.max(...levels);
}

export const tooLittle = (level: number): string =>
  `does not let the account label issues, for it is ${ROLES[level] ?? `of the level ${level}`} there: give it the role Planner, Reporter or higher.`;

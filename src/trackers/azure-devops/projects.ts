/** The team projects to choose from. */
import type { TrackerProject } from '../../model/tracker.ts';
import type { Send } from '../../model/transport.ts';
import { BATCH, getProjectPage, listOf, type ProjectRow } from './api.ts';
import { noOrganization } from './errors.ts';

/** By name, which the parameter takes. A page may hold less than was asked for, and says then that there is another. */
export async function listProjects(send: Send): Promise<readonly TrackerProject[]> {
  const rows: ProjectRow[] = [];
  for (let isLast = false; !isLast;) {
    const response = await getProjectPage(send, rows.length);
    if (response.status === 404) throw noOrganization();
    const page = listOf<ProjectRow>(response);
    rows.push(...page);
    const isShort = page.length < BATCH && (response.headers['x-ms-continuationtoken'] ?? '') === '';
    isLast = page.length === 0 || isShort;
  }
  return rows.map(({ name }) => ({ id: name, name })).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The epic to which issues are added. */
import type { Send } from '../../model/transport.ts';
import { bodyOf, settings } from './answer.ts';
import { getEpic } from './api.ts';
import { PARAM } from './params.ts';
import type { ProjectRow } from './rows.ts';

/** Its number on the whole server. `name`: `12` in the project's own group, or `group&12`. Throws `settings`. */
export async function findEpic(send: Send, name: string, { namespace }: ProjectRow): Promise<number> {
  const [number = '', group = namespace?.full_path ?? ''] = name.split('&').toReversed();
  const response = await getEpic(send, group, number);
  if (response.status === 404 || response.status === 403) {
    throw settings(
      PARAM.parent,
      `GitLab shows no epic ${group}&${number} to this account. Epics need GitLab Premium, and belong to groups: name the ` +
        'group where it is not the one of the project, as in group&12.',
    );
  }
  return bodyOf<{ readonly id: number }>(response).id;
}

/** Labels of an issue, one by one. */
import type { IssueChange } from '../../model/issue.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import { obstacleIn, unexpected, wordsOf } from './answer.ts';
import { deleteLabel, postLabels, type Api } from './api.ts';
import { labelChanges, pathOf } from './convert.ts';
import type { Reply } from './follow.ts';
import type { View } from './native.ts';

/** Labels that are not there yet are made on the way. One that is off already needs not be taken off. */
export async function writeLabels(api: Api, view: View, change: IssueChange): Promise<void> {
  const { key } = change.issue;
  const path = pathOf(key, view);
  const { added, removed } = labelChanges(change, view);
  if (added.length > 0) assertTaken(await postLabels(api, path, added), key);
  for (const label of removed) {
    const response = await deleteLabel(api, path, label);
    if (!(response.status === 404 && /label does not exist/i.test(wordsOf(response)))) assertTaken(response, key);
  }
}

function assertTaken(response: Reply, key: string): void {
  const { status } = response;
  if (status < 300) return;
  const obstacle = obstacleIn(response);
  if (obstacle !== null) throw obstacle;
  if (status === 404 || status === 410)
    throw new TrackerError('gone', `${key} is not there any more, or is hidden from this account.`);
  if (status === 403 || status === 422)
    throw new TrackerError('refused', `GitHub does not take the labels: ${wordsOf(response)}.`);
  throw unexpected(response);
}

/** Creates issues and says of each what became of it. */
import type { Issue, IssueDraft, WriteOutcome } from '../../model/issue.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import { atOnce } from '../at-once.ts';
import { chunks } from '../chunks.ts';
import { postRemoteLink } from './api.ts';
import { CREATE_BATCH, createBatch, type Fates } from './create-batch.ts';
import { moveAll } from './move.ts';
import type { View } from './native.ts';
import { readByIds } from './read.ts';
import type { Writer } from './writer.ts';

export const create = (writer: Writer, drafts: readonly IssueDraft[]): Promise<readonly WriteOutcome[]> =>
  writer.learned.afterFirst(() => createAll(writer, drafts));

async function createAll(writer: Writer, drafts: readonly IssueDraft[]): Promise<readonly WriteOutcome[]> {
  const at = writer.now();
  const fates: Fates = new Map();
  for (const batch of chunks(drafts, CREATE_BATCH)) await createBatch(writer, batch, at, fates);
  await linkBack(writer.view, drafts, fates);
  const settled = await settle(writer, drafts, fates);
  return drafts.map((draft) => {
    const fate = fates.get(draft) ?? unsure();
    if (fate instanceof TrackerError) return { ok: false, error: fate };
    return { ok: true, issue: settled.get(fate.id) ?? fate };
  });
}

const unsure = (): TrackerError =>
  new TrackerError('down', "Jira's answer does not say what became of it; the next run looks before it creates.");

/** The link among the issue's links is a convenience: the description has one anyway. */
async function linkBack(view: View, drafts: readonly IssueDraft[], fates: Fates): Promise<void> {
  if (!view.settings.remoteLink) return;
  await atOnce(drafts, async (draft) => {
    const issue = fates.get(draft);
    if (issue === undefined || issue instanceof TrackerError) return;
    const object = { url: draft.taskUrl, title: `${draft.taskId} in Lockstep` };
    const body = { globalId: draft.marker, application: { name: 'Lockstep' }, object };
    await postRemoteLink(view.api, issue.id, body).catch((error: unknown) => {
      if (!(error instanceof TrackerError) || error.kind === 'credentials') throw error;
    });
  });
}

/** Issues that begin in another status than they should have. One that does not get there is left to the next run. */
async function settle(
  writer: Writer,
  drafts: readonly IssueDraft[],
  fates: Fates,
): Promise<ReadonlyMap<string, Issue>> {
  const moves = drafts.flatMap((draft) => {
    const issue = fates.get(draft);
    const target = draft.fields.status;
    if (issue === undefined || issue instanceof TrackerError) return [];
    return target === '' || target === issue.fields.status ? [] : [{ issue, target, comment: null }];
  });
  if (moves.length === 0) return new Map();
  const { proved } = await moveAll(writer, moves);
  const ids = moves.map(({ issue }) => issue.id).filter((id) => !proved.has(id));
  const read = await readByIds(writer.view, ids);
  return new Map([...proved, ...read.map((issue) => [issue.id, issue] as const)]);
}

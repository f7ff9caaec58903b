/** Creates issues, up to fifty in one request, and says of each what became of it. */
import type { Instant } from '../../model/instant.ts';
import type { Issue, IssueDraft, WriteOutcome } from '../../model/issue.ts';
import { same, type Json } from '../../model/json.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import { atOnce } from '../at-once.ts';
import { chunks } from '../chunks.ts';
import { refused, unexpected } from './answer.ts';
import { postBulk, postRemoteLink } from './api.ts';
import { draftBody, madeOf } from './draft.ts';
import { moveAll } from './move.ts';
import { nameOfField, type View } from './native.ts';
import { orRefusal } from './refusal.ts';
import { readByIds } from './read.ts';
import type { Writer } from './writer.ts';

/** Jira's maximum for one request. */
export const CREATE_BATCH = 50;

/** What is known of a draft after the request. */
type Fate = { readonly issue: Issue; readonly isRead: boolean } | { readonly error: TrackerError };

export async function create(writer: Writer, drafts: readonly IssueDraft[]): Promise<readonly WriteOutcome[]> {
  const at = writer.now();
  const fates = new Map<IssueDraft, Fate>();
  for (const batch of chunks(drafts, CREATE_BATCH)) await createBatch(writer, batch, at, fates);
  await linkBack(writer.view, drafts, fates);
  const settled = await settle(writer, drafts, fates);
  return drafts.map((draft) => {
    const fate = fates.get(draft);
    if (fate === undefined) return { ok: false, error: unsure() };
    return 'error' in fate
      ? { ok: false, error: fate.error }
      : { ok: true, issue: settled.get(fate.issue.id) ?? fate.issue };
  });
}

const unsure = (): TrackerError =>
  new TrackerError('down', "Jira's answer does not say what became of it; the next run looks before it creates.");

type Fates = Map<IssueDraft, Fate>;

async function createBatch(writer: Writer, drafts: readonly IssueDraft[], at: Instant, fates: Fates): Promise<void> {
  const bodies: Json[] = [];
  const sent: IssueDraft[] = [];
  for (const draft of drafts) {
    // A value that a field does not take is the fault of this one draft.
    const body = orRefusal(() => draftBody(draft, writer.view, at));
    if (body instanceof TrackerError) fates.set(draft, { error: body });
    else {
      bodies.push(body);
      sent.push(draft);
    }
  }
  if (sent.length > 0) await send(writer, { sent, bodies, at }, fates);
}

interface Batch {
  readonly sent: readonly IssueDraft[];
  readonly bodies: readonly Json[];
  readonly at: Instant;
}

interface BulkAnswer {
  readonly issues?: readonly { readonly id: string; readonly key: string }[];
  readonly errors?: readonly { readonly failedElementNumber?: number; readonly elementErrors?: unknown }[];
}

async function send(writer: Writer, batch: Batch, fates: Fates): Promise<void> {
  const { view } = writer;
  const response = await postBulk(view.api, batch.bodies);
  if (response.status !== 201 && response.status !== 400) throw unexpected(response);
  const { issues = [], errors = [] } = (response.body ?? {}) as BulkAnswer;
  const failed = new Map(errors.map(({ failedElementNumber, elementErrors }) => [failedElementNumber, elementErrors]));
  if (response.status === 400 && batch.sent.some((_, at) => !failed.has(at))) return halve(writer, batch, fates);
  const [refusals, others] = [
    batch.sent.filter((_, at) => failed.has(at)),
    batch.sent.filter((_, at) => !failed.has(at)),
  ];
  for (const [at, draft] of batch.sent.entries()) {
    if (failed.has(at)) fates.set(draft, { error: refusalOf(failed.get(at), view) });
  }
  const isWhole = refusals.length === 0 && issues.length === others.length;
  if (isWhole && writer.learned.exact) trust(writer, batch, issues, fates);
  else await prove(writer, others, issues, fates);
  await withoutAssignee(writer, batch, failed, fates);
}

const refusalOf = (elementErrors: unknown, view: View): TrackerError =>
  refused({ status: 400, headers: {}, text: '', body: elementErrors }, nameOfField(view.native));

/** Nothing was created and it is not said which ones are at fault: each half is asked for by itself. */
async function halve(writer: Writer, { sent, bodies, at }: Batch, fates: Fates): Promise<void> {
  const [only, ...others] = sent;
  if (only === undefined) return;
  if (others.length === 0) {
    const response = await postBulk(writer.view.api, bodies);
    if (response.status === 400) fates.set(only, { error: refused(response, nameOfField(writer.view.native)) });
    else throw unexpected(response);
    return;
  }
  const half = Math.ceil(sent.length / 2);
  for (const [from, to] of [
    [0, half],
    [half, sent.length],
  ]) {
    await send(writer, { sent: sent.slice(from, to), bodies: bodies.slice(from, to), at }, fates);
  }
}

/** Earlier issues of this run were exactly what was asked for, so these are, too. */
function trust(writer: Writer, { sent, at }: Batch, made: NonNullable<BulkAnswer['issues']>, fates: Fates): void {
  for (const [index, draft] of sent.entries()) {
    const { id = '', key = '' } = made[index] ?? {};
    const status = writer.learned.initial ?? '';
    fates.set(draft, { issue: madeOf(draft, { id, key, status, at }, writer.view), isRead: false });
  }
}

/** Which issue is whose, its marker says. */
async function prove(
  { view, learned }: Writer,
  drafts: readonly IssueDraft[],
  made: NonNullable<BulkAnswer['issues']>,
  fates: Fates,
): Promise<void> {
  const issues = await readByIds(
    view,
    made.map(({ id }) => id),
  );
  const byMarker = new Map(issues.map((issue) => [issue.marker, issue]));
  for (const draft of drafts) {
    const issue = byMarker.get(draft.marker);
    if (issue !== undefined) fates.set(draft, { issue, isRead: true });
  }
  const [status, ...otherStatuses] = new Set(issues.map(({ fields }) => fields.status));
  if (status === undefined || otherStatuses.length > 0) return;
  learned.initial = status;
  learned.exact = drafts.every((draft) => {
    const issue = byMarker.get(draft.marker);
    if (issue?.createdAt === undefined) return false;
    return same(issue, madeOf(draft, { ...issue, status, at: issue.createdAt }, view));
  });
}

/** Whom Jira does not take as assignee is no reason to go without the issue. */
async function withoutAssignee(
  writer: Writer,
  { sent, at }: Batch,
  failed: ReadonlyMap<number | undefined, unknown>,
  fates: Fates,
): Promise<void> {
  const again = sent.filter((draft, index) => draft.fields.assignee !== null && isAboutAssignee(failed.get(index)));
  const drafts = new Map(
    again.map((draft): [IssueDraft, IssueDraft] => [{ ...draft, fields: { ...draft.fields, assignee: null } }, draft]),
  );
  const second: Fates = new Map();
  if (again.length > 0) await createBatch(writer, [...drafts.keys()], at, second);
  for (const [draft, fate] of second) fates.set(drafts.get(draft) ?? draft, fate);
}

const isAboutAssignee = (elementErrors: unknown): boolean =>
  typeof elementErrors === 'object' &&
  elementErrors !== null &&
  'assignee' in ((elementErrors as { errors?: object }).errors ?? {});

/** The link among the issue's links is a convenience: the description has one anyway. */
async function linkBack(view: View, drafts: readonly IssueDraft[], fates: Fates): Promise<void> {
  if (!view.settings.remoteLink) return;
  await atOnce(drafts, async (draft) => {
    const fate = fates.get(draft);
    if (fate === undefined || 'error' in fate) return;
    const { marker, taskId, taskUrl } = draft;
    const object = { url: taskUrl, title: `${taskId} in Lockstep` };
    await postRemoteLink(view.api, fate.issue.id, {
      globalId: marker,
      application: { name: 'Lockstep' },
      object,
    }).catch((error: unknown) => {
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
    const fate = fates.get(draft);
    const target = draft.fields.status;
    if (fate === undefined || 'error' in fate || target === '' || target === fate.issue.fields.status) return [];
    return [{ issue: fate.issue, target, comment: null }];
  });
  if (moves.length === 0) return new Map();
  const { proved } = await moveAll(writer, moves);
  const ids = moves.map(({ issue }) => issue.id).filter((id) => !proved.has(id));
  const read = await readByIds(writer.view, ids);
  return new Map([...proved, ...read.map((issue) => [issue.id, issue] as const)]);
}

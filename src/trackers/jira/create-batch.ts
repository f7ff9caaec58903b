/** One request for up to fifty issues, and which of its drafts became which issue. */
import type { Instant } from '../../model/instant.ts';
import type { Issue, IssueDraft } from '../../model/issue.ts';
import { same, type Json } from '../../model/json.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import type { TrackerResponse } from '../../model/transport.ts';
import { complaintsIn, refused, unexpected } from './answer.ts';
import { postBulk } from './api.ts';
import { draftBody, madeOf } from './draft.ts';
import { nameOfField } from './native.ts';
import { readByIds } from './read.ts';
import { orRefusal } from './refusal.ts';
import type { Writer } from './writer.ts';

/** Jira's maximum for one request. */
export const CREATE_BATCH = 50;

/** What became of each draft: its issue, or why there is none. A draft that is missing may have an issue or not. */
export type Fates = Map<IssueDraft, Issue | TrackerError>;

/** `at`: when we ask, which goes into the issues. */
export async function createBatch(
  writer: Writer,
  drafts: readonly IssueDraft[],
  at: Instant,
  fates: Fates,
): Promise<void> {
  const bodies = drafts.map((draft) => orRefusal(() => bodyOf(writer, draft, at)));
  const sent: { draft: IssueDraft; body: Json }[] = [];
  for (const [index, draft] of drafts.entries()) {
    const body = bodies[index];
    // A value that a field does not take is the fault of this one draft.
    if (body instanceof TrackerError) fates.set(draft, body);
    else if (body !== undefined) sent.push({ draft, body });
  }
  if (sent.length > 0) await send(writer, { sent, at }, fates);
}

/** Cloud lets a create take the first step of the workflow, once it is known which. */
function bodyOf({ view, learned }: Writer, draft: IssueDraft, at: Instant): Json {
  const body = draftBody(draft, view, at);
  const { status } = draft.fields;
  const step = view.api.cloud && status !== learned.initial ? learned.firstStep(status, view) : null;
  return step === null ? body : { ...body, transition: { id: step } };
}

interface Batch {
  readonly sent: readonly { readonly draft: IssueDraft; readonly body: Json }[];
  readonly at: Instant;
}

type Made = readonly { readonly id: string; readonly key: string }[];

/** What Jira says of a batch: the issues in order without holes, and by number in the batch what is wrong with the others. */
interface Told {
  readonly made: Made;
  readonly failed: ReadonlyMap<number, unknown>;
}

function told({ body }: TrackerResponse): Told {
  const { issues = [], errors = [] } = (body ?? {}) as {
    readonly issues?: Made;
    readonly errors?: unknown;
  };
  const list = (Array.isArray(errors) ? errors : []) as { failedElementNumber?: number; elementErrors?: unknown }[];
  const failed = list.flatMap(({ failedElementNumber: at, elementErrors }) =>
    at === undefined ? [] : [[at, elementErrors] as const],
  );
  return { made: issues, failed: new Map(failed) };
}

async function send(writer: Writer, batch: Batch, fates: Fates): Promise<void> {
  const { sent } = batch;
  const bodies = sent.map(({ body }) => body);
  const response = await postBulk(writer.view.api, bodies);
  if (response.status !== 201 && response.status !== 400) throw unexpected(response);
  const answer = told(response);
  if (response.status === 400 && answer.failed.size < sent.length) return halve(writer, batch, response, fates);
  await accept(writer, batch, answer, fates);
  await tryAgain(writer, batch, answer, fates);
}

/** Nothing was created and it is not said which ones are at fault: each half is asked for by itself. */
async function halve(writer: Writer, { sent, at }: Batch, response: TrackerResponse, fates: Fates): Promise<void> {
  const [only] = sent;
  if (only === undefined) return;
  if (sent.length === 1) {
    fates.set(only.draft, refused(response, nameOfField(writer.view.native)));
    return;
  }
  const half = Math.ceil(sent.length / 2);
  await send(writer, { sent: sent.slice(0, half), at }, fates);
  await send(writer, { sent: sent.slice(half), at }, fates);
}

async function accept(writer: Writer, { sent, at }: Batch, { made, failed }: Told, fates: Fates): Promise<void> {
  const name = nameOfField(writer.view.native);
  for (const [index, body] of failed) {
    const draft = sent[index]?.draft;
    if (draft !== undefined) fates.set(draft, refused({ status: 400, headers: {}, text: '', body }, name));
  }
  const others = sent.map(({ draft }) => draft).filter((draft) => !fates.has(draft));
  const isWhole = failed.size === 0 && made.length === sent.length && sent.every(({ body }) => isPlain(body));
  if (isWhole && writer.learned.exact && isAscending(made)) trust(writer, others, made, { at, fates });
  else await prove(writer, others, made, fates);
}

/** Without a step: the issue begins where all new ones begin. */
const isPlain = (body: Json): boolean => typeof body === 'object' && body !== null && !('transition' in body);

/** Jira makes them one after the other; numbers in another order would mean that the answer has another order than the question. */
const isAscending = (made: Made): boolean => {
  const numbers = made.map(({ key }) => Number(key.split('-').at(-1)));
  return numbers.every((number, at) => at === 0 || number > (numbers[at - 1] ?? number));
};

/** Earlier issues of this run were exactly what was asked for, so these are, too. */
function trust(
  { view, learned }: Writer,
  drafts: readonly IssueDraft[],
  made: Made,
  { at, fates }: { readonly at: Instant; readonly fates: Fates },
): void {
  for (const [index, draft] of drafts.entries()) {
    const { id = '', key = '' } = made[index] ?? {};
    fates.set(draft, madeOf(draft, { id, key, status: learned.initial ?? '', at }, view));
  }
}

/** Which issue is whose, its marker says. */
async function prove(
  { view, learned }: Writer,
  drafts: readonly IssueDraft[],
  made: Made,
  fates: Fates,
): Promise<void> {
  const ids = made.map(({ id }) => id);
  const issues = ids.length === 0 ? [] : await readByIds(view, ids);
  const byMarker = new Map(issues.map((issue) => [issue.marker, issue]));
  for (const draft of drafts) {
    const issue = byMarker.get(draft.marker);
    if (issue !== undefined) fates.set(draft, issue);
  }
  const [status, ...otherStatuses] = new Set(issues.map(({ fields }) => fields.status));
  if (learned.initial !== null || status === undefined || otherStatuses.length > 0) return;
  learned.initial = status;
  learned.exact = drafts.every((draft, index) => {
    const issue = byMarker.get(draft.marker);
    if (issue?.createdAt === undefined || issue.id !== made[index]?.id) return false;
    return same(issue, madeOf(draft, { ...issue, status, at: issue.createdAt }, view));
  });
}

/** Neither an assignee whom Jira does not take nor a step that it does not take are a reason to go without the issue. */
async function tryAgain(writer: Writer, { sent, at }: Batch, { failed }: Told, fates: Fates): Promise<void> {
  const again = new Map<IssueDraft, IssueDraft>();
  for (const [index, one] of sent.entries()) {
    const other = failed.has(index) ? otherwise(one, failed.get(index)) : null;
    if (other === null) continue;
    again.set(other, one.draft);
    if (!isPlain(one.body)) writer.learned.forget(writer.learned.initial ?? '');
  }
  if (again.size === 0) return;
  const second: Fates = new Map();
  await createBatch(writer, [...again.keys()], at, second);
  for (const [changed, draft] of again) {
    const fate = second.get(changed);
    if (fate === undefined) fates.delete(draft);
    else fates.set(draft, fate);
  }
}

/** What to ask for instead; null: there is nothing that could be left out. */
function otherwise({ draft, body }: Batch['sent'][number], elementErrors: unknown): IssueDraft | null {
  const isNobody = draft.fields.assignee !== null && 'assignee' in complaintsIn(elementErrors).fields;
  if (isNobody) return { ...draft, fields: { ...draft.fields, assignee: null } };
  return isPlain(body) ? null : { ...draft };
}

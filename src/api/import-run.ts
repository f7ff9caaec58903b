/** Brings a file into a project as it arrives, and keeps in the history how far it is and how it ended. */
import type { Static } from 'typebox';
import { beginImport, failImport, noteReceived } from '../store/imports.ts';
import { applyImport, vocabularyOf } from '../tasks/import/apply.ts';
import { counted, FileTooLarge } from '../tasks/import/collect.ts';
import { printProblem, type Level, type Parsed, type Problem, type Vocabulary } from '../tasks/import/imported-task.ts';
import { readUpload, type Format } from '../tasks/import/read-upload.ts';
import type { ServerDeps } from './deps.ts';
import { ApiError, invalid } from './errors.ts';
import { NAMED, importedWire, type Imported } from './import-shape.ts';

/** Bytes between two words about how far it is. */
const STEP = 4 * 1024 * 1024;

export interface ImportOrder {
  readonly source: AsyncIterable<Uint8Array>;
  readonly format: Format;
  readonly level: Level | null;
  readonly mapping: Readonly<Record<string, string>>;
  readonly preview: boolean;
}

interface Place {
  readonly projectId: number;
  readonly userId: number;
}

/** All or nothing. Throws 400 with every problem of the file. A preview leaves no trace. */
export async function importSource(
  deps: ServerDeps,
  order: ImportOrder,
  place: Place,
): Promise<Static<typeof Imported>> {
  const { db, now } = deps;
  if (order.preview) return bring(deps, order, { ...place, id: null });
  const at = (): Date => new Date(now());
  const id = await beginImport(db, { ...place, format: order.format }, at());
  const source = counted(order.source, STEP, (bytes) => noteReceived(db, id, bytes, at()));
  try {
    return await bring(deps, { ...order, source }, { ...place, id });
  } catch (error) {
    await failImport(db, id, reasonOf(error), at());
    throw error;
  }
}

async function bring({ db, now }: ServerDeps, order: ImportOrder, place: Place & { readonly id: number | null }) {
  const file = await readOrder(order, await vocabularyOf(db));
  if (file.problems.length > 0) throw refusal(file.problems);
  const complete = file.complete === undefined ? {} : { complete: file.complete };
  const result = await applyImport(db, { ...place, tasks: file.tasks, ...complete, at: now() });
  return importedWire({ id: place.id, project: place.projectId, format: order.format }, file, result);
}

/** Throws 413 as soon as there is more than may be; the rest is not read. */
async function readOrder({ format, source, level, mapping }: ImportOrder, vocabulary: Vocabulary): Promise<Parsed> {
  try {
    return await readUpload(format, source, { vocabulary, level, mapping });
  } catch (error) {
    throw error instanceof FileTooLarge ? new ApiError(413, { detail: error.message }) : error;
  }
}

function refusal(problems: readonly Problem[]): Error {
  const more = problems.length > NAMED ? [`… and ${problems.length - NAMED} more`] : [];
  const total = `${problems.length} problem${problems.length === 1 ? '' : 's'}: nothing was imported.`;
  return invalid({ content: [...problems.slice(0, NAMED).map(printProblem), ...more, total] });
}

const reasonOf = (error: unknown): string =>
  error instanceof ApiError
    ? Object.values(error.body).flat().join('\n')
    : 'It ended before everything was read and written; nothing was imported. Import the file again.';

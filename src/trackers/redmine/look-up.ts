/** Who carries these markers? Asked across all projects, so that moved issues are found. */
import type { Issue } from '../../model/issue.ts';
import type { Send } from '../../model/transport.ts';
import { chunks } from '../chunks.ts';
import { readEither, type Load } from '../pages.ts';
import { PAGE } from './api.ts';
import type { View } from './native.ts';
import { CONTAINS, loading, marked } from './read.ts';

/**
 * Redmine keeps the filters of the last list in a session cookie of 4 kB and answers 500 when they do not fit, which on
 * 5.0 is between 70 and 80 markers. A description can be asked for one text only.
 */
const FIELD_BATCH = 50;
const DESCRIPTION_BATCH = 1;

/** Reads all of ours, or asks for these markers batch by batch, whichever is fewer requests. */
export async function lookup(send: Send, view: View, markers: readonly string[]): Promise<readonly Issue[]> {
  const wanted = new Set(markers);
  const load = (query: Readonly<Record<string, string>>): Load =>
    loading(send, view, 'look-up', { ...query, sort: 'id' });
  const size = view.markerField === null ? DESCRIPTION_BATCH : FIELD_BATCH;
  const batches = chunks(markers, size).map((some) => load(carrying(view, some)));
  const found = await readEither({ all: load(marked(view)), batches, pageSize: PAGE });
  return found.filter(({ marker }) => marker !== null && wanted.has(marker));
}

/** One request can be enough whatever is asked; what is found comes in pages. */
export const lookupFloor = (found: number): number => Math.max(1, Math.ceil(found / PAGE));

const carrying = ({ markerField }: View, markers: readonly string[]): Record<string, string> =>
  markerField === null
    ? { description: `${CONTAINS}#${markers[0] ?? ''}` }
    : { [`cf_${markerField}`]: markers.join('|') };

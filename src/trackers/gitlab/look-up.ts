/** Who carries these markers? The project's own list never lags, and it still holds what is left of moved issues. */
import type { Issue } from '../../model/issue.ts';
import type { Known } from '../../model/tracker.ts';
import type { Send } from '../../model/transport.ts';
import { readSurely } from '../pages.ts';
import { PAGE } from './api.ts';
import { toIssue } from './convert.ts';
import { listing, ours } from './list.ts';
import { destinations } from './moved.ts';
import type { View } from './native.ts';
import { follow } from './read.ts';

/** Reads all of ours: a search for the markers would be a search in an index, which proves nothing. */
export async function lookup(
  send: Send,
  view: View,
  markers: readonly string[],
  known: Known,
): Promise<readonly Issue[]> {
  const wanted = new Set(markers);
  const query = { ...ours(view), order_by: 'created_at', sort: 'asc' };
  const { load, left } = listing(send, view, { purpose: 'look-up', query, known });
  const here = await readSurely(load);
  const moved = left.filter(({ row }) => wanted.has(toIssue(row, view).marker ?? ''));
  const away = await follow(send, view, await destinations(send, moved));
  return [...here, ...away].filter(({ marker }) => marker !== null && wanted.has(marker));
}

/** One request is enough where nothing of ours is there; what is found comes in pages. */
export const lookupFloor = (found: number): number => Math.max(1, Math.ceil(found / PAGE));

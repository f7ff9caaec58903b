/** What changed, and all of ours. */
import { fingerprint } from '../../model/json.ts';
import type { Pulled, PullRequest } from '../../model/tracker.ts';
import type { Send, TrackerResponse } from '../../model/transport.ts';
import { pullPages, startingWith } from '../pages.ts';
import { PAGE } from './api.ts';
import { askFrom, listing, ours, type Question } from './list.ts';
import { destinations, isThere } from './moved.ts';
import type { View } from './native.ts';
import { follow } from './read.ts';

const NEWEST_FIRST = { order_by: 'updated_at', sort: 'desc' };

/** Of everything only all of ours, once a day; of what changed see below. */
export function pull(send: Send, view: View, request: PullRequest): Promise<Pulled> {
  const { extent, known } = request;
  const query = { ...(extent === 'project' ? {} : ours(view)), ...NEWEST_FIRST };
  const question = { purpose: extent === 'changes' ? 'pull' : 'sweep', query, known } as const;
  if (extent !== 'changes') return pullPages(listing(send, view, question).load, request);
  return pullChanges(send, view, request, question);
}

/**
 * Up to a page without news, if there are as many as before: that an issue was deleted shows in the number alone. Where one page
 * holds all of ours and is the same as at the last pull, GitLab says only that (304).
 */
async function pullChanges(send: Send, view: View, request: PullRequest, question: Question): Promise<Pulled> {
  const { cursor = null, total, known } = request;
  const tag = total !== null && total <= PAGE ? tagIn(cursor, view) : null;
  const response = await askFrom(send, view, { ...question, tag }, 0);
  if (cursor !== null && response.status === 304)
    return { issues: [], seen: [], total: total ?? 0, complete: false, cursor };
  const { load, left, pageIn } = listing(send, view, question);
  const pulled = await pullPages(startingWith(pageIn(response), load), request);
  const moved = left.filter(({ id, row }) => {
    const issue = known(id);
    return issue !== undefined && isThere(row, issue);
  });
  const arrived = await follow(send, view, await destinations(send, moved));
  const issues = [...pulled.issues, ...arrived];
  // One that is hidden where it is now may show tomorrow, without any change of this list.
  return { ...pulled, issues, ...(arrived.length < moved.length ? {} : cursorOf(response, view)) };
}

/** What the answer was called, as long as it would be read in the same way. */
function cursorOf({ headers }: TrackerResponse, view: View): { readonly cursor?: string } {
  const tag = headers['etag'];
  return tag === undefined ? {} : { cursor: `${readingOf(view)} ${tag}` };
}

function tagIn(cursor: string | null, view: View): string | null {
  const reading = `${readingOf(view)} `;
  return cursor?.startsWith(reading) === true ? cursor.slice(reading.length) : null;
}

/** What an issue is read by: when that changes, the same answer means something else. */
function readingOf({ native, settings }: View): string {
  const { markerLabel, workflow, options } = settings;
  const { projectId, epic, people } = native;
  const { priorities, parent, custom, lookup } = options;
  return fingerprint([projectId, epic, people, markerLabel, workflow, priorities, parent, custom, lookup]);
}

/** Reading issues: what changed, who carries a marker, what is behind these ids. */
import type { Issue } from '../../model/issue.ts';
import type { Known, Pulled, PullRequest } from '../../model/tracker.ts';
import type { Purpose, Send } from '../../model/transport.ts';
import { atOnce } from '../at-once.ts';
import { pullPages, readEither, type Load } from '../pages.ts';
import { getList, OR_LIMIT, PAGE } from './api.ts';
import { chunks } from '../chunks.ts';
import { COMMON_TAG, fetchOf, toIssue } from './convert.ts';
import type { View } from './native.ts';
import { or, where } from './query.ts';

/** What every issue of ours carries. */
const marked = ({ settings: { markerField } }: View): string =>
  markerField === null ? where('Tags.Name', '=', COMMON_TAG) : where(markerField, 'contains', 'ls-');

const carrying = ({ settings: { markerField } }: View, markers: readonly string[]): string =>
  or(...markers.map((marker) => where(markerField ?? 'Tags.Name', '=', marker)));

interface Question {
  readonly purpose: Purpose;
  readonly query?: string;
  readonly order: string;
  /** In this project alone; otherwise in the whole workspace, so that moved items are found. */
  readonly inProject: boolean;
  readonly known?: Known;
}

const loading =
  (send: Send, view: View, { purpose, query = '', order, inProject, known }: Question): Load =>
  async (offset) => {
    const { workspace, project } = view.native;
    const path = view.settings.card.type;
    const scope = inProject
      ? { workspace, project, projectScopeUp: 'false', projectScopeDown: 'false' }
      : { workspace };
    const fetch = fetchOf(view);
    const page = await getList(send, { purpose, path, fetch, query, order, start: offset + 1, scope });
    return { issues: page.rows.map((row) => toIssue(row, view, known?.(String(row.ObjectID)))), total: page.total };
  };

/** Newest first. */
export function pull(send: Send, view: View, request: PullRequest): Promise<Pulled> {
  const query = request.extent === 'project' ? '' : marked(view);
  const purpose = request.extent === 'changes' ? 'pull' : 'sweep';
  const order = 'LastUpdateDate DESC,ObjectID DESC';
  return pullPages(loading(send, view, { purpose, query, order, inProject: true, known: request.known }), request);
}

/** By id, across all projects. One that is gone or hidden is simply not in the answer. */
export async function readByIds(send: Send, view: View, ids: readonly string[]): Promise<readonly Issue[]> {
  const found = await atOnce(chunks(ids, OR_LIMIT), (some) => {
    const query = or(...some.map((id) => where('ObjectID', '=', id)));
    return loading(send, view, { purpose: 'read-back', query, order: 'ObjectID', inProject: false })(0);
  });
  return found.flatMap(({ issues }) => issues);
}

/** Everywhere in the workspace, so that moved items are found. */
export async function lookup(send: Send, view: View, markers: readonly string[]): Promise<readonly Issue[]> {
  const wanted = new Set(markers);
  const load = (query: string): Load =>
    loading(send, view, { purpose: 'look-up', query, order: 'ObjectID', inProject: false });
  const batches = chunks(markers, OR_LIMIT).map((some) => load(carrying(view, some)));
  const found = await readEither({ all: load(marked(view)), batches, pageSize: PAGE });
  return found.filter(({ marker }) => marker !== null && wanted.has(marker));
}

/** One request can be enough whatever is asked; what is found comes in pages. */
export const lookupFloor = (found: number): number => Math.max(1, Math.ceil(found / PAGE));

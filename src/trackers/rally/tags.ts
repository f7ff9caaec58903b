/** Tags are objects in Rally: before an item can carry one, it has to be found or made. */
import { TrackerError } from '../../model/tracker-error.ts';
import type { Send } from '../../model/transport.ts';
import { atOnce } from '../at-once.ts';
import { getList, OR_LIMIT, PAGE, postCreate, relative, writtenIn, type Page, type Tag } from './api.ts';
import { chunks } from '../chunks.ts';
import { or, where } from './query.ts';

/** The tags met in one run. */
export interface TagBook {
  /**
   * Learns these names, making what is not there: one create per new tag. One caller after the other. For new items the
   * list of all tags will do, read once per run; people's items may carry tags that are younger than that.
   */
  learn(names: readonly string[], whose: 'new items' | 'items'): Promise<void>;
  /** References in the order of the names. Throws `refused` when Rally did not take one of them. */
  refsOf(names: readonly string[]): readonly string[];
}

export function tagBook(send: Send, workspaceOf: () => Promise<string>): TagBook {
  const refs = new Map<string, string>();
  const refused = new Map<string, TrackerError>();
  /** Null until asked; false where there are too many to read. */
  let hasAll: boolean | null = null;
  const add = (tags: readonly Tag[]): void => {
    for (const { Name, _ref } of tags) if (!refs.has(Name)) refs.set(Name, relative(_ref));
  };
  const find = async (names: readonly string[], workspace: string): Promise<void> =>
    add(await tagsNamed(send, names, workspace));
  const list = async (names: readonly string[], workspace: string): Promise<void> => {
    if (hasAll === null) {
      const all = await allTags(send, workspace);
      hasAll = all !== null;
      add(all ?? []);
    }
    if (!hasAll) await find(names, workspace);
  };
  const make = async (name: string, workspace: string): Promise<void> => {
    try {
      refs.set(name, await makeTag(send, name, workspace));
    } catch (error) {
      if (!(error instanceof TrackerError) || error.kind !== 'refused') throw error;
      refused.set(name, new TrackerError('refused', `Rally does not take the tag "${name}". ${error.message}`));
    }
  };
  const learn = async (names: readonly string[], whose: 'new items' | 'items'): Promise<void> => {
    const unknown = [...new Set(names)].filter((name) => !refs.has(name) && !refused.has(name));
    if (unknown.length === 0) return;
    const workspace = await workspaceOf();
    await (whose === 'items' ? find : list)(unknown, workspace);
    for (const name of unknown) if (!refs.has(name)) await make(name, workspace);
  };
  return {
    learn: inTurn(learn),
    refsOf: (names) => names.map((name) => refs.get(name) ?? missing(name, refused)),
  };
}

/** One call after the other: what the first one learns, the next one need not ask. */
function inTurn<A extends readonly unknown[]>(work: (...args: A) => Promise<void>): (...args: A) => Promise<void> {
  let turn: Promise<void> = Promise.resolve();
  return (...args) => {
    const mine = turn.then(() => work(...args));
    turn = mine.catch(() => undefined);
    return mine;
  };
}

function missing(name: string, refused: ReadonlyMap<string, TrackerError>): never {
  throw refused.get(name) ?? new TrackerError('refused', `Rally has no tag "${name}".`);
}

/** Reading more of them would cost more than asking by name. */
const PAGES = 5;

/** Every tag of the workspace; null when there are too many. Oldest first: of two with one name everybody takes the same. */
async function allTags(send: Send, workspace: string): Promise<readonly Tag[] | null> {
  const tags: Tag[] = [];
  for (;;) {
    const { rows, total } = await getTags(send, workspace, { query: '', start: tags.length + 1 });
    if (total > PAGES * PAGE) return null;
    tags.push(...rows);
    if (tags.length >= total || rows.length === 0) return tags;
  }
}

async function tagsNamed(send: Send, names: readonly string[], workspace: string): Promise<readonly Tag[]> {
  const pages = await atOnce(chunks(names, OR_LIMIT), (some) =>
    getTags(send, workspace, { query: or(...some.map((name) => where('Name', '=', name))), start: 1 }),
  );
  return pages.flatMap(({ rows }) => rows);
}

const getTags = (
  send: Send,
  workspace: string,
  { query, start }: { readonly query: string; readonly start: number },
): Promise<Page<Tag>> =>
  getList<Tag>(send, {
    purpose: 'metadata',
    path: 'tag',
    fetch: 'Name,ObjectID',
    query,
    order: 'ObjectID',
    start,
    scope: { workspace },
  });

/** Counted with the updates: it is a write, and more than a create of an issue needs. */
async function makeTag(send: Send, name: string, workspace: string): Promise<string> {
  const query = { workspace, fetch: 'Name' };
  const response = await postCreate(send, { purpose: 'update', type: 'tag', fields: { Name: name }, query });
  return relative(writtenIn(response).object._ref);
}

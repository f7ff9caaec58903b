/** Tags are objects in Rally: before an item can carry one, it has to be found or made. */
import { TrackerError } from '../../model/tracker-error.ts';
import type { Send } from '../../model/transport.ts';
import { atOnce } from '../at-once.ts';
import { getList, OR_LIMIT, postCreate, relative, writtenIn, type Tag } from './api.ts';
import { chunks } from './chunks.ts';
import { or, where } from './query.ts';

/** The tags met in one run. */
export interface TagBook {
  /** Learns these names, making what is not there: one question per fifty, one create per new tag. */
  learn(names: readonly string[]): Promise<void>;
  /** References in the order of the names. Throws `refused` when Rally did not take one of them. */
  refsOf(names: readonly string[]): readonly string[];
}

export function tagBook(send: Send, workspaceOf: () => Promise<string>): TagBook {
  const refs = new Map<string, string>();
  const refused = new Map<string, TrackerError>();
  const make = async (name: string, workspace: string): Promise<void> => {
    try {
      refs.set(name, await makeTag(send, name, workspace));
    } catch (error) {
      if (!(error instanceof TrackerError) || error.kind !== 'refused') throw error;
      refused.set(name, new TrackerError('refused', `Rally does not take the tag "${name}". ${error.message}`));
    }
  };
  return {
    learn: async (names) => {
      const unknown = [...new Set(names)].filter((name) => !refs.has(name) && !refused.has(name));
      if (unknown.length === 0) return;
      const workspace = await workspaceOf();
      for (const { Name, _ref } of await findTags(send, unknown, workspace)) {
        if (!refs.has(Name)) refs.set(Name, relative(_ref));
      }
      for (const name of unknown) if (!refs.has(name)) await make(name, workspace);
    },
    refsOf: (names) =>
      names.map((name) => {
        const ref = refs.get(name);
        if (ref !== undefined) return ref;
        throw refused.get(name) ?? new TrackerError('refused', `Rally has no tag "${name}".`);
      }),
  };
}

/** Oldest first: of two with one name everybody takes the same. */
async function findTags(send: Send, names: readonly string[], workspace: string): Promise<readonly Tag[]> {
  const pages = await atOnce(chunks(names, OR_LIMIT), (some) =>
    getList<Tag>(send, {
      purpose: 'metadata',
      path: 'tag',
      fetch: 'Name,ObjectID',
      query: or(...some.map((name) => where('Name', '=', name))),
      order: 'ObjectID',
      scope: { workspace },
    }),
  );
  return pages.flatMap(({ rows }) => rows);
}

async function makeTag(send: Send, name: string, workspace: string): Promise<string> {
  const query = { workspace, fetch: 'Name' };
  const response = await postCreate(send, { purpose: 'update', type: 'tag', fields: { Name: name }, query });
  return relative(writtenIn(response).object._ref);
}

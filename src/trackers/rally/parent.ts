/** The item under which issues are created. */
import { TrackerError } from '../../model/tracker-error.ts';
import type { Send } from '../../model/transport.ts';
import { getList, relative, type Ref } from './api.ts';
import { PARAM, type RallySettings } from './params.ts';
import { where } from './query.ts';
import type { Target } from './target.ts';

export interface Parent {
  readonly ref: string;
  /** The attribute of our items that refers to it. */
  readonly field: string;
}

/** One request where a parent is given. Throws `settings` when it is not there, or of a type that cannot be a parent. */
export async function findParent(send: Send, settings: RallySettings, { workspace }: Target): Promise<Parent | null> {
  const { card, options } = settings;
  if (options.parent === null) return null;
  const attribute = /^\d+$/.test(options.parent) ? 'ObjectID' : 'FormattedID';
  const { rows } = await getList<Ref>(send, {
    purpose: 'metadata',
    path: 'artifact',
    fetch: 'FormattedID,ObjectID',
    query: where(attribute, '=', options.parent),
    size: 20,
    scope: { workspace },
  });
  const [found] = rows;
  if (found === undefined) throw wrong(`Rally has no item "${options.parent}" that this account may see.`);
  const type = (found._type ?? '').split('/')[0] ?? '';
  const field = card.parents[type];
  const possible = Object.keys(card.parents).join(' or ');
  if (field === undefined)
    throw wrong(`"${options.parent}" is a ${type}: the parent of a ${card.element} is a ${possible}.`);
  return { ref: relative(found._ref), field };
}

const wrong = (message: string): TrackerError => new TrackerError('settings', message, { param: PARAM.parent });

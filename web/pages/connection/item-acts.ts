/** What can be done with an item, and why not. Pure. */
import type { Item } from '../../api/items.ts';
import { itemTexts as texts } from '../../texts/items.ts';

export type ItemAct = 'link' | 'unlink' | 'retry';

interface Offered {
  readonly act: ItemAct;
  readonly name: string;
  /** null: it can be done. */
  readonly why: string | null;
}

type Barred = (operation: string) => string | null;

export const itemActs = (item: Item, barred: Barred): readonly Offered[] => [
  { act: 'link', name: texts.link, why: barred('linkItem') ?? whyNoLink(item) },
  { act: 'unlink', name: texts.unlink, why: barred('unlinkItem') ?? whyNoUnlink(item) },
  { act: 'retry', name: texts.retry, why: barred('retryItem') ?? whyNoRetry(item) },
];

function whyNoLink({ status, issue }: Item): string | null {
  if (status === null) return texts.linkGone;
  return issue?.reference == null ? null : texts.linkWhy;
}

const whyNoUnlink = ({ issue }: Item): string | null => (issue?.reference == null ? texts.unlinkWhy : null);

/** An unlinked one, too: a person may have unlinked it. */
const whyNoRetry = ({ state, outcome }: Item): string | null =>
  state === 'refused' || state === 'unlinked' || outcome?.result === 'refused' ? null : texts.retryWhy;

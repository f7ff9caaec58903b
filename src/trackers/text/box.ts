/** Items of task lists, for markups that have none: the box written out in front of the text. */
import type { ListItem } from 'mdast';
import type { Block } from './plain.ts';

export function withBox({ checked, children }: ListItem): Block[] {
  const [first, ...others] = children as Block[];
  if (first?.type !== 'paragraph' || checked === null || checked === undefined) return children as Block[];
  const box = { type: 'text', value: checked ? '[x] ' : '[ ] ' } as const;
  return [{ ...first, children: [box, ...first.children] }, ...others];
}

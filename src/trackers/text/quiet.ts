/** Markdown in the normal form that all trackers get, and such that nothing happens because of it. */
import { defused } from './comment-block.ts';
import { parse, print } from './markdown.ts';

type Node = ReturnType<typeof parse>[number];

/** Nobody sees it, and what stands around it is no name, no number and no command any more. */
export const GAP = '\u200b';

const REST = '*The text goes on in Lockstep.*';

/**
 * What such a tracker is given for a text, and gives back: to the letter. Every text but those of code and links goes through `quiet`;
 * more than `length` characters are cut between blocks. '' for one that says nothing.
 */
export function quieted(markdown: string, quiet: (text: string) => string, length: number): string {
  const blocks = parse(markdown).map((node) => withTexts(node, quiet));
  const whole = defused(print(blocks));
  if (whole.length <= length) return whole;
  return [defused(print(firstOf(blocks, length - REST.length))), REST].filter((text) => text !== '').join('\n\n');
}

/** A text can stand anywhere in the tree. */
function withTexts<N extends { readonly type: string }>(node: N, quiet: (text: string) => string): N {
  if (node.type === 'text' && 'value' in node) return { ...node, value: quiet(String(node.value)) };
  if (node.type === 'link' || !('children' in node)) return node;
  return { ...node, children: (node.children as readonly Node[]).map((child) => withTexts(child, quiet)) };
}

/** What stands between two blocks at most. */
const BETWEEN = 12;

/** As many blocks as fit; each is printed once, because such a text takes its time. */
function firstOf(blocks: readonly Node[], length: number): readonly Node[] {
  let left = length;
  const tooMany = blocks.findIndex((block) => (left -= defused(print([block])).length + BETWEEN) < 0);
  return blocks.slice(0, tooMany === -1 ? blocks.length : tooMany);
}

/** On one line of this length. Cut without cutting a surrogate pair in two. */
export function oneLine(text: string, length: number): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= length ? line : `${line.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

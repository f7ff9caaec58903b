/** Markdown in the normal form that all trackers get, and such that nothing happens because of it. */
import { parse, print } from './markdown.ts';

type Node = ReturnType<typeof parse>[number];

/** Nobody sees it, and what stands around it is no name, no number and no command any more. */
export const GAP = '\u200b';

/** Every text but those of code and links goes through `quiet`. */
export const quieted = (markdown: string, quiet: (text: string) => string): string =>
  print(parse(markdown).map((node) => withTexts(node, quiet)));

/** A text can stand anywhere in the tree. */
function withTexts<N extends { readonly type: string }>(node: N, quiet: (text: string) => string): N {
  if (node.type === 'text' && 'value' in node) return { ...node, value: quiet(String(node.value)) };
  if (node.type === 'link' || !('children' in node)) return node;
  return { ...node, children: (node.children as readonly Node[]).map((child) => withTexts(child, quiet)) };
}

/** On one line of this length. Cut without cutting a surrogate pair in two. */
export function oneLine(text: string, length: number): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= length ? line : `${line.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

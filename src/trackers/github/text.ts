/** Markdown as it is sent to GitHub: in the normal form that all trackers get, and such that nobody is notified by it. */
import { parse, print } from '../text/markdown.ts';
import { defused } from './block.ts';

type Node = ReturnType<typeof parse>[number];

/** GitHub takes 65,536 characters; our lines and what people add need a little. */
const LENGTH = 60_000;

const REST = '*The text goes on in Lockstep.*';

/** Nobody sees it, and what stands around it is no name and no number any more. */
const GAP = '\u200b';

/** `@name` notifies people, and `#12` leaves a trace in that issue. Neither works inside code and links. */
const quietText = (text: string): string =>
  text.replaceAll(/(?<!\w)@(?=\w)/g, `@${GAP}`).replaceAll(/(#|\bGH-)(?=\d)/gi, `$1${GAP}`);

/** A text can stand anywhere in the tree; links keep theirs. */
function quiet<N extends { readonly type: string }>(node: N): N {
  if (node.type === 'text' && 'value' in node) return { ...node, value: quietText(String(node.value)) };
  if (node.type === 'link' || !('children' in node)) return node;
  return { ...node, children: (node.children as readonly Node[]).map(quiet) };
}

/** What GitHub is given for a text, and gives back: to the letter. '' for one that says nothing. */
export function quietMarkdown(markdown: string): string {
  const blocks = parse(markdown).map(quiet);
  const whole = defused(print(blocks));
  if (whole.length <= LENGTH) return whole;
  return [defused(print(firstOf(blocks))), REST].filter((text) => text !== '').join('\n\n');
}

/** What stands between two blocks at most. */
const BETWEEN = 12;

/** As many blocks as fit, with what follows them; each is printed once, because such a text takes its time. */
function firstOf(blocks: readonly Node[]): readonly Node[] {
  let left = LENGTH - REST.length;
  const tooMany = blocks.findIndex((block) => (left -= defused(print([block])).length + BETWEEN) < 0);
  return blocks.slice(0, tooMany === -1 ? blocks.length : tooMany);
}

/** On one line; GitHub takes 256 characters. Cut without cutting a surrogate pair in two. */
export const oneLine = (text: string, length: number): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= length ? line : `${line.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
};

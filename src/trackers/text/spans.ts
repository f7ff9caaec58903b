/** Runs to and from the inline nodes of Markdown. */
import type { PhrasingContent } from 'mdast';
import { isAddress, marked, MARKS, PLAIN, type Run, type Style } from './runs.ts';

/** What inline nodes say. Images become links: a tracker's readers should not be made to fetch them. */
export function runsOf(nodes: readonly PhrasingContent[]): Run[] {
  const found: Run[] = [];
  const open = nodes.map((node) => ({ node, style: PLAIN })).toReversed();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, style } = next;
    if ('children' in node) {
      const inner = styleOf(node, style);
      const after = addressShown(node, inner);
      open.push(...after.map((text) => ({ node: { type: 'text', value: text } as const, style })));
      for (const child of node.children.toReversed()) open.push({ node: child, style: inner });
    } else found.push(...leaf(node, style));
  }
  return found;
}

type Parent = Extract<PhrasingContent, { children: PhrasingContent[] }>;
type Leaf = Exclude<PhrasingContent, Parent>;

function styleOf(node: Parent, style: Style): Style {
  if (node.type === 'link') return isAddress(node.url) ? { ...style, link: node.url } : style;
  return node.type === 'linkReference' ? style : marked(style, node.type);
}

/** An address that no tracker can follow is told in words. */
function addressShown(node: Parent, style: Style): string[] {
  if (node.type !== 'link' || style.link === node.url || /^(?:mailto:|$)/i.test(node.url)) return [];
  return [` (${node.url})`];
}

type Readers = { readonly [Type in Leaf['type']]: (node: Extract<Leaf, { type: Type }>, style: Style) => Run[] };

const READERS: Readers = {
  text: ({ value }, style) => [{ ...style, text: value.replaceAll('\n', ' ') }],
  inlineCode: ({ value }, style) => [{ ...style, code: true, text: value }],
  break: (_node, style) => [{ ...style, text: '\n' }],
  html: ({ value }, style) => rawHtml(value, style),
  image: ({ alt, url }, style) => [{ ...style, text: alt || url, link: isAddress(url) ? url : style.link }],
  imageReference: ({ alt }, style) => [{ ...style, text: alt ?? '' }],
  footnoteReference: ({ label, identifier }, style) => [{ ...style, text: `[${label ?? identifier}]` }],
};

function leaf(node: Leaf, style: Style): Run[] {
  const reader = READERS[node.type] as ((node: Leaf, style: Style) => Run[]) | undefined;
  return reader?.(node, style) ?? [];
}

/** HTML inside Markdown is text, except what is nothing to see, and the line break that table cells need. */
function rawHtml(value: string, style: Style): Run[] {
  if (/^<!--[^]*-->$/.test(value)) return [];
  return [{ ...style, text: /^<br\s*\/?>$/i.test(value) ? '\n' : value.replaceAll('\n', ' ') }];
}

/** The inline nodes of tidied runs, always nested in the same order. */
export const spansOf = (runs: readonly Run[]): PhrasingContent[] =>
  groups(runs, ({ link }) => link).flatMap((group) => {
    const link = group[0]?.link ?? null;
    const children = markedSpans(group, 0);
    return link === null ? children : [{ type: 'link', url: link, children }];
  });

function markedSpans(runs: readonly Run[], level: number): PhrasingContent[] {
  const mark = MARKS[level];
  if (mark === undefined) return runs.flatMap(leaves);
  return groups(runs, ({ marks }) => marks.includes(mark)).flatMap((group) => {
    const children = markedSpans(group, level + 1);
    return group[0]?.marks.includes(mark) === true ? [{ type: mark, children }] : children;
  });
}

function leaves({ text, code }: Run): PhrasingContent[] {
  if (code) return [{ type: 'inlineCode', value: text }];
  return text.split('\n').flatMap((value, index): PhrasingContent[] => {
    const line: PhrasingContent[] = value === '' ? [] : [{ type: 'text', value }];
    return index === 0 ? line : [{ type: 'break' }, ...line];
  });
}

/** Consecutive runs for which the key is the same. */
function groups(runs: readonly Run[], key: (run: Run) => unknown): Run[][] {
  const found: Run[][] = [];
  for (const run of runs) {
    const last = found.at(-1);
    if (last?.[0] !== undefined && key(last[0]) === key(run)) last.push(run);
    else found.push([run]);
  }
  return found;
}

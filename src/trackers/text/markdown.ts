/** Markdown to and from its plain tree; printing and parsing again gives the same tree. */
import type { Definition, Nodes, PhrasingContent, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown, gfmToMarkdown } from 'mdast-util-gfm';
import { toMarkdown, type Unsafe } from 'mdast-util-to-markdown';
import { gfm } from 'micromark-extension-gfm';
import { type Block, plain } from './plain.ts';

/** The parser's time grows with the square of these; a text with more is taken literally there, which is linear. */
const MOST_SIGNS = 4000;
const MOST_CONTAINERS = 100;
const LITERAL_SIGNS = [
  'attention',
  'labelStartLink',
  'labelStartImage',
  'labelEnd',
  'strikethrough',
  'definition',
  'gfmFootnoteDefinition',
  'gfmFootnoteCall',
  'gfmPotentialFootnoteCall',
];
const LITERAL_CONTAINERS = ['blockQuote', 'list'];

/** Without the search for addresses that the parser itself did not find: it takes quadratic time, and finds e-mail addresses in
 * escaped text. */
const TREE = gfmFromMarkdown().map(({ transforms: _none, ...extension }) => extension);
const SYNTAX = gfm({ singleTilde: false });

/** `<{x}@y>` is a link to an address; the printer itself thinks only of those that begin with a letter. */
const ADDRESS: Unsafe = {
  character: '<',
  after: "[!#$%&'*+/=?^_`{|}~.0-9-][^\\s<>@]*@",
  inConstruct: 'phrasing',
};

export function parse(markdown: string): Block[] {
  const literal = { disable: { null: literally(markdown) } };
  const root = fromMarkdown(markdown, { extensions: [SYNTAX, literal], mdastExtensions: TREE });
  return plain(resolved(root.children));
}

export function print(nodes: readonly RootContent[]): string {
  const children = plain(nodes).map(printable);
  const text = toMarkdown(
    { type: 'root', children },
    {
      bullet: '-',
      emphasis: '*',
      fences: true,
      listItemIndent: 'one',
      rule: '-',
      unsafe: [ADDRESS],
      extensions: [gfmToMarkdown({ tablePipeAlign: false })],
    },
  );
  return text.trimEnd();
}

function literally(markdown: string): string[] {
  const signs = markdown.match(/\\[!-/:-@[-`{-~]|[[\]*_~]/g)?.filter((sign) => sign.length === 1).length ?? 0;
  const containers = (markdown.match(/^[ \t]*(?:(?:[>*+-]|\d{1,9}[.)])[ \t]*)+/gm) ?? []).some(
    (line) => line.replaceAll(/[\d\s]/g, '').length > MOST_CONTAINERS,
  );
  return [...(signs > MOST_SIGNS ? LITERAL_SIGNS : []), ...(containers ? LITERAL_CONTAINERS : [])];
}

/** References replaced by the links and images that they mean. */
function resolved(nodes: RootContent[]): RootContent[] {
  const all = everyNode(nodes);
  const targets = new Map<string, Definition>();
  for (const node of all)
    if (node.type === 'definition' && !targets.has(node.identifier)) targets.set(node.identifier, node);
  for (const node of all) {
    if (node.type !== 'linkReference' && node.type !== 'imageReference') continue;
    const url = targets.get(node.identifier)?.url ?? '';
    Object.assign(node, { type: node.type === 'linkReference' ? 'link' : 'image', url });
  }
  return nodes;
}

function everyNode(nodes: readonly Nodes[]): Nodes[] {
  const found = [...nodes];
  for (const node of found) if ('children' in node) for (const child of node.children) found.push(child);
  return found;
}

/** In a table's cell a line break is written as HTML: Markdown has nothing else. */
function printable(block: Block): Block {
  if (block.type !== 'table') return block;
  const rows = block.children.map((row) => ({
    ...row,
    children: row.children.map((cell) => ({ ...cell, children: cell.children.map(withHtmlBreak) })),
  }));
  return { ...block, children: rows };
}

function withHtmlBreak(node: PhrasingContent): PhrasingContent {
  if (node.type === 'break') return { type: 'html', value: '<br>' };
  return 'children' in node ? { ...node, children: node.children.map(withHtmlBreak) } : node;
}

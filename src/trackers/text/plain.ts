/**
 * Markdown's tree in the few kinds of nodes that all trackers can say, in a normal form: no raw HTML, images, references,
 * footnotes, alignments; only addresses that a tracker can follow; nothing empty; no deeper than people write.
 */
import type {
  Blockquote,
  Code,
  Heading,
  List,
  ListItem,
  Paragraph,
  PhrasingContent,
  RootContent,
  Table,
  ThematicBreak,
} from 'mdast';
import { onOneLine, paragraphs, plainRun, type Run, tidied } from './runs.ts';
import { runsOf, spansOf } from './spans.ts';

export type Block = Blockquote | Code | Heading | List | Paragraph | Table | ThematicBreak;

/** Quotes and lists inside each other; what lies deeper stands at this depth. */
const DEPTH = 12;

export const plain = (nodes: readonly RootContent[]): Block[] => blocks(nodes, DEPTH);

const blocks = (nodes: readonly RootContent[], depth: number): Block[] => nodes.flatMap((node) => block(node, depth));

/** One reader per kind of node; what has none is inline, or invisible (definitions). */
type Readers = {
  readonly [Type in RootContent['type']]?: (node: Extract<RootContent, { type: Type }>, depth: number) => Block[];
};

const READERS: Readers = {
  paragraph: ({ children }) => paragraphsOf(children),
  heading,
  blockquote: ({ children }, depth) => quote(blocks(children, depth - 1), depth),
  list,
  code,
  table,
  thematicBreak: () => [{ type: 'thematicBreak' }],
  html: (node) => paragraphsOf([node]),
  footnoteDefinition: (node, depth) => footnote(blocks(node.children, depth), node.label ?? node.identifier),
};

function block(node: RootContent, depth: number): Block[] {
  const reader = READERS[node.type] as ((node: RootContent, depth: number) => Block[]) | undefined;
  return reader?.(node, depth) ?? [];
}

const paragraph = (runs: readonly Run[]): Paragraph => ({ type: 'paragraph', children: spansOf(runs) });

const paragraphsOf = (nodes: readonly PhrasingContent[]): Paragraph[] => paragraphs(runsOf(nodes)).map(paragraph);

function heading({ depth, children }: Heading): Heading[] {
  const runs = onOneLine(runsOf(children));
  return runs.length === 0 ? [] : [{ type: 'heading', depth, children: spansOf(runs) }];
}

const quote = (children: Block[], depth: number): Block[] =>
  children.length === 0 || depth <= 0 ? children : [{ type: 'blockquote', children }];

/** Empty lines around code are lost in some trackers. */
function code({ value, lang }: Code): Code[] {
  const name = typeof lang === 'string' && /^[\w+#.-]+$/.test(lang) ? lang : null;
  const text = value.replaceAll(/\r\n?/g, '\n').replaceAll(/^\n+|(?<!\n)\n+$/g, '');
  return text.trim() === '' ? [] : [{ type: 'code', lang: name, value: text }];
}

function footnote(children: Block[], label: string): Block[] {
  const [first, ...others] = children;
  const mark = plainRun(`[${label}] `);
  if (first?.type !== 'paragraph') return [paragraph(tidied([mark])), ...children];
  return [paragraph(tidied([mark, ...runsOf(first.children)])), ...others];
}

function list({ ordered, start, children }: List, depth: number): Block[] {
  const items = children.map((child) => item(child, depth - 1)).filter((each) => each.children.length > 0);
  if (items.length === 0 || depth <= 0) return items.flatMap((each) => each.children as Block[]);
  return [
    {
      type: 'list',
      ordered: ordered === true,
      start: ordered === true ? (start ?? 1) : null,
      spread: false,
      children: items,
    },
  ];
}

function item({ children, checked }: ListItem, depth: number): ListItem {
  const [first, ...others] = blocks(children, depth);
  if (first === undefined) return { type: 'listItem', spread: false, checked: null, children: [] };
  const spread = isSpread(first, others);
  if (first.type !== 'paragraph') return { type: 'listItem', spread, checked: null, children: [first, ...others] };
  const runs = runsOf(first.children);
  const [box, text] = typeof checked === 'boolean' ? [checked, runs] : checkbox(runs);
  return { type: 'listItem', spread, checked: box, children: [paragraph(text), ...others] };
}

/** With empty lines, unless it is a paragraph with one list below it, and text in that list's first line. */
function isSpread(first: Block, others: readonly Block[]): boolean {
  const [list, ...more] = others;
  if (list === undefined) return false;
  if (first.type !== 'paragraph' || list.type !== 'list' || more.length > 0) return true;
  return list.children[0]?.children[0]?.type !== 'paragraph';
}

/** A box that is written out in front of an item's text is a box: not all trackers have another way. */
function checkbox(runs: Run[]): [boolean | null, Run[]] {
  const [first, ...others] = runs;
  const box = first === undefined || first.code ? null : /^\[([ xX])\]\s(?=\S|$)/.exec(first.text);
  if (box === null || first === undefined) return [null, runs];
  const rest = tidied([{ ...first, text: first.text.slice(box[0].length) }, ...others]);
  return rest.length === 0 ? [null, runs] : [box[1] !== ' ', rest];
}

/** All rows are as wide as the widest. An empty first row is only there because Markdown demands a heading. */
function table({ children }: Table): Table[] {
  const all = children.map((row) => row.children.map((cell) => spansOf(tidied(runsOf(cell.children)))));
  const first = all.findIndex((cells) => cells.some((cell) => cell.length > 0));
  if (first < 0) return [];
  const rows = all.slice(first);
  const width = Math.max(...rows.map((cells) => cells.length));
  const padded = rows.map((cells) => Array.from({ length: width }, (_, index) => cells[index] ?? []));
  return [
    {
      type: 'table',
      children: padded.map((cells) => ({
        type: 'tableRow',
        children: cells.map((cell) => ({ type: 'tableCell', children: cell })),
      })),
    },
  ];
}

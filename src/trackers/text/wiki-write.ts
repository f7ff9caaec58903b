/** The plain tree → Jira's wiki markup. A list's items take text and code, a quote no other quote: the rest is flattened. */
import type { Code, List, ListItem, PhrasingContent, Table } from 'mdast';
import { withBox } from './box.ts';
import { flattened } from './flat.ts';
import type { Block } from './plain.ts';
import { type Run, tidied } from './runs.ts';
import { runsOf, spansOf } from './spans.ts';
import { escaped, withoutEdges } from './wiki-escape.ts';

export const writeWiki = (blocks: readonly Block[]): string => blocks.map(block).join('\n\n');

function block(node: Block): string {
  switch (node.type) {
    case 'paragraph':
      return withoutEdges(lines(node.children).join('\n'));
    case 'heading':
      return `h${node.depth}. ${lines(node.children).join(' ')}`;
    case 'blockquote':
      return `{quote}\n${writeWiki((node.children as Block[]).flatMap(withoutQuotes))}\n{quote}`;
    case 'code':
      return code(node);
    case 'thematicBreak':
      return '----';
    case 'list':
      return list(node, '');
    case 'table':
      return table(node);
  }
}

const withoutQuotes = (node: Block): Block[] =>
  node.type === 'blockquote' ? (node.children as Block[]).flatMap(withoutQuotes) : [node];

/** The languages that Jira knows; it shows an error for any other. */
const LANGUAGES = new Set(
  'actionscript ada applescript bash c c# c++ cpp css erlang go groovy haskell html java javascript js json lua objc perl php python r ruby scala sh sql swift visualbasic xml yaml'.split(
    ' ',
  ),
);

/** The macro's end cannot be written inside it: then it is the other macro, and where both ends occur, one is told apart. */
function code({ value, lang }: Code): string {
  const known = lang !== null && lang !== undefined && LANGUAGES.has(lang.toLowerCase());
  const asCode = !value.includes('{code}') && (known || value.includes('{noformat}'));
  if (asCode) return `{code:${known ? lang.toLowerCase() : 'none'}}\n${value}\n{code}`;
  return `{noformat}\n${value.replaceAll('{noformat}', '{noformat\u200b}')}\n{noformat}`;
}

function list(node: List, outer: string): string {
  const bullet = outer + (node.ordered === true ? '#' : '*');
  return node.children.map((child) => item(child, bullet)).join('\n');
}

const NEW_PARAGRAPH = '\\\\ \\\\ ';

/** An item's text is one line; code and lists stand on lines of their own. */
function item(node: ListItem, bullet: string): string {
  const parts = withBox(node).flatMap(flattened);
  const texts = parts.map((part, index) => {
    if (part.type === 'list') return `${index === 0 ? '' : '\n'}${list(part, bullet)}`;
    const before = index === 0 ? `${bullet} ` : part.type === parts[index - 1]?.type ? NEW_PARAGRAPH : '\n';
    return part.type === 'code'
      ? `${index === 0 ? before : '\n'}${code(part)}`
      : before + withoutEdges(cell(part.children));
  });
  return texts.join('');
}

const cell = (nodes: readonly PhrasingContent[]): string => lines(nodes).join('\\\\ ');

function table({ children }: Table): string {
  const rows = children.map((row, index) => {
    const bar = index === 0 ? '||' : '|';
    return `${bar}${row.children.map((each) => cell(each.children) || ' ').join(bar)}${bar}`;
  });
  return rows.join('\n');
}

/** Marks end with the line. */
function lines(nodes: readonly PhrasingContent[]): string[] {
  const found: Run[][] = [[]];
  for (const run of runsOf(nodes)) {
    const [first = '', ...others] = run.text.split('\n');
    found.at(-1)?.push({ ...run, text: first });
    for (const text of others) found.push([{ ...run, text }]);
  }
  return found.map((runs) => inline(spansOf(tidied(runs))));
}

/** Beside a word, a mark is written in braces. */
function inline(nodes: readonly PhrasingContent[]): string {
  const texts = nodes.map(span);
  return texts
    .map((text, index) => {
      const mark = SIGNS[nodes[index]?.type ?? ''];
      if (mark === undefined) return text;
      const free = isEdge(texts[index - 1]?.at(-1)) && isEdge(texts[index + 1]?.at(0));
      const sign = free ? mark : `{${mark}}`;
      return `${sign}${text}${sign}`;
    })
    .join('');
}

const isEdge = (character: string | undefined): boolean => character === undefined || /[\s.,;:]/.test(character);

const SIGNS: Readonly<Record<string, string>> = { strong: '*', emphasis: '_', delete: '-' };

function span(node: PhrasingContent): string {
  if (node.type === 'text') return escaped(node.value);
  if (node.type === 'inlineCode') return `{{${escaped(node.value)}}}`;
  if (node.type === 'link') return link(inline(node.children), node.url);
  return 'children' in node ? inline(node.children) : '';
}

const link = (text: string, url: string): string => {
  const address = url.replaceAll(/[[\]{}|\\]/g, encodeURIComponent);
  return text === escaped(url) && address === url ? `[${address}]` : `[${text}|${address}]`;
};

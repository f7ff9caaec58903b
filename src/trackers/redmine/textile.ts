/** Markdown → Textile as Redmine renders it. What Textile cannot say is written as plain text, never dropped. */
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import type { List, ListItem, PhrasingContent, RootContent, Table } from 'mdast';
import { gfm } from 'micromark-extension-gfm';
import { escaped, withoutEdges } from './textile-escape.ts';

/** Made once: putting it together takes as long as reading a short text. */
const GFM = { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] };

export function toTextile(markdown: string): string {
  const { children } = fromMarkdown(markdown, GFM);
  return blocks(children);
}

const blocks = (nodes: readonly RootContent[]): string =>
  nodes
    .map(block)
    .filter((text) => text !== '')
    .join('\n\n');

/** One renderer per kind of node; kinds without one are invisible (definitions). */
type Renderers<Node extends { type: string }> = {
  readonly [Type in Node['type']]?: (node: Extract<Node, { type: Type }>) => string;
};

const BLOCKS: Renderers<RootContent> = {
  heading: ({ depth, children }) => `h${depth}. ${oneLine(children)}`,
  paragraph: ({ children }) => withoutEdges(inline(children)),
  code: ({ value, lang }) => code(value, lang),
  blockquote: ({ children }) => blocks(children).replaceAll(/^/gm, '> ').replaceAll(/^> $/gm, '>'),
  list: (node) => list(node, ''),
  table: (node) => table(node),
  thematicBreak: () => '---',
  html: ({ value }) => withoutEdges(escaped(value)),
};

const block = (node: RootContent): string => render(BLOCKS, node);

function render<Node extends { type: string }>(renderers: Renderers<Node>, node: Node): string {
  const renderer = renderers[node.type as Node['type']] as ((node: Node) => string) | undefined;
  return renderer?.(node) ?? '';
}

/** `</pre>` inside would end it early; everything else is shown as it stands. */
function code(value: string, lang: string | null | undefined): string {
  const text = value.replaceAll('</pre', '&lt;/pre').replaceAll('</code', '&lt;/code');
  return lang && /^[\w+-]+$/.test(lang)
    ? `<pre><code class="${lang}">\n${text}\n</code></pre>`
    : `<pre>\n${text}\n</pre>`;
}

/** Items are one line each; what else an item holds follows after a line break, nested lists on their own lines. */
function list(node: List, outer: string): string {
  const bullet = outer + (node.ordered === true ? '#' : '*');
  return node.children.map((child) => item(child, bullet)).join('\n');
}

function item({ children, checked }: ListItem, bullet: string): string {
  const box = checked === null || checked === undefined ? '' : checked ? '[x] ' : '[ ] ';
  const nested = children.filter((child) => child.type === 'list');
  const own = children.filter((child) => child.type !== 'list').map(itemText);
  const lines = [`${bullet} ${box}${own.join(' ') || '&#160;'}`, ...nested.map((child) => list(child, bullet))];
  return lines.join('\n');
}

const itemText = (node: RootContent): string =>
  node.type === 'code' ? codeSpan(node.value.replaceAll(/\s*\n\s*/g, ' ; ')) : block(node).replaceAll(/\s*\n\s*/g, ' ');

function table({ children }: Table): string {
  const rows = children.map((row, index) => {
    const cells = row.children.map((cell) => oneLine(cell.children).replaceAll('|', '&#124;'));
    return `|${cells.map((cell) => `${index === 0 ? '_. ' : ''}${cell || ' '}`).join('|')}|`;
  });
  return rows.join('\n');
}

const oneLine = (nodes: readonly PhrasingContent[]): string => inline(nodes).replaceAll(/\s*\n\s*/g, ' ');

const inline = (nodes: readonly PhrasingContent[]): string => nodes.map(span).join('');

const SPANS: Renderers<PhrasingContent> = {
  text: ({ value }) => escaped(value),
  html: ({ value }) => escaped(value),
  strong: ({ children }) => wrapped('*', inline(children)),
  emphasis: ({ children }) => wrapped('_', inline(children)),
  delete: ({ children }) => wrapped('-', inline(children)),
  inlineCode: ({ value }) => codeSpan(value),
  break: () => '\n',
  link: ({ children, url }) => link(inline(children), url),
  image: ({ alt, url }) => link(escaped(alt ?? '') || escaped(url), url),
  linkReference: ({ children }) => inline(children),
  imageReference: ({ alt }) => escaped(alt ?? ''),
  footnoteReference: ({ label, identifier }) => escaped(`[${label ?? identifier}]`),
};

const span = (node: PhrasingContent): string => render(SPANS, node);

const wrapped = (mark: string, text: string): string =>
  text.trim() === '' || text.includes('\n') ? text : `${mark}${text.trim()}${mark}`;

/** `@` cannot stand inside; then the text is shown without the code style. */
const codeSpan = (value: string): string =>
  value.includes('@') || value.includes('\n') || value.trim() !== value ? escaped(value) : `@${value}@`;

const ADDRESS = /^(?:https?|ftp|mailto):[^\s"|]+$/i;

function link(text: string, url: string): string {
  const address = url.replaceAll(' ', '%20');
  if (!ADDRESS.test(address)) return text === '' ? escaped(url) : `${text} (${escaped(url)})`;
  if (text === '' || text === escaped(url)) return address;
  if (address === `mailto:${text}`) return text;
  return `"${text.replaceAll('"', '&quot;')}":${address}`;
}

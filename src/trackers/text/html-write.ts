/** The plain tree → HTML, with no tag and no attribute but those below. */
import type { List, PhrasingContent, Table } from 'mdast';
import { withBox } from './box.ts';
import type { Block } from './plain.ts';

export const writeHtml = (blocks: readonly Block[]): string => blocks.map(block).join('\n');

const NAMED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (character) => NAMED[character] ?? '');

function block(node: Block): string {
  switch (node.type) {
    case 'paragraph':
      return `<p>${inline(node.children)}</p>`;
    case 'heading':
      return `<h${node.depth}>${inline(node.children)}</h${node.depth}>`;
    case 'code':
      return `<pre>${escaped(node.value)}</pre>`;
    case 'blockquote':
      return `<blockquote>${writeHtml(node.children as Block[])}</blockquote>`;
    case 'thematicBreak':
      return '<hr />';
    case 'list':
      return list(node);
    case 'table':
      return table(node);
  }
}

function list({ ordered, start, children }: List): string {
  const tag = ordered === true ? 'ol' : 'ul';
  const from = ordered === true && start !== 1 ? ` start="${start ?? 1}"` : '';
  const items = children.map((item) => `<li>${withBox(item).map(part).join('\n')}</li>`);
  return `<${tag}${from}>${items.join('')}</${tag}>`;
}

/** An item's first paragraph needs no tags. */
const part = (node: Block, index: number): string =>
  index === 0 && node.type === 'paragraph' ? inline(node.children) : block(node);

function table({ children }: Table): string {
  const rows = children.map((row, index) => {
    const tag = index === 0 ? 'th' : 'td';
    const cells = row.children.map((cell) => `<${tag}>${inline(cell.children)}</${tag}>`);
    return `<tr>${cells.join('')}</tr>`;
  });
  return `<table><tbody>${rows.join('')}</tbody></table>`;
}

const TAGS: Readonly<Record<string, string>> = { strong: 'strong', emphasis: 'em', delete: 'del' };

const inline = (nodes: readonly PhrasingContent[]): string => nodes.map(span).join('');

function span(node: PhrasingContent): string {
  if (node.type === 'text') return escaped(node.value);
  if (node.type === 'inlineCode') return `<code>${escaped(node.value)}</code>`;
  if (node.type === 'link') return `<a href="${escaped(node.url)}">${inline(node.children)}</a>`;
  if (!('children' in node)) return '<br />';
  const tag = TAGS[node.type] ?? 'span';
  return `<${tag}>${inline(node.children)}</${tag}>`;
}

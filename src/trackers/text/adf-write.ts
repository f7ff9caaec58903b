/** The plain tree → ADF. Lists and quotes take paragraphs, code and lists only: tables, headings and quotes in them are flattened. */
import type { List, ListItem, Table } from 'mdast';
import type { AdfMark, AdfNode } from './adf-node.ts';
import { withBox } from './box.ts';
import { type Flat, flattened } from './flat.ts';
import type { Block } from './plain.ts';
import type { Run } from './runs.ts';
import { runsOf } from './spans.ts';

export const writeAdf = (blocks: readonly Block[]): AdfNode[] => blocks.flatMap(atTop);

function atTop(block: Block): AdfNode[] {
  switch (block.type) {
    case 'heading':
      return [{ type: 'heading', attrs: { level: block.depth }, content: inline(runsOf(block.children)) }];
    case 'thematicBreak':
      return [{ type: 'rule' }];
    case 'blockquote':
      return filled(
        'blockquote',
        block.children.flatMap((child) => inside(child as Block)),
      );
    case 'table':
      return [table(block)];
    case 'list':
      return isTaskList(block) ? [taskList(block, ids())] : inside(block);
    case 'paragraph':
    case 'code':
      return inside(block);
  }
}

/** What lists and quotes may contain. */
const inside = (block: Block): AdfNode[] => flattened(block).flatMap(flat);

function flat(node: Flat): AdfNode[] {
  if (node.type === 'paragraph') return [paragraph(runsOf(node.children))];
  return node.type === 'code' ? [code(node.value, node.lang)] : list(node);
}

const filled = (type: string, content: AdfNode[]): AdfNode[] => (content.length === 0 ? [] : [{ type, content }]);

const paragraph = (runs: readonly Run[]): AdfNode => ({ type: 'paragraph', content: inline(runs) });

function code(text: string, lang: string | null | undefined): AdfNode {
  const content = [{ type: 'text', text }];
  return typeof lang === 'string'
    ? { type: 'codeBlock', attrs: { language: lang }, content }
    : { type: 'codeBlock', content };
}

function list(node: List): AdfNode[] {
  const items = node.children.flatMap(listItem);
  if (items.length === 0) return [];
  return node.ordered === true
    ? [{ type: 'orderedList', attrs: { order: node.start ?? 1 }, content: items }]
    : [{ type: 'bulletList', content: items }];
}

/** An item begins with a paragraph or code, never with a list. */
function listItem(node: ListItem): AdfNode[] {
  const content = withBox(node).flatMap(inside);
  const first = content[0]?.type ?? '';
  if (first === '') return [];
  return [{ type: 'listItem', content: first.endsWith('List') ? [paragraph([]), ...content] : content }];
}

/** Its items are boxes with one paragraph, and such lists below. */
const isTaskList = ({ ordered, children }: List): boolean =>
  ordered !== true &&
  children.every(
    ({ checked, children: [, ...others] }) =>
      typeof checked === 'boolean' && others.every((other) => other.type === 'list' && isTaskList(other)),
  );

type Ids = () => string;

function ids(): Ids {
  let last = 0;
  return () => `${(last += 1)}`;
}

const taskList = (node: List, id: Ids): AdfNode => ({
  type: 'taskList',
  attrs: { localId: id() },
  content: node.children.flatMap((item) => task(item, id)),
});

/** A task's sub-tasks follow it. */
function task({ checked, children }: ListItem, id: Ids): AdfNode[] {
  const runs = children.flatMap((child) => (child.type === 'paragraph' ? runsOf(child.children) : []));
  const lists = children.flatMap((child) => (child.type === 'list' ? [taskList(child, id)] : []));
  const attrs = { localId: id(), state: checked === true ? 'DONE' : 'TODO' };
  return [{ type: 'taskItem', attrs, content: inline(runs) }, ...lists];
}

const table = ({ children }: Table): AdfNode => ({
  type: 'table',
  content: children.map((row, index) => ({
    type: 'tableRow',
    content: row.children.map((cell) => ({
      type: index === 0 ? 'tableHeader' : 'tableCell',
      content: [paragraph(runsOf(cell.children))],
    })),
  })),
});

const inline = (runs: readonly Run[]): AdfNode[] => runs.flatMap(texts);

function texts(run: Run): AdfNode[] {
  const marks = marksOf(run);
  return run.text.split('\n').flatMap((text, index): AdfNode[] => {
    const line: AdfNode[] =
      text === '' ? [] : [marks.length === 0 ? { type: 'text', text } : { type: 'text', text, marks }];
    return index === 0 ? line : [{ type: 'hardBreak' }, ...line];
  });
}

const MARK_TYPES = { strong: 'strong', emphasis: 'em', delete: 'strike' } as const;

/** Code takes a link besides, and no other mark. */
function marksOf({ marks, code: isCode, link }: Run): AdfMark[] {
  const look: AdfMark[] = isCode ? [{ type: 'code' }] : marks.map((mark) => ({ type: MARK_TYPES[mark] }));
  return link === null ? look : [{ type: 'link', attrs: { href: link } }, ...look];
}

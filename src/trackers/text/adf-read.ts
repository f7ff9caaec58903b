/** ADF → Markdown's tree. Takes any input, also nodes that are not known yet and such as break the schema. */
import type { BlockContent, List, ListItem, RootContent, Table, TableRow } from 'mdast';
import { adfRuns, attrsOf, childrenOf, isInline, words } from './adf-inline.ts';
import type { AdfNode } from './adf-node.ts';
import { paragraphs, textOf } from './runs.ts';
import { spansOf } from './spans.ts';

/** Deeper than any document of an editor; below, all text of a node is one paragraph. */
const DEPTH = 40;

export const readAdf = (nodes: readonly AdfNode[]): RootContent[] => blocks(nodes, DEPTH);

/** Inline nodes among blocks form paragraphs. */
function blocks(nodes: readonly AdfNode[], depth: number): BlockContent[] {
  const found: BlockContent[] = [];
  let open: AdfNode[] = [];
  const close = (): void => {
    found.push(...text(open));
    open = [];
  };
  for (const node of nodes) {
    if (isInline(node)) open.push(node);
    else {
      close();
      found.push(...(depth > 0 ? block(node, depth) : text([node])));
    }
  }
  close();
  return found;
}

const text = (nodes: readonly AdfNode[]): BlockContent[] =>
  paragraphs(adfRuns(nodes)).map((runs) => ({ type: 'paragraph', children: spansOf(runs) }));

type Reader = (node: AdfNode, depth: number) => BlockContent[];

const inner: Reader = (node, depth) => blocks(childrenOf(node), depth - 1);
const quote: Reader = (node, depth) => [{ type: 'blockquote', children: inner(node, depth) }];
const paragraph: Reader = (node) => text(childrenOf(node));

const READERS: Readonly<Record<string, Reader>> = {
  paragraph,
  caption: paragraph,
  heading: (node) => [
    { type: 'heading', depth: levelOf(attrsOf(node)['level']), children: spansOf(adfRuns(childrenOf(node))) },
  ],
  codeBlock: (node) => [
    { type: 'code', lang: words(attrsOf(node)['language']), value: textOf(adfRuns(childrenOf(node))) },
  ],
  blockquote: quote,
  panel: quote,
  rule: () => [{ type: 'thematicBreak' }],
  bulletList: list,
  orderedList: list,
  taskList: list,
  decisionList: list,
  table,
};

const block: Reader = (node, depth) =>
  Object.hasOwn(READERS, node.type) ? (READERS[node.type] ?? other)(node, depth) : other(node, depth);

/** What has a title (expands) shows it; of the unknown their own text and their content stay. */
function other(node: AdfNode, depth: number): BlockContent[] {
  const title = words(attrsOf(node)['title']);
  const shown = text([
    { type: 'text', text: title, marks: [{ type: 'strong' }] },
    { ...node, content: [] },
  ]);
  return [...shown, ...inner(node, depth)];
}

function levelOf(level: unknown): 1 | 2 | 3 | 4 | 5 | 6 {
  return ([1, 2, 3, 4, 5, 6] as const).find((each) => each === level) ?? 6;
}

/** A nested task list stands beside the task that it belongs to. */
function list(node: AdfNode, depth: number): List[] {
  const items: ListItem[] = [];
  for (const child of childrenOf(node)) {
    const last = items.at(-1);
    if (child.type.endsWith('List') && last !== undefined) last.children.push(...blocks([child], depth - 1));
    else items.push(item(child, depth));
  }
  const order = attrsOf(node)['order'];
  const start = Number.isSafeInteger(order) && Number(order) >= 0 && Number(order) < 1e9 ? Number(order) : 1;
  return [{ type: 'list', ordered: node.type === 'orderedList', start, children: items }];
}

function item(node: AdfNode, depth: number): ListItem {
  const children = blocks(node.type.endsWith('List') ? [node] : childrenOf(node), depth - 1);
  const checked = node.type === 'taskItem' || node.type === 'blockTaskItem' ? attrsOf(node)['state'] === 'DONE' : null;
  return { type: 'listItem', checked, children };
}

function table(node: AdfNode): Table[] {
  const rows = childrenOf(node).map((row): TableRow => {
    const cells = childrenOf(row).map((cell) => ({
      type: 'tableCell' as const,
      children: spansOf(adfRuns(childrenOf(cell))),
    }));
    return { type: 'tableRow', children: cells };
  });
  return [{ type: 'table', children: rows }];
}

/** For tests: the rules of Jira Cloud's ADF schema for the nodes that we write. */
import type { AdfNode } from './adf-node.ts';

const ITEM = ['paragraph', 'bulletList', 'orderedList', 'codeBlock'];
const INLINE = ['text', 'hardBreak'];

/** What a node may contain. */
const CONTENT: Readonly<Record<string, readonly string[]>> = {
  doc: ['paragraph', 'heading', 'bulletList', 'orderedList', 'codeBlock', 'blockquote', 'rule', 'table', 'taskList'],
  paragraph: INLINE,
  heading: INLINE,
  codeBlock: ['text'],
  blockquote: ITEM,
  bulletList: ['listItem'],
  orderedList: ['listItem'],
  listItem: ITEM,
  taskList: ['taskItem', 'taskList'],
  taskItem: INLINE,
  table: ['tableRow'],
  tableRow: ['tableCell', 'tableHeader'],
  tableCell: ['paragraph'],
  tableHeader: ['paragraph'],
  rule: [],
  hardBreak: [],
  text: [],
};

/** Nodes whose content may be empty. */
const MAY_BE_EMPTY = new Set(['doc', 'paragraph', 'heading', 'codeBlock', 'taskItem']);

const ATTRS: Readonly<Record<string, (attrs: Readonly<Record<string, unknown>>) => boolean>> = {
  heading: ({ level }) => [1, 2, 3, 4, 5, 6].includes(level as number),
  orderedList: ({ order }) => Number.isSafeInteger(order) && Number(order) >= 0,
  codeBlock: ({ language }) => language === undefined || typeof language === 'string',
  taskList: ({ localId }) => typeof localId === 'string' && localId !== '',
  taskItem: ({ localId, state }) => typeof localId === 'string' && (state === 'TODO' || state === 'DONE'),
};

/** What is wrong in a document's content, as sentences. */
export const faults = (nodes: readonly AdfNode[]): string[] => nodeFaults({ type: 'doc', content: nodes });

function nodeFaults(node: AdfNode): string[] {
  const content = node.content ?? [];
  const strange = content.filter(({ type }) => CONTENT[node.type]?.includes(type) !== true);
  return [
    ...strange.map(({ type }) => `${node.type} has ${type}`),
    ...FAULTS.filter(([, is]) => is(node, content)).map(([fault]) => `${node.type}: ${fault}`),
    ...(node.type === 'text' ? textFaults(node) : []),
    ...content.flatMap(nodeFaults),
  ];
}

const FAULTS: readonly (readonly [string, (node: AdfNode, content: readonly AdfNode[]) => boolean])[] = [
  ['empty', ({ type }, content) => content.length === 0 && CONTENT[type]?.length !== 0 && !MAY_BE_EMPTY.has(type)],
  ['bad attributes', ({ type, attrs }) => ATTRS[type]?.(attrs ?? {}) === false],
  ['bad start', ({ type }, content) => FIRST[type]?.includes(content[0]?.type ?? '') === false],
  ['marks in code', ({ type }, content) => type === 'codeBlock' && content.some(({ marks }) => marks !== undefined)],
];

/** What a node's content begins with. */
const FIRST: Readonly<Record<string, readonly string[]>> = {
  listItem: ['paragraph', 'codeBlock'],
  taskList: ['taskItem'],
};

function textFaults({ text, marks = [], content }: AdfNode): string[] {
  const types = marks.map(({ type }) => type);
  const faulty: readonly (readonly [boolean, string])[] = [
    [text === undefined || text === '', 'empty text'],
    [content !== undefined, 'text with content'],
    [new Set(types).size < types.length, 'a mark twice'],
    [types.some((type) => !['strong', 'em', 'strike', 'code', 'link'].includes(type)), 'unknown mark'],
    [types.includes('code') && types.some((type) => type !== 'code' && type !== 'link'), 'code with another mark'],
    [
      marks.some(({ type, attrs }) => type === 'link' && !/^(?:https?|ftp|mailto):\S/i.test(String(attrs?.['href']))),
      'bad link',
    ],
  ];
  return faulty.filter(([is]) => is).map(([, fault]) => fault);
}

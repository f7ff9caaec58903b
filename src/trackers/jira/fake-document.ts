/** What the fake does to texts: on Cloud documents (ADF) go through its schema, and old clients see them as plain text. */
import type { Json } from '../../model/json.ts';
import { isObject, listOf, textOf } from './fake-call.ts';

const NODES = new Set(
  (
    'doc paragraph text hardBreak heading bulletList orderedList listItem codeBlock blockquote rule panel expand ' +
    'nestedExpand table tableRow tableHeader tableCell mention emoji date status inlineCard blockCard embedCard ' +
    'mediaSingle mediaGroup mediaInline media caption taskList taskItem decisionList decisionItem extension ' +
    'bodiedExtension inlineExtension layoutSection layoutColumn placeholder'
  ).split(' '),
);

const MARKS = new Set(
  'strong em underline strike code link textColor backgroundColor subsup border alignment'.split(' '),
);

/** What Jira takes in a text field. */
export const TEXT_LIMIT = 32_767;

/** What is kept of a document; a string says why none of it is. */
export function takeDocument(value: unknown): { readonly document: Json } | string {
  if (!isObject(value) || value['type'] !== 'doc' || value['version'] !== 1 || !Array.isArray(value['content'])) {
    return 'Operation value must be an Atlassian Document (see the Atlassian Document Format)';
  }
  if (hasEmptyText(value)) return 'INVALID_INPUT';
  const document = known(value);
  return JSON.stringify(document).length > TEXT_LIMIT ? 'CONTENT_LIMIT_EXCEEDED' : { document };
}

const hasEmptyText = (node: unknown): boolean =>
  isObject(node) &&
  ((node['type'] === 'text' && textOf(node['text']) === '') || listOf(node['content']).some(hasEmptyText));

/** Nodes and marks that the schema does not have are dropped without a word. */
function known(node: Readonly<Record<string, unknown>>): Json {
  const { content, marks, ...rest } = node;
  const kept = (list: unknown, names: ReadonlySet<string>): readonly Readonly<Record<string, unknown>>[] =>
    listOf(list).filter((one) => isObject(one) && names.has(textOf(one['type']))) as Readonly<
      Record<string, unknown>
    >[];
  return {
    ...rest,
    ...(content === undefined ? {} : { content: kept(content, NODES).map(known) }),
    ...(marks === undefined ? {} : { marks: kept(marks, MARKS) }),
  } as Json;
}

/** A document as version 2 of the interface shows it, roughly: the words, one block a paragraph. */
export function toPlain(node: unknown): string {
  if (!isObject(node)) return textOf(node);
  if (node['type'] === 'text') return textOf(node['text']);
  if (node['type'] === 'hardBreak') return '\n';
  const parts = listOf(node['content']).map(toPlain);
  return node['type'] === 'doc' ? parts.join('\n\n') : parts.join('');
}

export const fromPlain = (text: string): Json => ({
  type: 'doc',
  version: 1,
  content: text
    .split(/\r?\n\r?\n/)
    .filter((part) => part !== '')
    .map((part) => ({ type: 'paragraph', content: [{ type: 'text', text: part }] })),
});

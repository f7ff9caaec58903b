/** What Rally does to rich text: refuses what its whitelist does not have, and writes the rest down in its own way. */
import type { Element, Nodes } from 'hast';
import { fromHtml } from 'hast-util-from-html';
import { toHtml } from 'hast-util-to-html';

const ALLOWED = new Set(
  (
    'a b blockquote br code dd del div dl dt em font h1 h2 h3 h4 h5 h6 hr i img li ol p pre s small span strike strong ' +
    'sub sup table tbody td tfoot th thead tr u ul'
  ).split(' '),
);

const elementsIn = (node: Nodes): readonly Element[] =>
  'children' in node
    ? node.children.flatMap((child) => (child.type === 'element' ? [child, ...elementsIn(child)] : []))
    : [];

const isAllowed = ({ tagName, properties }: Element): boolean =>
  ALLOWED.has(tagName) &&
  !Object.keys(properties).some((name) => name.startsWith('on')) &&
  !/^\s*javascript:/i.test(String(properties['href'] ?? ''));

/** Null: it contains something that is not on the whitelist. */
export function sanitized(html: string): string | null {
  const tree = fromHtml(html, { fragment: true });
  const elements = elementsIn(tree);
  if (!elements.every(isAllowed)) return null;
  for (const { tagName, properties } of elements) {
    if (tagName === 'a') properties['target'] = '_blank';
  }
  return toHtml(tree, { closeSelfClosing: true, characterReferences: { useNamedReferences: true } });
}

/** Names are plain text, but not any text. */
export const isPlain = (text: string): boolean => !/<[a-z!/]/i.test(text);

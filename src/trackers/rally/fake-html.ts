/** What Rally does to rich text: refuses what its whitelist does not have, and writes the rest down in its own way. */
import { fromHtml } from 'hast-util-from-html';

type Root = ReturnType<typeof fromHtml>;
type Child = Root['children'][number];
type Element = Extract<Child, { readonly type: 'element' }>;

const ALLOWED = new Set(
  (
    'a b blockquote br code dd del div dl dt em font h1 h2 h3 h4 h5 h6 hr i img li ol p pre s small span strike strong ' +
    'sub sup table tbody td tfoot th thead tr u ul'
  ).split(' '),
);

const EMPTY = new Set(['br', 'hr', 'img']);

const elementsIn = (children: readonly Child[]): readonly Element[] =>
  children.flatMap((child) => (child.type === 'element' ? [child, ...elementsIn(child.children)] : []));

const isAllowed = ({ tagName, properties }: Element): boolean =>
  ALLOWED.has(tagName) &&
  !Object.keys(properties).some((name) => name.startsWith('on')) &&
  !/^\s*javascript:/i.test(String(properties['href'] ?? ''));

/** Null: it contains something that is not on the whitelist. */
export function sanitized(html: string): string | null {
  const { children } = fromHtml(html, { fragment: true });
  return elementsIn(children).every(isAllowed) ? children.map(written).join('') : null;
}

/** Quotes and no-break spaces as they are, empty elements closed, links that open a window of their own. */
function written(node: Child): string {
  if (node.type === 'text') return escaped(node.value);
  if (node.type !== 'element') return '';
  const { tagName, properties, children } = node;
  const all = tagName === 'a' ? { ...properties, target: '_blank' } : properties;
  const attributes = Object.entries(all).map(
    ([name, value]) => ` ${name}="${escaped(String(value)).replaceAll('"', '&#34;')}"`,
  );
  if (EMPTY.has(tagName)) return `<${tagName}${attributes.join('')} />`;
  return `<${tagName}${attributes.join('')}>${children.map(written).join('')}</${tagName}>`;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Names are plain text, but not any text. */
export const isPlain = (text: string): boolean => !/<[a-z!/]/i.test(text);

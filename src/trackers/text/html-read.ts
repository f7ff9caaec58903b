/** HTML → Markdown's tree. */
import { fromHtml } from 'hast-util-from-html';
import { defaultSchema, sanitize } from 'hast-util-sanitize';
import { toMdast } from 'hast-util-to-mdast';
import type { Nodes, RootContent } from 'mdast';

/** More elements inside each other than any editor makes. */
const DEPTH = 200;

const WHITE_LIST = {
  ...defaultSchema,
  strip: [
    'script',
    'style',
    'title',
    'head',
    'template',
    'noscript',
    'iframe',
    'object',
    'select',
    'textarea',
    'svg',
    'math',
  ],
};

export function readHtml(html: string): RootContent[] {
  if (depthOf(html) > DEPTH) return [{ type: 'paragraph', children: [{ type: 'text', value: withoutTags(html) }] }];
  const tree: Nodes = toMdast(sanitize(fromHtml(html, { fragment: true }), WHITE_LIST), { document: true });
  return 'children' in tree ? (tree.children as RootContent[]) : [];
}

const VOID = new Set(['br', 'hr', 'img', 'input', 'col', 'wbr', 'area', 'meta', 'link']);

/** How deep the elements could stand inside each other, at most. */
function depthOf(html: string): number {
  const open = new Map<string, number>();
  let depth = 0;
  let deepest = 0;
  for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-z][^\s/>]*)/gi)) {
    const tag = name.toLowerCase();
    const count = open.get(tag) ?? 0;
    const change = slash === '' ? (VOID.has(tag) ? 0 : 1) : count > 0 ? -1 : 0;
    open.set(tag, count + change);
    depth += change;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

const withoutTags = (html: string): string =>
  html.replaceAll(/<(script|style)\b[^<]*(?:<(?!\/\1)[^<]*)*(?:<\/\1[^>]*>|$)/gi, ' ').replaceAll(/<[^<>]*>/g, ' ');

/** The inline nodes of ADF as runs. */
import type { AdfMark, AdfNode } from './adf-node.ts';
import { isAddress, marked, PLAIN, type Run, type Style } from './runs.ts';

type Attrs = Readonly<Record<string, unknown>>;

/** What a node without text of its own shows; a link where it has an address. */
const SHOWN: Readonly<Record<string, (attrs: Attrs) => string>> = {
  hardBreak: () => '\n',
  mention: (attrs) => `@${(words(attrs['text']) || words(attrs['id'])).replace(/^@/, '')}`,
  emoji: (attrs) => words(attrs['text']) || words(attrs['shortName']),
  status: (attrs) => words(attrs['text']),
  date: (attrs) => day(attrs['timestamp']),
  inlineCard: (attrs) => words(attrs['url']),
  blockCard: (attrs) => words(attrs['url']),
  embedCard: (attrs) => words(attrs['url']),
  media: (attrs) => words(attrs['alt']) || words(attrs['url']) || 'Attachment',
  mediaInline: (attrs) => words(attrs['alt']) || 'Attachment',
};

export const isInline = ({ type }: AdfNode): boolean =>
  type === 'text' ||
  type === 'placeholder' ||
  type === 'inlineExtension' ||
  (type in SHOWN && !/^(?:block|embed)Card$/.test(type));

/** All that the nodes show, however deep; blocks in between are lines. */
export function adfRuns(nodes: readonly AdfNode[]): Run[] {
  const found: Run[] = [];
  const open = nodes.toReversed();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const style = styleOf(node);
    const text = shown(node);
    if (text !== '') found.push({ ...style, text });
    const children = childrenOf(node);
    if (children.length > 0 && !isInline(node)) open.push({ type: 'hardBreak' });
    for (const child of children.toReversed()) open.push(child);
  }
  return found;
}

export const childrenOf = ({ content }: AdfNode): readonly AdfNode[] =>
  Array.isArray(content)
    ? (content as readonly (AdfNode | null)[]).filter((each) => typeof each === 'object' && each !== null)
    : [];

export const attrsOf = ({ attrs }: AdfNode): Attrs => (typeof attrs === 'object' && attrs !== null ? attrs : {});

export const words = (value: unknown): string => (typeof value === 'string' ? value : '');

function shown(node: AdfNode): string {
  if (typeof node.text === 'string') return node.text;
  const attrs = attrsOf(node);
  const known = SHOWN[node.type];
  return known === undefined ? words(attrs['text']) : known(attrs);
}

function styleOf(node: AdfNode): Style {
  const marks = Array.isArray(node.marks) ? (node.marks as readonly AdfMark[]) : [];
  const url = words(attrsOf(node)['url']);
  return marks.reduce(withMark, isAddress(url) ? { ...PLAIN, link: url } : PLAIN);
}

const MARK_NAMES = new Map([
  ['strong', 'strong'],
  ['em', 'emphasis'],
  ['strike', 'delete'],
] as const);

/** Colours, underlines and the like are nothing that Markdown could say. */
function withMark(style: Style, mark: AdfMark | null): Style {
  const name = MARK_NAMES.get(mark?.type as 'strong');
  if (name !== undefined) return marked(style, name);
  if (mark?.type === 'code') return { ...style, code: true };
  const href = words(mark?.attrs?.['href']);
  return mark?.type === 'link' && isAddress(href) ? { ...style, link: href } : style;
}

/** The day of a time in milliseconds, in UTC as Jira means it. */
function day(timestamp: unknown): string {
  const time = new Date(Number(timestamp));
  return Number.isNaN(time.getTime()) ? words(timestamp) : time.toISOString().slice(0, 10);
}

/**
 * The managed block: the part of a description that is ours, between two lines that are a link each. The marker stands in the
 * fragment of their addresses. What is outside is other people's and kept letter by letter.
 */
import { fromHtml as parse } from 'hast-util-from-html';
import { fromHtml, toHtml } from './html.ts';

type Node = ReturnType<typeof parse>['children'][number];
type Element = Extract<Node, { readonly type: 'element' }>;

export interface Block {
  readonly marker: string;
  readonly taskId: string;
  readonly taskUrl: string;
  /** Markdown; null leaves the block empty. */
  readonly body: string | null;
}

const MARKER = 'ls-[a-z2-7]{16}';
const EDGE = new RegExp(`#(${MARKER})(-end)?$`);

export const isMarker = (text: string): boolean => new RegExp(`^${MARKER}$`).test(text);

/** A text that goes into a block must not look like the edge of one. */
export const defused = (markdown: string): string => markdown.replaceAll(new RegExp(`#(?=${MARKER})`, 'g'), '%23');

/** What stands between the two lines, as Markdown; null when there is no complete block or nothing in it. */
export function bodyIn(html: string): string | null {
  const found = find(html, null);
  return found === null ? null : fromHtml(html.slice(found.from, found.to)) || null;
}

/** The description with this block in it: in the place of the old one (another task's is somebody's text), else in front. */
export function withBlock(html: string, block: Block): string {
  const found = find(html, block.marker);
  const text = render(block);
  return found === null ? `${text}${html}` : `${html.slice(0, found.start)}${text}${html.slice(found.end)}`;
}

function render({ marker, taskId, taskUrl, body }: Block): string {
  const address = `${taskUrl.replace(/#.*$/, '')}#${marker}`;
  const line = (text: string, to: string): string => `<p><a href="${escaped(to)}">${escaped(text)}</a></p>`;
  const inside = body === null ? '' : toHtml(body);
  return `${line(`${taskId} in Lockstep`, address)}${inside}${line('Text below this line is yours', `${address}-end`)}`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

interface Edge {
  readonly marker: string;
  readonly isEnd: boolean;
  /** Where the line begins and ends in the text. */
  readonly start: number;
  readonly end: number;
}

interface Found {
  /** The whole block, and the text inside. */
  readonly start: number;
  readonly from: number;
  readonly to: number;
  readonly end: number;
}

/** Without its last line a block is only its first: what follows may be somebody's. */
function find(html: string, marker: string | null): Found | null {
  const edges = edgesIn(html);
  const open = edges.find((edge) => !edge.isEnd && (marker === null || edge.marker === marker));
  if (open === undefined) return null;
  const close = edges.find((edge) => edge.isEnd && edge.marker === open.marker && edge.start >= open.end);
  if (close === undefined) return { start: open.start, from: open.end, to: open.end, end: open.end };
  return { start: open.start, from: open.end, to: close.start, end: close.end };
}

function edgesIn(html: string): readonly Edge[] {
  if (!html.includes('#ls-')) return [];
  return linesOf(parse(html, { fragment: true }).children).flatMap((line) => edgeOf(line) ?? []);
}

/** An editor may have put everything into one box. */
function linesOf(children: readonly Node[]): readonly Node[] {
  const [only, ...others] = children.filter((child) => textOf(child).trim() !== '');
  const isBox = others.length === 0 && only?.type === 'element' && only.tagName === 'div';
  return isBox ? linesOf(only.children) : children;
}

/** A line that is one link and nothing else. */
function edgeOf(line: Node): Edge | null {
  const [link, ...others] = linksIn(line);
  const [, marker, end] = EDGE.exec(String(link?.properties['href'] ?? '')) ?? [];
  const isPure = link !== undefined && others.length === 0 && textOf(line).trim() === textOf(link).trim();
  const place = placeOf(line);
  return isPure && marker !== undefined && place !== null ? { marker, isEnd: end !== undefined, ...place } : null;
}

function placeOf({ position }: Node): Pick<Edge, 'start' | 'end'> | null {
  const [start, end] = [position?.start.offset, position?.end.offset];
  return start === undefined || end === undefined ? null : { start, end };
}

const linksIn = (node: Node): readonly Element[] => {
  if (node.type !== 'element') return [];
  return node.tagName === 'a' ? [node] : node.children.flatMap(linksIn);
};

const textOf = (node: Node): string => {
  if (node.type === 'element') return node.children.map(textOf).join('');
  return node.type === 'text' ? node.value.replaceAll('\u00a0', ' ') : '';
};

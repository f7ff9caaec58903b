/**
 * The managed block: the part of an issue's text that is ours, between two comments that nobody sees in the rendered text.
 * They carry the marker. What is outside is other people's and not touched.
 */
export interface Block {
  readonly marker: string;
  readonly taskId: string;
  readonly taskUrl: string;
  /** Null leaves the block empty. */
  readonly body: string | null;
}

const MARKER = 'ls-[a-z2-7]{16}';
const openOf = (marker: string): string => `^<!-- lockstep (${marker}) -->[ \\t]*$`;
const ANY_OPEN = new RegExp(openOf(MARKER), 'gm');
/** The line below the first one leads to the task. */
const LINK = /^\n\[[^\]\n]*\]\([^)\n]*\)[ \t]*(?=\n|$)/;

/** A line of its own at the end. */
const ORIGIN = /(?:^|\n)<!-- lockstep (ls-[a-z0-9-]{1,37}) -->\s*$/;

export const unixLines = (text: string): string => text.replaceAll(/\r\n?/g, '\n');

/** A text that goes into an issue must not look like the edge of a block. */
export const defused = (text: string): string => text.replaceAll(/(lockstep) (?=ls-)/g, '$1: ');

/** The one marker that a text carries; null when it carries none or several. */
export function markerIn(description: string): string | null {
  const markers = new Set([...description.matchAll(ANY_OPEN)].map(([, marker]) => marker ?? ''));
  const [only] = markers;
  return markers.size === 1 ? (only ?? null) : null;
}

/** The text between the two comments; null when there is no complete block or nothing in it. */
export function bodyIn(description: string): string | null {
  const found = find(description, MARKER);
  if (found === null) return null;
  const text = description.slice(found.from, found.to).replace(LINK, '').trim();
  return text === '' ? null : text;
}

/**
 * The text with this block in it: in the place of the old one, whose marker may have been `former`, else in front. Another
 * task's block is somebody's text.
 */
export function withBlock(description: string, block: Block, former: string = block.marker): string {
  const found = find(description, former);
  const text = render(block);
  if (found === null) return description.trim() === '' ? text : `${text}\n\n${description}`;
  return `${description.slice(0, found.start)}${text}${description.slice(found.end)}`;
}

function render({ marker, taskId, taskUrl, body }: Block): string {
  const head = `<!-- lockstep ${marker} -->\n[${taskId} in Lockstep](${taskUrl})`;
  return [head, body, `<!-- /lockstep ${marker} -->`].filter((part) => part !== null).join('\n\n');
}

/** A comment's text with what tells whose it is. */
export const withOrigin = (text: string, origin: string): string => `${text}\n\n<!-- lockstep ${origin} -->`;

export const originIn = (text: string): string | null => ORIGIN.exec(text)?.[1] ?? null;

export const withoutOrigin = (text: string): string => text.replace(ORIGIN, '').trim();

interface Found {
  /** The whole block, and the text inside. */
  readonly start: number;
  readonly from: number;
  readonly to: number;
  readonly end: number;
}

/** Without its last line a block is only its first: what follows may be somebody's. */
function find(description: string, marker: string): Found | null {
  const open = new RegExp(openOf(marker), 'm').exec(description);
  if (open === null) return null;
  const start = open.index;
  const from = start + open[0].length;
  const rest = description.slice(from);
  const close = new RegExp(`^<!-- /lockstep ${open[1] ?? ''} -->[ \\t]*$`, 'm').exec(rest);
  const link = LINK.exec(rest)?.[0].length ?? 0;
  if (close === null) return { start, from, to: from, end: from + link };
  return { start, from, to: from + close.index, end: from + close.index + close[0].length };
}

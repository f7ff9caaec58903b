/**
 * The managed block: the part of a description that is ours, between two lines that are addresses. ServiceNow shows
 * descriptions as plain text. What is outside is other people's and not touched.
 */

export interface Block {
  readonly marker: string;
  readonly taskId: string;
  readonly taskUrl: string;
  /** Null leaves the block empty. */
  readonly body: string | null;
}

const MARKER = 'ls-[a-z2-7]{16}';
const QUOTED = new RegExp(`#(?=${MARKER})`, 'g');

export const isMarker = (text: string): boolean => new RegExp(`^${MARKER}$`).test(text);

export const unixLines = (text: string): string => text.replaceAll(/\r\n?/g, '\n');

/** A text that goes into a block must not look like the edge of one. */
export const defused = (text: string): string => text.replaceAll(QUOTED, '%23');

export const trimmed = (body: string): string => body.replaceAll(/^(?:[ \t]*\n)+|\s+$/g, '');

/** The text between the two lines; null when there is no complete block or nothing in it. */
export function bodyIn(description: string): string | null {
  const found = find(description, MARKER);
  const text = found === null ? '' : trimmed(description.slice(found.from, found.to));
  return text === '' ? null : text;
}

/** The description with this block in it: in the place of the old one, else in front. */
export function withBlock(description: string, block: Block): string {
  const found = find(description, block.marker);
  const text = render(block);
  if (found === null) return description.trim() === '' ? text : `${text}\n\n${description}`;
  return `${description.slice(0, found.start)}${text}${description.slice(found.end)}`;
}

function render({ marker, taskId, taskUrl, body }: Block): string {
  const address = `${taskUrl.replace(/#.*$/, '')}#${marker}`;
  const lines = [`${taskId} in Lockstep: ${address}`, body, `Text below this line is yours: ${address}-end`];
  return lines.filter((line) => line !== null && line !== '').join('\n\n');
}

interface Found {
  /** The whole block, and the text inside. */
  readonly start: number;
  readonly from: number;
  readonly to: number;
  readonly end: number;
}

/** Without its last line a block is only its first: what follows may be somebody's. */
function find(description: string, marker: string): Found | null {
  const open = new RegExp(`^\\S.*#(${marker})[ \\t]*$`, 'm').exec(description);
  if (open === null) return null;
  const start = open.index;
  const from = start + open[0].length;
  const close = new RegExp(`^\\S.*#${open[1] ?? ''}-end[ \\t]*$`, 'm').exec(description.slice(from));
  if (close === null) return { start, from, to: from, end: from };
  return { start, from, to: from + close.index, end: from + close.index + close[0].length };
}

/**
 * The managed block: the part of a description that is ours, between two link lines. The marker stands in the fragment of
 * their addresses, where people who read the rendered text do not see it. What is outside is other people's and not touched.
 */
export type TextFormat = 'textile' | 'markdown';

export interface Block {
  readonly marker: string;
  readonly taskId: string;
  readonly taskUrl: string;
  /** In the tracker's markup; null leaves the block empty. */
  readonly body: string | null;
}

const MARKER = 'ls-[a-z2-7]{16}';
const openOf = (marker: string): string => `^(?:"[^"\\n]*":|\\[[^\\]\\n]*\\]\\()\\S*#(${marker})\\)?[ \\t]*$`;
const ANY_OPEN = new RegExp(openOf(MARKER), 'gm');
const QUOTED_MARKER = new RegExp(`#(?=${MARKER})`, 'g');

/** What every issue of ours has in its description. */
export const SEARCHABLE = '#ls-';

export const isMarker = (text: string): boolean => new RegExp(`^${MARKER}$`).test(text);

export const unixLines = (text: string): string => text.replaceAll(/\r\n?/g, '\n');

/** A text that goes into a block must not look like the edge of one. */
export const defused = (text: string): string => text.replaceAll(QUOTED_MARKER, '%23');

/** The one marker that a description carries; null when it carries none or several. */
export function markerIn(description: string): string | null {
  const markers = new Set([...description.matchAll(ANY_OPEN)].map(([, marker]) => marker ?? ''));
  const [only] = markers;
  return markers.size === 1 ? (only ?? null) : null;
}

/** The text between the two lines; null when there is no complete block or nothing in it. */
export function bodyIn(description: string): string | null {
  const found = find(description, MARKER);
  if (found === null) return null;
  const { start, from, to, end } = found;
  const text = end > start ? trimmed(description.slice(from, to)) : '';
  return text === '' ? null : text;
}

/** The description with this block in it: in the place of the old one (another task's is somebody's text), else in front. */
export function withBlock(description: string, block: Block, format: TextFormat): string {
  const found = find(description, block.marker);
  const text = render(block, format);
  if (found === null) return description.trim() === '' ? text : `${text}\n\n${description}`;
  return `${description.slice(0, found.start)}${text}${description.slice(found.end)}`;
}

export const trimmed = (body: string): string => body.replaceAll(/^(?:[ \t]*\n)+|\s+$/g, '');

function render({ marker, taskId, taskUrl, body }: Block, format: TextFormat): string {
  const address = `${taskUrl.replace(/#.*$/, '')}#${marker}`;
  const link = (text: string, to: string): string => (format === 'textile' ? `"${text}":${to}` : `[${text}](${to})`);
  const lines = [link(`${taskId} in Lockstep`, address), body, link('Text below this line is yours', `${address}-end`)];
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
  const open = new RegExp(openOf(marker), 'm').exec(description);
  if (open === null) return null;
  const start = open.index;
  const from = start + open[0].length;
  const close = new RegExp(`^\\S.*#${open[1] ?? ''}-end\\)?[ \\t]*$`, 'm').exec(description.slice(from));
  if (close === null) return { start, from, to: from, end: from };
  return { start, from, to: from + close.index, end: from + close.index + close[0].length };
}

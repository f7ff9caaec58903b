/**
 * The description and the managed block in it: the part that is ours, between two paragraphs that are nothing but a link. The
 * marker stands in the fragment of their addresses. What is outside is other people's and not touched.
 */
import type { Json } from '../../model/json.ts';
import { fitting } from '../text/fitting.ts';

export interface Block {
  readonly marker: string;
  readonly taskId: string;
  readonly taskUrl: string;
  /** Markdown; null leaves the block empty. */
  readonly body: string | null;
}

/** How one kind of Jira writes text. */
export interface DescriptionFormat {
  readonly cloud: boolean;
  /** Markdown → what Jira stores. */
  render(markdown: string): Json;
  /** What Jira stores → Markdown. */
  markdown(value: unknown): string;
  /** A description as text that says the same whenever the issue says the same; and the Markdown of our block. */
  read(value: unknown): { readonly text: string; readonly body: string | null };
  /** The description (as `read` gave it) with this block: in the place of the old one, else in front. */
  write(description: string, block: Block): Json;
}

const MARKER = 'ls-[a-z2-7]{16}';
const EDGE = new RegExp(`#(${MARKER})(-end)?$`);

export const isMarker = (text: string): boolean => new RegExp(`^${MARKER}$`).test(text);

/** The marker in a link's address, and whether it ends the block; null for any other address. */
export function edgeIn(address: string): { readonly marker: string; readonly ends: boolean } | null {
  const [, marker, end] = EDGE.exec(address) ?? [];
  return marker === undefined ? null : { marker, ends: end !== undefined };
}

export interface Edge {
  readonly text: string;
  readonly address: string;
}

export function edgesOf({ marker, taskId, taskUrl }: Block): { readonly open: Edge; readonly close: Edge } {
  const address = `${taskUrl.replace(/#.*$/, '')}#${marker}`;
  return {
    open: { text: `${taskId} in Lockstep`, address },
    close: { text: 'Text below this line is yours', address: `${address}-end` },
  };
}

export const unixLines = (text: string): string => text.replaceAll(/\r\n?/g, '\n');

/** Jira's limit is 32,767 characters for the whole description; what people write needs room, too. */
const BODY_LENGTH = 30_000;
const MORE = '*The rest is in the task: follow the link above.*';

/** What Jira gives back for the text of a block. A text that goes into it must not look like the edge of one. */
export function normalBody(markdown: string, format: DescriptionFormat): string | null {
  const text = unixLines(markdown).replaceAll(new RegExp(`#(?=${MARKER})`, 'g'), '%23');
  return format.markdown(format.render(shortened(text, format, MORE))).trim() || null;
}

const printed = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** A text that Jira takes: cut between blocks where it is too long, and then followed by `more`. */
export const shortened = (text: string, format: DescriptionFormat, more: string): string =>
  fitting(text, BODY_LENGTH, (part) => printed(format.render(part)), more);

/** Where the block stands among the parts of a description: its first and its last part, which are the same without an end. */
export interface Place {
  readonly first: number;
  readonly last: number;
}

/** Without its end a block is only its first part: what follows may be somebody's. */
export function placeOf(edges: readonly ReturnType<typeof edgeIn>[], marker?: string): Place | null {
  const opens = (edge: ReturnType<typeof edgeIn>): boolean =>
    edge !== null && !edge.ends && (marker === undefined || edge.marker === marker);
  const first = edges.findIndex(opens);
  if (first === -1) return null;
  const ours = edges[first]?.marker;
  const last = edges.findIndex((edge, at) => at > first && edge?.ends === true && edge.marker === ours);
  return { first, last: last === -1 ? first : last };
}

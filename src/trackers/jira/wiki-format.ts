/** Descriptions of Jira Data Center: text in wiki markup, looked at line by line. */
import { fromWiki, toWiki } from '../text/wiki.ts';
import { edgeIn, edgesOf, placeOf, unixLines, type Block, type DescriptionFormat, type Edge } from './format.ts';

const edge = ({ text, address }: Edge): string => `[${text}|${address}]`;

/** The edge that a line is, if it is nothing but the link of one. */
function edgeOf(line: string): ReturnType<typeof edgeIn> {
  const [, address] = /^\[[^\]|]*\|([^\]|\s]+)\]\s*$/.exec(line) ?? [];
  return address === undefined ? null : edgeIn(address);
}

const trimmed = (lines: readonly string[]): string => lines.join('\n').replaceAll(/^(?:[ \t]*\n)+|\s+$/g, '');

function bodyIn(description: string): string | null {
  const lines = description.split('\n');
  const place = placeOf(lines.map(edgeOf));
  if (place === null) return null;
  return fromWiki(trimmed(lines.slice(place.first + 1, Math.max(place.last, place.first + 1)))).trim() || null;
}

function withBlock(description: string, block: Block): string {
  const lines = description.split('\n');
  const place = placeOf(lines.map(edgeOf), block.marker);
  const { open, close } = edgesOf(block);
  const ours = [edge(open), ...(block.body === null ? [] : [toWiki(block.body)]), edge(close)].join('\n\n');
  if (place === null) return description.trim() === '' ? ours : `${ours}\n\n${description}`;
  return [...lines.slice(0, place.first), ours, ...lines.slice(place.last + 1)].join('\n');
}

const textOf = (value: unknown): string => (typeof value === 'string' ? unixLines(value) : '');

export const WIKI_FORMAT: DescriptionFormat = {
  cloud: false,
  render: toWiki,
  markdown: (value) => fromWiki(textOf(value)),
  read: (value) => ({ text: textOf(value), body: bodyIn(textOf(value)) }),
  write: withBlock,
};

/** Descriptions of Jira Cloud: documents of nodes. */
import { canonical, type Json } from '../../model/json.ts';
import type { AdfNode } from '../text/adf-node.ts';
import { fromAdf, toAdf } from '../text/adf.ts';
import { edgeIn, edgesOf, placeOf, type Block, type DescriptionFormat, type Edge } from './format.ts';

const documentOf = (content: readonly AdfNode[]): Json => ({ version: 1, type: 'doc', content }) as unknown as Json;

const nodesOf = (value: unknown): readonly AdfNode[] => {
  const content = typeof value === 'object' && value !== null ? (value as { content?: unknown }).content : undefined;
  return Array.isArray(content) ? (content as readonly AdfNode[]) : [];
};

const edge = ({ text, address }: Edge): AdfNode => ({
  type: 'paragraph',
  content: [{ type: 'text', text, marks: [{ type: 'link', attrs: { href: address } }] }],
});

/** The edge that a paragraph is, if it is nothing but the link of one. */
function edgeOf({ type, content = [] }: AdfNode): ReturnType<typeof edgeIn> {
  const [only, ...others] = content;
  if (type !== 'paragraph' || only === undefined || others.length > 0) return null;
  return edgeIn(addressOf(only));
}

/** Where a piece of text links to; '' for nowhere. */
function addressOf(node: AdfNode | undefined): string {
  const href = node?.marks?.find((mark) => mark.type === 'link')?.attrs?.['href'];
  return typeof href === 'string' ? href : '';
}

/** Jira adds attributes of its own to nodes: in our block they count as nothing. */
function inOurWords(nodes: readonly AdfNode[]): { readonly nodes: readonly AdfNode[]; readonly body: string | null } {
  const place = placeOf(nodes.map(edgeOf));
  if (place === null) return { nodes, body: null };
  const { first, last } = place;
  const body = fromAdf(nodes.slice(first + 1, Math.max(last, first + 1))).trim();
  const parts = first === last ? [first] : [first, last];
  const [open, close] = parts.map((at) => bare(nodes[at]));
  const inside = [open, ...(body === '' ? [] : toAdf(body)), close].filter((node) => node !== undefined);
  return { nodes: [...nodes.slice(0, first), ...inside, ...nodes.slice(last + 1)], body: body || null };
}

function bare(node: AdfNode | undefined): AdfNode {
  const [only] = node?.content ?? [];
  return edge({ text: only?.text ?? '', address: addressOf(only) });
}

function withBlock(nodes: readonly AdfNode[], block: Block): readonly AdfNode[] {
  const place = placeOf(nodes.map(edgeOf), block.marker);
  const { open, close } = edgesOf(block);
  const ours = [edge(open), ...(block.body === null ? [] : toAdf(block.body)), edge(close)];
  if (place === null) return [...ours, ...nodes];
  return [...nodes.slice(0, place.first), ...ours, ...nodes.slice(place.last + 1)];
}

export const ADF_FORMAT: DescriptionFormat = {
  cloud: true,
  render: (markdown) => documentOf(toAdf(markdown)),
  markdown: (value) => fromAdf(nodesOf(value)),
  read: (value) => {
    const { nodes, body } = inOurWords(nodesOf(value));
    return { text: nodes.length === 0 ? '' : canonical(documentOf(nodes)), body };
  },
  write: (description, block) =>
    documentOf(withBlock(description === '' ? [] : nodesOf(JSON.parse(description)), block)),
};

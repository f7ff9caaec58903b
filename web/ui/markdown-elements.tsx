/**
 * Markdown → React elements. Whoever wrote it is not trusted: HTML stays the text that it is, links lead to the web or to a
 * mailbox, and pictures are links, so that opening a page asks no other server.
 */
import type { Definition, Nodes, Parents } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { Fragment, useMemo, type ReactNode } from 'react';

export function MarkdownElements({ text }: { readonly text: string }) {
  const root = useMemo(
    () => fromMarkdown(text, { extensions: [gfm({ singleTilde: false })], mdastExtensions: [gfmFromMarkdown()] }),
    [text],
  );
  return below(root, definitionsIn(root));
}

type Definitions = ReadonlyMap<string, Definition>;

/** They may stand in a list or a quote, too. */
const definitionsIn = (root: Parents): Definitions =>
  new Map(nodesIn(root).flatMap((node) => (node.type === 'definition' ? [[node.identifier, node]] : [])));

const nodesIn = (node: Nodes): readonly Nodes[] => [
  node,
  ...('children' in node ? node.children.flatMap(nodesIn) : []),
];

const below = ({ children }: Parents, known: Definitions): ReactNode =>
  children.map((child, index) => <Fragment key={index}>{shown(child, known)}</Fragment>);

type Show<N> = (node: N, known: Definitions) => ReactNode;

const shown: Show<Nodes> = (node, known) => {
  const show = SHOWN[node.type] as Show<Nodes> | undefined;
  return show?.(node, known);
};

const HEADINGS = ['h3', 'h4', 'h5', 'h6'] as const;

/** What is not here is not shown. */
const SHOWN: { readonly [T in Nodes['type']]?: Show<Extract<Nodes, { type: T }>> } = {
  paragraph: (node, known) => <p>{below(node, known)}</p>,
  heading: (node, known) => {
    // The page and its section have the first two.
    const Level = HEADINGS[node.depth - 1] ?? 'h6';
    return <Level>{below(node, known)}</Level>;
  },
  text: ({ value }) => value,
  html: ({ value }) => value,
  emphasis: (node, known) => <em>{below(node, known)}</em>,
  strong: (node, known) => <strong>{below(node, known)}</strong>,
  delete: (node, known) => <del>{below(node, known)}</del>,
  break: () => <br />,
  thematicBreak: () => <hr />,
  inlineCode: ({ value }) => <code>{value}</code>,
  code: ({ value }) => (
    <pre>
      <code>{value}</code>
    </pre>
  ),
  blockquote: (node, known) => <blockquote>{below(node, known)}</blockquote>,
  list: (node, known) =>
    node.ordered === true ? <ol start={node.start ?? 1}>{below(node, known)}</ol> : <ul>{below(node, known)}</ul>,
  listItem: (node, known) => (
    <li>
      {node.checked !== null && node.checked !== undefined && (node.checked ? '☑ ' : '☐ ')}
      {contents(node, known)}
    </li>
  ),
  link: (node, known) => <Away url={node.url}>{below(node, known)}</Away>,
  linkReference: (node, known) => <Away url={known.get(node.identifier)?.url}>{below(node, known)}</Away>,
  image: ({ url, alt }) => <Away url={url}>{alt || url}</Away>,
  imageReference: ({ identifier, alt }, known) => <Away url={known.get(identifier)?.url}>{alt || identifier}</Away>,
  table: ({ children: [head, ...rows] }, known) => (
    <table>
      <thead>
        <tr>
          {head?.children.map((cell, index) => (
            <th key={index}>{below(cell, known)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <Fragment key={index}>{shown(row, known)}</Fragment>
        ))}
      </tbody>
    </table>
  ),
  tableRow: (node, known) => <tr>{below(node, known)}</tr>,
  tableCell: (node, known) => <td>{below(node, known)}</td>,
  footnoteReference: ({ label, identifier }) => <sup>[{label ?? identifier}]</sup>,
  footnoteDefinition: (node, known) => (
    <div>
      <sup>[{node.label ?? node.identifier}]</sup> {below(node, known)}
    </div>
  ),
};

/** The paragraphs of a tight list's items stand close together: without a paragraph of their own. */
const contents: Show<Extract<Nodes, { type: 'listItem' }>> = (node, known) =>
  node.children.map((child, index) => (
    <Fragment key={index}>
      {child.type === 'paragraph' && node.spread !== true ? below(child, known) : shown(child, known)}
    </Fragment>
  ));

const SAFE = /^(?:https?|mailto):/i;

/** Anything else than the web or a mailbox is text. */
const Away = ({ url, children }: { readonly url: string | undefined; readonly children: ReactNode }) =>
  url !== undefined && SAFE.test(url) ? (
    <a href={url} rel="noreferrer noopener">
      {children}
    </a>
  ) : (
    children
  );

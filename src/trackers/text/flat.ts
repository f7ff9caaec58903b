/** What a list's item may contain in a tracker: headings become bold text, quotes their content, a table's rows lines of text. */
import type { Code, List, Paragraph, TableRow } from 'mdast';
import type { Block } from './plain.ts';
import { marked, plainRun, tidied } from './runs.ts';
import { runsOf, spansOf } from './spans.ts';

export type Flat = Code | List | Paragraph;

export function flattened(block: Block): Flat[] {
  switch (block.type) {
    case 'heading': {
      const runs = runsOf(block.children).map((run) => ({ ...run, ...marked(run, 'strong') }));
      return [{ type: 'paragraph', children: spansOf(runs) }];
    }
    case 'blockquote':
      return block.children.flatMap((child) => flattened(child as Block));
    case 'table':
      return block.children.map(rowAsText);
    case 'thematicBreak':
      return [];
    case 'paragraph':
    case 'code':
    case 'list':
      return [block];
  }
}

function rowAsText({ children }: TableRow): Paragraph {
  const runs = children.flatMap((cell, index) => [...(index === 0 ? [] : [plainRun(' | ')]), ...runsOf(cell.children)]);
  return { type: 'paragraph', children: spansOf(tidied(runs)) };
}

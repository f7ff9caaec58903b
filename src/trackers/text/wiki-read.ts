/** Jira's wiki markup → Markdown's tree: macros first, then line by line. */
import type { BlockContent, RootContent } from 'mdast';
import { plainRun } from './runs.ts';
import { spansOf } from './spans.ts';
import { type Lines, readLines } from './wiki-lines.ts';
import { type Segment, segments } from './wiki-segments.ts';

/** Boxes inside each other are one. */
export function readWiki(text: string): RootContent[] {
  const found: BlockContent[] = [];
  let box: { readonly name: string; readonly from: number } | null = null;
  let lines: Lines = readLines();
  const close = (): void => {
    found.push(...lines.end());
    lines = readLines();
  };
  for (const segment of segments(text.replaceAll(/\r\n?/g, '\n'))) {
    if (segment.kind === 'text') lines.text(segment.text);
    else if (segment.kind === 'code') lines.code({ type: 'code', lang: segment.lang, value: segment.value });
    else if (box === null) {
      close();
      box = { name: segment.name, from: found.length };
      found.push(...titled(segment));
    } else if (box.name === segment.name) {
      close();
      found.push(...boxed(found.splice(box.from)));
      box = null;
    }
  }
  close();
  return box === null ? found : [...found.slice(0, box.from), ...boxed(found.slice(box.from))];
}

const boxed = (children: BlockContent[]): BlockContent[] => [{ type: 'blockquote', children }];

const titled = ({ title }: Extract<Segment, { kind: 'box' }>): BlockContent[] =>
  title === '' ? [] : [{ type: 'paragraph', children: spansOf([{ ...plainRun(title), marks: ['strong'] }]) }];

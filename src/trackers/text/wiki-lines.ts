/** The lines of Jira's wiki markup as blocks. */
import type { BlockContent, Code, TableRow } from 'mdast';
import { paragraphs } from './runs.ts';
import { spansOf } from './spans.ts';
import { wikiRuns } from './wiki-inline.ts';
import { type BulletLine, nested } from './wiki-list.ts';

export interface Lines {
  readonly text: (text: string) => void;
  readonly code: (code: Code) => void;
  readonly end: () => BlockContent[];
}

/** Deeper than any list of an editor. */
const DEPTH = 12;

export function readLines(): Lines {
  const found: BlockContent[] = [];
  let open: Open = nothing();
  const close = (): void => {
    found.push(...closed(open));
    open = nothing();
  };
  const line = (text: string): void => {
    const whole = wholeLine(text);
    if (whole !== null) {
      close();
      found.push(...whole);
      return;
    }
    const kind = kindOf(text, open.kind);
    if (kind !== open.kind) close();
    open.kind = kind;
    ADD[kind](open, text);
  };
  return {
    text: (text) => {
      for (const each of inBetween(text)) line(each);
    },
    code: (code) => {
      const item = open.items.at(-1);
      if (item !== undefined) item.parts.push(code);
      else {
        close();
        found.push(code);
      }
    },
    end: () => {
      close();
      return found;
    },
  };
}

/** What stands before and behind a macro on its line is no line of its own. */
function inBetween(text: string): string[] {
  const lines = text.split('\n');
  if (lines[0]?.trim() === '') lines.shift();
  if (lines.at(-1)?.trim() === '') lines.pop();
  return lines;
}

type Kind = 'text' | 'items' | 'rows';

interface Open {
  kind: Kind;
  /** The lines of a paragraph. */
  readonly text: string[];
  readonly items: { readonly bullets: string; readonly parts: (string[] | Code)[] }[];
  readonly rows: TableRow[];
}

const nothing = (): Open => ({ kind: 'text', text: [], items: [], rows: [] });

const BULLETS = /^[ \t]*([*#-]{1,100})[ \t]+(?=\S)/;

const ADD: Readonly<Record<Kind, (open: Open, line: string) => void>> = {
  text: (open, line) => open.text.push(line),
  rows: (open, line) => open.rows.push(row(line)),
  items: (open, line) => {
    const [all = '', bullets] = BULLETS.exec(line) ?? [];
    if (bullets !== undefined) open.items.push({ bullets: bullets.slice(0, DEPTH), parts: [[line.slice(all.length)]] });
    else addTo(open.items.at(-1)?.parts ?? [], line);
  },
};

function addTo(parts: (string[] | Code)[], line: string): void {
  const last = parts.at(-1);
  if (Array.isArray(last)) last.push(line);
  else parts.push([line]);
}

/** A line without bullet below an item belongs to it. */
function kindOf(line: string, open: Kind): Kind {
  if (BULLETS.test(line) || /^[ \t]*[*#-]+[ \t]*$/.test(line)) return 'items';
  if (/^[ \t]*\|/.test(line)) return 'rows';
  return open === 'items' ? 'items' : 'text';
}

/** Lines that are blocks for themselves; an empty one is none, and ends what is open. */
function wholeLine(line: string): BlockContent[] | null {
  if (line.trim() === '') return [];
  if (/^[ \t]*-{4,}[ \t]*$/.test(line)) return [{ type: 'thematicBreak' }];
  const [, level, title] = /^[ \t]*h([1-6])\.(.*)$/.exec(line) ?? [];
  if (title !== undefined) return [{ type: 'heading', depth: Number(level) as 1, children: spansOf(wikiRuns(title)) }];
  const [, quoted] = /^[ \t]*bq\.(.*)$/.exec(line) ?? [];
  return quoted === undefined ? null : [{ type: 'blockquote', children: text([quoted]) }];
}

function closed({ kind, text: lines, items, rows }: Open): BlockContent[] {
  if (kind === 'rows') return [{ type: 'table', children: rows }];
  if (kind === 'text') return text(lines);
  return nested(items.map(({ bullets, parts }): BulletLine => ({ bullets, content: parts.flatMap(part) })));
}

const part = (each: string[] | Code): BlockContent[] => (Array.isArray(each) ? text(each) : [each]);

const text = (lines: readonly string[]): BlockContent[] =>
  paragraphs(wikiRuns(lines.join('\n'))).map((runs) => ({ type: 'paragraph', children: spansOf(runs) }));

/** Bars between brackets are part of a link. */
function row(line: string): TableRow {
  const cells = line.trim().match(/(?:\\.|\[(?:\\.|[^[\]\\])*\]|[^|\\]|\\)+/g) ?? [];
  return {
    type: 'tableRow',
    children: cells.map((cell) => ({ type: 'tableCell', children: spansOf(wikiRuns(cell)) })),
  };
}

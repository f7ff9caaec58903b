/** One paragraph of Jira's wiki markup as runs. Every pattern fails soon or consumes what it read: the time is linear. */
import { isAddress, type Mark, marked, plainRun, type Run } from './runs.ts';

/** `null`: looks that Markdown has no word for. */
const MARKS: Readonly<Record<string, Mark | null>> = {
  '*': 'strong',
  _: 'emphasis',
  '-': 'delete',
  '+': null,
  '^': null,
  '~': null,
};

interface Sign {
  readonly sign: string;
  readonly opens: boolean;
  readonly closes: boolean;
  readonly text: string;
}

type Piece = Run | Sign;
type Reader = (match: readonly string[], around: { before: string; after: string }) => Piece[] | null;

const TOKENS: readonly (readonly [RegExp, Reader])[] = [
  [/\\\\[ \t]*\n?/y, () => [plainRun('\n')]],
  [/\\([!-/:-@[-`{-~])/y, ([, character = '']) => [plainRun(character)]],
  [/&(?:#\d{1,7}|amp|lt|gt|quot|nbsp);/y, ([entity = '']) => [plainRun(decoded(entity))]],
  [/\{\{((?:\\.|\{(?!\{)|\}(?!\})|[^\\{}\n])+)\}\}/y, ([, inner = '']) => [{ ...plainRun(textIn(inner)), code: true }]],
  [/\{([*_+^~-])\}/y, ([text = '', sign = '']) => [{ sign, text, opens: true, closes: true }]],
  [/\{(?:color|anchor)(?::[^{}\n]*)?\}/y, () => []],
  [/\[((?:\\.|[^[\]\\\n])+)\]/y, ([, inner = '']) => link(inner)],
  [/!([^\s!|\n][^!|\n]*\.[^!|\n.]*)(?:\|[^!\n]*)?!/y, ([, name = '']) => [address(name, name)]],
  [/(?:https?|ftp):\/\/[^\s|[\]{}<>"\\]*[^\s|[\]{}<>"\\.,;:!?)*_'-]/y, ([url = '']) => [address(url, url)]],
  [/[\p{L}\p{N}]+|\s+/uy, ([text = '']) => [plainRun(text)]],
  [/([*_+^~-])\1+/y, ([text = '']) => [plainRun(text)]],
  [/[*_+^~-]/y, ([sign = ''], { before, after }) => [signOf(sign, before, after)]],
];

export const wikiRuns = (text: string): Run[] => styled(pieces(text));

function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  for (let at = 0; at < text.length;) {
    const [taken, length] = next(text, at);
    found.push(...taken);
    at += length;
  }
  return found;
}

function next(text: string, at: number): [Piece[], number] {
  for (const [pattern, read] of TOKENS) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) continue;
    const taken = read(match, { before: text[at - 1] ?? ' ', after: text[at + 1] ?? ' ' });
    if (taken !== null) return [taken, match[0].length];
  }
  return [[plainRun(text[at] ?? '')], 1];
}

const isWord = (character: string): boolean => /[\p{L}\p{N}]/u.test(character);
const isSpace = (character: string): boolean => /\s/.test(character);

const signOf = (sign: string, before: string, after: string): Sign => ({
  sign,
  text: sign,
  opens: !isWord(before) && !isSpace(after),
  closes: !isSpace(before) && !isWord(after),
});

/** Signs that have a partner on their line are marks, others are text. */
function styled(all: readonly Piece[]): Run[] {
  const partner = partners(all);
  const active = new Set<Mark>();
  return all.flatMap((piece, index) => {
    if (!('sign' in piece)) return [[...active].reduce<Run>((run, mark) => ({ ...run, ...marked(run, mark) }), piece)];
    const other = partner.get(index);
    if (other === undefined) return [plainRun(piece.text)];
    const mark = MARKS[piece.sign] ?? null;
    if (mark !== null && other > index) active.add(mark);
    if (mark !== null && other < index) active.delete(mark);
    return [];
  });
}

function partners(all: readonly Piece[]): Map<number, number> {
  const found = new Map<number, number>();
  const open = new Map<string, number>();
  for (const [index, piece] of all.entries()) {
    if (!('sign' in piece)) {
      if (piece.text.includes('\n')) open.clear();
      continue;
    }
    const start = open.get(piece.sign);
    if (start !== undefined && piece.closes && index > start + 1) {
      found.set(start, index).set(index, start);
      open.delete(piece.sign);
    } else if (piece.opens) open.set(piece.sign, index);
  }
  return found;
}

/** `[text|address|tip]`, `[address]`, `[~person]`, `[^attachment]`; other brackets are text. */
function link(inner: string): Piece[] | null {
  const [first = '', target] = inner.match(/(?:\\.|[^|\\])+/g) ?? [];
  if (target === undefined) {
    if (first.startsWith('~')) return [plainRun(`@${textIn(first.slice(1)).replace(/^accountid:/, '')}`)];
    if (first.startsWith('^')) return [plainRun(textIn(first.slice(1)))];
    return isAddress(first) ? [address(first, first)] : null;
  }
  const url = target.trim();
  if (!isAddress(url)) return [...wikiRuns(first), plainRun(` (${textIn(url)})`)];
  return wikiRuns(first).map((run) => ({ ...run, link: url }));
}

const address = (text: string, url: string): Run => ({ ...plainRun(text), link: isAddress(url) ? url : null });

const textIn = (markup: string): string =>
  markup.replaceAll(
    /\\([!-/:-@[-`{-~])|&(?:#\d{1,7}|amp|lt|gt|quot|nbsp);/g,
    (all, character?: string) => character ?? decoded(all),
  );

const NAMED: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&nbsp;': ' ',
};

function decoded(entity: string): string {
  const code = Number(entity.slice(2, -1));
  return NAMED[entity] ?? (code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : entity);
}

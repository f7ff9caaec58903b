/**
 * The text of a paragraph as runs: pieces that carry their marks, in order, without nesting. Trackers nest marks in different
 * ways; two texts that look the same have the same runs. A line feed in a run is a hard line break.
 */

/** From the outermost to the innermost, as they are nested when printed. */
export const MARKS = ['delete', 'strong', 'emphasis'] as const;
export type Mark = (typeof MARKS)[number];

export interface Style {
  readonly marks: readonly Mark[];
  /** Shown as it stands, in a fixed-width font. */
  readonly code: boolean;
  /** The address; always one that `isAddress` takes. */
  readonly link: string | null;
}

export interface Run extends Style {
  readonly text: string;
}

export const PLAIN: Style = { marks: [], code: false, link: null };

export const plainRun = (text: string): Run => ({ ...PLAIN, text });

export const marked = (style: Style, mark: Mark): Style => ({
  ...style,
  marks: MARKS.filter((each) => each === mark || style.marks.includes(each)),
});

const WEB = /^(?:https?|ftp):[^\s"<>|]+$/i;
const E_MAIL = /^mailto:[\w.+-]+@[a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)+$/i;

/** What every tracker can follow. */
export const isAddress = (url: string): boolean => WEB.test(url) || (url.length < 255 && E_MAIL.test(url));

/** The runs in their normal form: spaces are single, not at the edges and not at the edges of marks; like neighbours are one. */
export const tidied = (runs: readonly Run[]): Run[] => joined(pieces(runs).map(single));

export const onOneLine = (runs: readonly Run[]): Run[] =>
  tidied(runs.map((run) => ({ ...run, text: run.text.replaceAll('\n', ' ') })));

/** Words between which two or more line breaks stand are paragraphs of their own. */
export function paragraphs(runs: readonly Run[]): Run[][] {
  const found: Run[][] = [[]];
  for (const piece of pieces(runs)) {
    if (piece.text === '\n\n') found.push([]);
    else found.at(-1)?.push(piece);
  }
  return found.map(joined).filter((each) => each.length > 0);
}

export const textOf = (runs: readonly Run[]): string => runs.map(({ text }) => text).join('');

/** Words and what is between them, which has the marks that the words on both sides share; none at the edge of a link. */
function pieces(runs: readonly Run[]): Run[] {
  const found: Run[] = [];
  for (const piece of runs.flatMap(words)) {
    const last = found.at(-1);
    if (last !== undefined && isSpace(last) && isSpace(piece))
      found[found.length - 1] = plainRun(last.text + piece.text);
    else if (last !== undefined || !isSpace(piece)) found.push(piece);
  }
  const last = found.at(-1);
  if (last !== undefined && isSpace(last)) found.pop();
  return found.map((piece, index) => (isSpace(piece) ? space(piece.text, found[index - 1], found[index + 1]) : piece));
}

const isSpace = ({ text }: Run): boolean => text.trim() === '';

const words = (run: Run): Run[] =>
  (run.code ? [run.text.replaceAll('\n', ' ')] : run.text.split(/(\s+)/))
    .filter((text) => text !== '')
    .map((text) => ({ ...run, text }));

function space(text: string, before: Style = PLAIN, after: Style = PLAIN): Run {
  const breaks = text.split('\n').length - 1;
  const sameLink = before.link === after.link;
  const marks = before.marks.filter((mark) => sameLink && after.marks.includes(mark));
  const link = sameLink ? before.link : null;
  return {
    marks,
    link,
    code: false,
    text: breaks === 0 ? text.replaceAll(/[ \t\r\f\v]+/g, ' ') : '\n'.repeat(Math.min(breaks, 2)),
  };
}

const single = (piece: Run): Run => (piece.text === '\n\n' ? { ...piece, text: '\n' } : piece);

const sameStyle = (one: Style, other: Style): boolean =>
  one.code === other.code && one.link === other.link && one.marks.join() === other.marks.join();

function joined(runs: readonly Run[]): Run[] {
  const found: Run[] = [];
  for (const run of runs) {
    const last = found.at(-1);
    if (last !== undefined && sameStyle(last, run)) found[found.length - 1] = { ...run, text: last.text + run.text };
    else found.push(run);
  }
  return found;
}

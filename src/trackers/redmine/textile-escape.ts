/** Plain text that must stay plain in Textile: what would start some formatting becomes a character reference. */

const SPECIAL = new RegExp(
  [
    /(?<![\p{L}\p{N}])[*_+^~%@-](?=\S)/u, // a mark that opens; between letters (snake_case) it is one of them
    /<(?=\S)/, // tags: <pre> and <code> are live
    /&(?=#?\w+;)/, // a reference spelled out
    /"(?=:)/, // the end of a link's text
    /!(?=[^\s!.,;:?)\]])/, // an image
    /\[(?=\[)/, // a wiki link
    /\{(?=\{)/, // a macro
    /#(?=\d)/, // an issue
    /=(?==)/, // text to be left alone
    /\?(?=\?)/, // a citation
    /(?<=[A-Z]{2})\(/, // the long form of an abbreviation
  ]
    .map(({ source }) => source)
    .join('|'),
  'gu',
);

const NAMED: Readonly<Record<string, string>> = { '<': '&lt;', '&': '&amp;', '"': '&quot;' };

const reference = (character: string): string => NAMED[character] ?? `&#${character.codePointAt(0) ?? 0};`;

export const escaped = (text: string): string => text.replaceAll(SPECIAL, reference);

/** What starts a list, a quote, a table, a line, a heading or another block. */
const BLOCK_START = /^(\s*)(?=[*#]+\s|[>|]|-{3}|(?:h[1-6]|p|bq|fn\d+|dl|table|notextile|pre|code)[^\s]*\.)(\S)/gm;

/** A paragraph none of whose lines starts another block. */
export const withoutEdges = (text: string): string =>
  text.replaceAll(BLOCK_START, (_whole, space: string, first: string) => `${space}${reference(first)}`);

/** Plain text that must stay plain in Jira's wiki markup: a backslash where the renderer knows one, else a character reference. */

const reference = (character: string): string => `&#${character.codePointAt(0) ?? 0};`;

const ANYWHERE = new RegExp(
  [
    /[{}[\]|]/, // macros, links, cells
    /(?<![\p{L}\p{N}])[*_+^~]|[*_+^~](?![\p{L}\p{N}])/u, // marks; inside words (snake_case) they are none
    /(?<![\p{L}\p{N}]|\s)-|-(?![\p{L}\p{N}]|\s)/u, // the same, dashes that become long ones, rules and bullets
    /(?<=\s)-(?=\S)|(?<=\S)-(?=\s)/,
    /!(?!\s)/, // images
    /\?(?=\?)|(?<=\?)\?/, // citations
    /\((?=[^\s()]{1,7}\))|(?<=[:;])[()]/, // little pictures
  ]
    .map(({ source }) => source)
    .join('|'),
  'gu',
);

/** No backslash helps here, least of all against a backslash. */
const BY_REFERENCE = /\\(?![\p{L}\p{N}])|&(?=#?\w+;)|:(?=\/\/)|:(?=[PD](?![\p{L}\p{N}]))/gu;

export const escaped = (text: string): string => text.replaceAll(BY_REFERENCE, reference).replaceAll(ANYWHERE, '\\$&');

/** What starts a heading, a quote or a numbered list. */
const LINE_START = /^(\s*)(?=h[1-6]\.|bq\.|#)(\S)/gm;

/** A paragraph none of whose lines starts another block. */
export const withoutEdges = (text: string): string =>
  text.replaceAll(LINE_START, (_whole, space: string, first: string) => `${space}${reference(first)}`);

/** What a comment of ours in HTML ends with: a line by which it is known, for trackers that keep nothing beside the text. */

const ORIGIN = /(?:^|\n)\s*(ls-[a-z0-9-]{1,37})\s*$/;

/** Null: it need not be recognised. */
export const withOrigin = (html: string, origin: string | null): string =>
  origin === null ? html : `${html}<p>${origin}</p>`;

/** The text, read as Markdown, without its last line where that is an origin. */
export function splitOrigin(markdown: string): { readonly text: string; readonly origin: string | null } {
  const origin = ORIGIN.exec(markdown)?.[1] ?? null;
  return { text: origin === null ? markdown : markdown.replace(ORIGIN, '').trimEnd(), origin };
}

/** Markdown to and from the HTML that Rally's rich text fields take. */
import { parse, print } from './markdown.ts';
import { readHtml } from './html-read.ts';
import { writeHtml } from './html-write.ts';

/** Only tags of the white list, of attributes only `href` and `start`; everything else is text. */
export const toHtml = (markdown: string): string => writeHtml(parse(markdown));

/** Scripts and the like are gone, unknown elements leave their text. */
export const fromHtml = (html: string): string => print(readHtml(html));

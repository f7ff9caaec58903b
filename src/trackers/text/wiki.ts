/** Markdown to and from the wiki markup of Jira Data Center. */
import { parse, print } from './markdown.ts';
import { readWiki } from './wiki-read.ts';
import { writeWiki } from './wiki-write.ts';

/** What wiki markup cannot say is written as plain text, never dropped. */
export const toWiki = (markdown: string): string => writeWiki(parse(markdown));

/** Takes any text; macros that are not known leave their text. */
export const fromWiki = (text: string): string => print(readWiki(text));

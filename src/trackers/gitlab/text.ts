/** Texts as they are sent to GitLab: such that nobody is notified by them, and that nothing is done because of them. */
import { unixLines } from '../text/comment-block.ts';
import { GAP, oneLine, quieted } from '../text/quiet.ts';

/** GitLab takes a million, but a page of a hundred issues must stay readable. */
const LENGTH = 60_000;
const TITLE_LENGTH = 255;

/**
 * `@name` notifies people, `#12`, `!12` and `&12` leave a trace there, also in titles. A line that begins like `/close` or
 * `/label ~x` is a command to GitLab, which does it and takes the line away.
 */
const quiet = (text: string): string =>
  text
    .replaceAll(/(?<!\w)@(?=\w)/g, `@${GAP}`)
    .replaceAll(/([#!&])(?=\d)/g, `$1${GAP}`)
    .replaceAll(/(^|\n)\/(?=[a-z_]+(?:\s|$))/gi, `$1/${GAP}`);

export const quietTitle = (title: string): string => oneLine(quiet(oneLine(title, TITLE_LENGTH)), TITLE_LENGTH);

export const quietMarkdown = (markdown: string): string => quieted(unixLines(markdown), quiet, LENGTH);

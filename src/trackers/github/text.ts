/** Markdown as it is sent to GitHub: such that nobody is notified by it. */
import { GAP, quieted } from '../text/quiet.ts';

/** GitHub takes 65,536 characters; our lines and what people add need a little. */
const LENGTH = 60_000;

/** `@name` notifies people, and `#12` leaves a trace in that issue. Neither works inside code and links. */
const quiet = (text: string): string =>
  text.replaceAll(/(?<!\w)@(?=\w)/g, `@${GAP}`).replaceAll(/(#|\bGH-)(?=\d)/gi, `$1${GAP}`);

export const quietMarkdown = (markdown: string): string => quieted(markdown, quiet, LENGTH);

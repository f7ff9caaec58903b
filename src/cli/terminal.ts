/** Where a command writes. On a terminal one progress line is written over and over; piped, every line stays. */

export interface Stream {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

export interface Terminal {
  /** A line of the answer, on standard output. */
  print(line: string): void;
  /** A line about how far it is, on standard error, so that the answer can be piped. */
  progress(line: string): void;
  /** A line about what went wrong, on standard error. */
  complain(line: string): void;
}

const CLEAR_LINE = '\r\u001b[2K';

/** Control characters of data (a tracker's title, say) must not steer the terminal. */
const harmless = (text: string): string => text.replaceAll(/[^\P{Cc}\n\t]/gu, '\ufffd');

export function makeTerminal(out: Stream, err: Stream): Terminal {
  const live = err.isTTY === true;
  let shown = '';
  const clear = (): void => {
    if (live && shown !== '') err.write(CLEAR_LINE);
    shown = '';
  };
  const line = (stream: Stream) => (text: string) => {
    clear();
    stream.write(`${harmless(text)}\n`);
  };
  return {
    print: line(out),
    complain: line(err),
    progress: (text) => {
      if (text === shown) return;
      err.write(live ? `${CLEAR_LINE}${harmless(text).slice(0, 100)}` : `${harmless(text)}\n`);
      shown = text;
    },
  };
}

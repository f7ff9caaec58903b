/** Bytes of a text file → text, whatever the spreadsheet program wrote. */
import { fileProblem, type Problem } from './imported-task.ts';

type Decoded = { readonly problem: null; readonly text: string } | { readonly problem: Problem };

/** What UTF-8 letters look like when they are read as Windows-1252, and the codes that Windows-1252 leaves empty. */
const NOT_WINDOWS = /[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u017e\u02c6\u02dc\u2013-\u2122\u20ac]|[\u0080-\u009f]/;
const LINE_FEED = 0x0a;

/**
 * A byte order mark decides; else valid UTF-8 is UTF-8; else it is Windows-1252, of which Latin-1 is the printable part,
 * unless it holds UTF-8 letters beside the broken bytes: then nobody knows what it was. The mark is not part of the text.
 */
export function decode(bytes: Uint8Array): Decoded {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return good(new TextDecoder('utf-16le').decode(bytes));
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return good(new TextDecoder('utf-16be').decode(bytes));
  try {
    return good(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    const text = new TextDecoder('windows-1252').decode(bytes);
    return NOT_WINDOWS.test(text) ? { problem: fileProblem(brokenLine(bytes), BROKEN) } : good(text);
  }
}

const BROKEN = 'bytes that are neither UTF-8 nor Windows-1252: save the file as UTF-8';

const good = (text: string): Decoded => ({ problem: null, text });

/** The first line that is not UTF-8; a line feed is never part of a longer character. */
function brokenLine(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (let [line, start] = [1, 0]; ; line += 1) {
    const end = bytes.indexOf(LINE_FEED, start);
    try {
      decoder.decode(bytes.subarray(start, end < 0 ? bytes.length : end));
    } catch {
      return line;
    }
    if (end < 0) return line;
    start = end + 1;
  }
}

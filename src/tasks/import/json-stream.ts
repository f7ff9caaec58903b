/** The bytes of a large JSON file as they arrive → its values down to a depth, of which none is held longer than needed. */
import { JSONParser } from '@streamparser/json';
import { Nesting, TOO_DEEP } from './json.ts';

/** Where a value stands: `['runs', 0, 'results', 17]`. */
export type Path = readonly (string | number)[];

/** The file is no JSON that can be read; nothing more was read of it. */
export class UnreadableJson extends Error {
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.name = 'UnreadableJson';
    this.line = line;
  }
}

/** Everything down to depth 4 is told and then dropped. */
const PATHS = ['$.*', '$.*.*', '$.*.*.*', '$.*.*.*.*'];
/** Of one value, in bytes: what is larger cannot be read in bounded memory. */
const VALUE_SIZE = 8 * 1024 * 1024;
const LINE_FEED = 0x0a;

/** Tells every value of the file down to depth 4, members before what holds them. Throws `UnreadableJson`. */
export async function streamJson(
  source: AsyncIterable<Uint8Array>,
  tell: (path: Path, value: unknown) => void,
): Promise<void> {
  const parser = new JSONParser({ paths: PATHS, stringBufferSize: 64 * 1024 });
  const nesting = new Nesting();
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let [line, untold, begun] = [1, 0, false];
  parser.onValue = ({ value, key, parent, stack }) => {
    untold = 0;
    tell([...stack.slice(1).map((element) => element.key ?? ''), key ?? ''], value);
    drop(parent, key);
  };
  const problem = (message: string): UnreadableJson => new UnreadableJson(line, message);
  for await (const chunk of source) {
    if (nesting.add(chunk) !== null) throw problem(TOO_DEEP);
    untold += chunk.length;
    attempt(() => {
      utf8.decode(chunk, { stream: true });
      parser.write(begun ? chunk : withoutMark(chunk));
    }, problem);
    if (untold > VALUE_SIZE) throw problem('one value has more than 8 MB: this cannot be read');
    begun = true;
    line += countLines(chunk);
  }
  if (!parser.isEnded) throw problem('the file ends before its JSON does: is it whole?');
}

/** Without the byte order mark that some programs begin a file with. */
const withoutMark = (chunk: Uint8Array): Uint8Array =>
  chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? chunk.subarray(3) : chunk;

/** The parser itself lets go only of values of which no holder is told as well. */
function drop(parent: unknown, key: string | number | undefined): void {
  if (Array.isArray(parent)) parent.length = 0;
  else if (typeof parent === 'object' && parent !== null && key !== undefined) Reflect.deleteProperty(parent, key);
}

/** Broken UTF-8, and what is no JSON, in words. */
function attempt(work: () => void, problem: (message: string) => UnreadableJson): void {
  try {
    work();
  } catch (error) {
    const message = error instanceof Error ? error.message.replaceAll(/\s+/g, ' ').slice(0, 200) : '';
    throw problem(`the file is no JSON in UTF-8 from about here on (${message})`);
  }
}

const countLines = (chunk: Uint8Array): number =>
  chunk.reduce((lines, byte) => (byte === LINE_FEED ? lines + 1 : lines), 0);

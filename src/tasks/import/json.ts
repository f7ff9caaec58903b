/** A JSON file's bytes → its value, or the place where it stops being JSON we would read. */
import { fileProblem, type Problem } from './imported-task.ts';

/** Far more than any of the formats uses; what is deeper is a mistake or an attack. */
const DEPTH = 100;
export const TOO_DEEP = `lists and objects are nested more than ${DEPTH} deep: this is no file of ours`;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x7b, 0x5b]);
const CLOSING = new Set([0x7d, 0x5d]);

export type JsonFile =
  | { readonly problem: null; readonly value: unknown; readonly text: string }
  | { readonly problem: Problem };

/** Never throws. JSON is UTF-8 by definition, so other bytes are refused and not guessed at. */
export function readJson(bytes: Uint8Array): JsonFile {
  const deep = firstTooDeep(bytes);
  if (deep !== null) {
    return failed(lineOfByte(bytes, deep), TOO_DEEP);
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return failed(1, 'the file is not UTF-8, which JSON has to be: export it again as UTF-8');
  }
  try {
    return { problem: null, value: JSON.parse(text), text };
  } catch (error) {
    // The parser names a position or quotes the surroundings, depending on what is wrong.
    const message = error instanceof Error ? error.message : '';
    const at = /end of JSON/.test(message) ? text.length : Number(/at position (\d+)/.exec(message)?.[1] ?? 0);
    return failed(lineAt(text, at), `the file is no JSON: is it whole? (${message.replaceAll(/\s+/g, ' ')})`);
  }
}

const failed = (line: number, message: string): JsonFile => ({ problem: fileProblem(line, message) });

/** Lines of a text up to a position, counted from 1. */
export const lineAt = (text: string, position: number): number => text.slice(0, position).split('\n').length;

const lineOfByte = (bytes: Uint8Array, position: number): number =>
  1 + bytes.subarray(0, position).reduce((lines, byte) => (byte === 0x0a ? lines + 1 : lines), 0);

const firstTooDeep = (bytes: Uint8Array): number | null => new Nesting().add(bytes);

/** Follows the nesting through the chunks of a file; parsers need stack or memory for every level. */
export class Nesting {
  #depth = 0;
  #quoted = false;
  #escaped = false;

  /** Where in this chunk the nesting passes the limit; null as long as it does not. */
  add(chunk: Uint8Array): number | null {
    for (let at = 0; at < chunk.length; at += 1) {
      this.#step(chunk[at] ?? 0);
      if (this.#depth > DEPTH) return at;
    }
    return null;
  }

  #step(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === QUOTE) this.#quoted = !this.#quoted;
    else if (this.#quoted) this.#escaped = byte === BACKSLASH;
    else if (OPENING.has(byte)) this.#depth += 1;
    else if (CLOSING.has(byte)) this.#depth -= 1;
  }
}

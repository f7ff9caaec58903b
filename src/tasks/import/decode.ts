/** Bytes of a text file → text, whatever the spreadsheet program wrote. */

/**
 * A byte order mark decides; else valid UTF-8 is UTF-8; else it is Windows-1252, of which Latin-1 is the printable part
 * (every byte sequence is valid there, so this never fails). The mark itself is not part of the text.
 */
export function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

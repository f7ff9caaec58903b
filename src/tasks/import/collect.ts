/** The bytes of a file as they arrive → the whole file, or an early end. */

/** The file is larger than its format may be; nothing more was read of it. */
export class FileTooLarge extends Error {
  constructor(limit: number) {
    super(`The file has more than ${limit / 1024 / 1024} MB: import it in parts.`);
    this.name = 'FileTooLarge';
  }
}

/** The same chunks; throws `FileTooLarge` instead of the one that passes the limit, in bytes. */
export async function* limited(source: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of source) {
    size += chunk.byteLength;
    if (size > limit) throw new FileTooLarge(limit);
    yield chunk;
  }
}

/** Holds at most `limit` bytes; throws `FileTooLarge` with the chunk that passes it. */
export async function collect(source: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of limited(source, limit)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The same chunks; tells how many bytes there were so far, each time that `step` more were, and at the end. */
export async function* counted(
  source: AsyncIterable<Uint8Array>,
  step: number,
  tell: (bytes: number) => Promise<unknown>,
): AsyncGenerator<Uint8Array> {
  let [size, told] = [0, 0];
  for await (const chunk of source) {
    yield chunk;
    size += chunk.byteLength;
    if (size - told < step) continue;
    told = size;
    await tell(size);
  }
  await tell(size);
}

/** Everything a command needs of the outside. */
import type { Options } from './arguments.ts';
import type { Client } from './client.ts';
import type { Terminal } from './terminal.ts';

export interface Session {
  readonly client: Client;
  readonly terminal: Terminal;
  /** A person is watching: progress may be exact, because it overwrites itself. */
  readonly live: boolean;
  readonly options: Options;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly readFile: (path: string) => Promise<Uint8Array>;
}

/** The API's object with `--json`, else the lines. */
export function print({ terminal, options }: Session, answer: unknown, lines: readonly string[]): void {
  if (options.json === true) terminal.print(JSON.stringify(answer, null, 2));
  else for (const line of lines) terminal.print(line);
}

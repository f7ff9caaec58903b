/** Words of the command line → a command with checked options. */
import { parseArgs } from 'node:util';
import { CliError, EXIT } from './exit-code.ts';

export interface Command {
  readonly name: string;
  readonly words: readonly string[];
  readonly options: Options;
}

export interface Options {
  readonly url?: string;
  readonly token?: string;
  readonly json?: boolean;
  readonly help?: boolean;
  readonly project?: string;
  readonly preview?: boolean;
  readonly only?: string;
  readonly map?: readonly string[];
  readonly format?: string;
  readonly level?: string;
}

const OPTIONS = {
  url: { type: 'string' },
  token: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  project: { type: 'string' },
  preview: { type: 'boolean' },
  only: { type: 'string' },
  map: { type: 'string', multiple: true },
  format: { type: 'string' },
  level: { type: 'string' },
} as const;

export const usage = (message: string): CliError => new CliError(EXIT.usage, `${message}\nSee: lockstep --help`);

/** Throws a usage error for options that nobody knows. */
export function readArguments(argv: readonly string[]): Command {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
    const [name = '', ...words] = positionals;
    return { name, words, options: values };
  } catch (error) {
    throw usage(error instanceof Error ? error.message : 'The options cannot be read.');
  }
}

/** The one word a command takes; `what` names it for people. */
export function onlyWord({ name, words }: Command, what: string): string {
  const [word, ...more] = words;
  if (word === undefined || more.length > 0) throw usage(`lockstep ${name} takes exactly one ${what}.`);
  return word;
}

/** A positive whole number. */
export function idOf(text: string | undefined, what: string): number {
  if (text === undefined || !/^[1-9]\d{0,9}$/.test(text))
    throw usage(`${what} has to be a number (its id), not "${text ?? ''}".`);
  return Number(text);
}

/** `--map priority=Severity` … → `{ priority: 'Severity' }` */
export function mappingOf(pairs: readonly string[] | undefined): Record<string, string> | undefined {
  if (pairs === undefined) return undefined;
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw usage(`--map takes FIELD=HEADER, not "${pair}".`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

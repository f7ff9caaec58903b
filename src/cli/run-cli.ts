/** One run of the command line: words in, exit code out. It knows the public API and nothing else of the service. */
import { readArguments, usage, type Command } from './arguments.ts';
import { makeClient } from './client.ts';
import { COMMANDS } from './commands.ts';
import { CliError, EXIT, type ExitCode } from './exit-code.ts';
import { HELP } from './help.ts';
import { makeTerminal, type Stream } from './terminal.ts';

export interface Outside {
  readonly out: Stream;
  readonly err: Stream;
  readonly fetch: typeof fetch;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly readFile: (path: string) => Promise<Uint8Array>;
  /** Where the service is, and as whom; flags override both. Throws when the environment is wrong. */
  readonly configured: () => { readonly url: string; readonly token: string | null };
}

/** Never throws for what the service or the person did wrong. */
export async function runCli(argv: readonly string[], outside: Outside): Promise<ExitCode> {
  const terminal = makeTerminal(outside.out, outside.err);
  try {
    const command = readArguments(argv);
    if (command.options.help === true || command.name === 'help') {
      terminal.print(HELP);
      return EXIT.ok;
    }
    const run = COMMANDS[command.name];
    if (run === undefined)
      throw usage(command.name === '' ? 'Which command?' : `There is no command "${command.name}".`);
    const { fetch: _fetch, out: _out, err, configured, ...rest } = outside;
    const client = makeClient({ ...reach(command, configured), fetch: outside.fetch });
    return await run({ client, terminal, live: err.isTTY === true, options: command.options, ...rest }, command);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    terminal.complain(error.message);
    return error.code;
  }
}

function reach({ options }: Command, configured: Outside['configured']): { url: string; token: string } {
  const { url, token } = configured();
  const given = options.token ?? token;
  if (given === null)
    throw new CliError(
      EXIT.usage,
      'No token. Give LOCKSTEP_TOKEN or --token: the first start of the service prints the one of its administrator.',
    );
  return { url: (options.url ?? url).replace(/\/+$/, ''), token: given };
}

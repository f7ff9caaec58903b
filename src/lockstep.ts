#!/usr/bin/env node
/** The program: is the service itself (serve, demo, migrate), or hands the words to the command line, which talks to one. */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { EXIT } from './cli/exit-code.ts';
import { runCli } from './cli/run-cli.ts';
import { ConfigError, readClientConfig } from './config.ts';

/** Loaded when needed: a command that only sends a request does not load a database. */
async function serve(): Promise<number> {
  const { serveUntilSignal } = await import('./main.ts');
  return serveUntilSignal();
}

async function migrate(): Promise<number> {
  const { migrateOnce } = await import('./main.ts');
  return migrateOnce();
}

async function demo(words: readonly string[]): Promise<number> {
  const { runDemo } = await import('./demo.ts');
  return runDemo({ once: words.includes('--once') });
}

const commandLine = (words: readonly string[]): Promise<number> =>
  runCli(words, {
    out: process.stdout,
    err: process.stderr,
    fetch,
    sleep,
    readFile,
    configured: () => {
      const { url, token } = readClientConfig();
      return { url, token: token?.reveal() ?? null };
    },
  });

async function run(words: readonly string[]): Promise<number> {
  const [command = '--help', ...more] = words;
  switch (more.includes('--help') ? '--help' : command) {
    case 'serve':
      return serve();
    case 'migrate':
      return migrate();
    case 'demo':
      return demo(more);
    default:
      return commandLine([command, ...more]);
  }
}

/** What a person can mend is told in one line; what only a programmer can, with its stack. */
const told = (error: unknown): string =>
  error instanceof Error && (error instanceof ConfigError || error.constructor === Error)
    ? error.message
    : inspect(error);

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  console.error(told(error));
  process.exitCode = error instanceof ConfigError ? EXIT.usage : EXIT.incomplete;
}

/** The real Redmine of the end-to-end tests: a given one (`LIVE_REDMINE_URL`), else the one that Debian packages. */
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';

const run = promisify(execFile);
const script = join(import.meta.dirname, 'redmine.sh');

async function demandInstalled(): Promise<void> {
  const install = 'Install it with: sudo bash test/real/redmine.sh install';
  const given = 'or give a server of your own: LIVE_REDMINE_URL, LIVE_REDMINE_API_KEY, LIVE_REDMINE_ADMIN_API_KEY';
  try {
    await run('dpkg-query', ['-W', 'redmine', 'redmine-sqlite', 'puma', 'ruby-bundler', 'ruby-sqlite3', 'curl']);
  } catch {
    throw new Error(
      `The end-to-end tests need a real Redmine (Debian packages redmine, redmine-sqlite, puma, ruby-bundler, ruby-sqlite3, curl). ${install}, ${given}.`,
    );
  }
}

/** `KEY=VALUE` lines. */
const variables = (text: string): Record<string, string> =>
  Object.fromEntries(
    text.split('\n').flatMap((line) => [/^(\w+)=(.*)$/.exec(line)?.slice(1) ?? []].filter((pair) => pair.length === 2)),
  );

/** Starts the server unless one is given, and tells the test processes about it by environment variables. */
export default async function setup(): Promise<() => Promise<void>> {
  if (process.env['LIVE_REDMINE_URL'] !== undefined) {
    for (const name of ['LIVE_REDMINE_API_KEY', 'LIVE_REDMINE_ADMIN_API_KEY']) {
      if (process.env[name] === undefined) throw new Error(`LIVE_REDMINE_URL is set: set ${name} as well`);
    }
    process.env['LIVE_REDMINE_PROJECT'] ??= 'demo';
    return async () => {};
  }
  await demandInstalled();
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-redmine-'));
  await chmod(folder, 0o755); // the server runs as another user
  const stop = async (): Promise<void> => {
    await run('bash', [script, 'stop', folder]);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const { stdout } = await run('bash', [script, 'start', String(await freePort()), folder], { timeout: 180_000 });
    const told = variables(stdout);
    process.env['LIVE_REDMINE_URL'] = told['REDMINE_URL'];
    process.env['LIVE_REDMINE_API_KEY'] = told['REDMINE_BOT_API_KEY'];
    process.env['LIVE_REDMINE_ADMIN_API_KEY'] = told['REDMINE_ADMIN_API_KEY'];
    process.env['LIVE_REDMINE_PROJECT'] = told['REDMINE_PROJECT'];
    process.env['LIVE_REDMINE_RUBY'] = `bash '${script}' ruby '${folder}'`;
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

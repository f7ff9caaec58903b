/** The commands that talk to a running service; each answers its exit code. */
import { basename } from 'node:path';
import type { Imported, Job, Listed, Plan } from './answers.ts';
import { idOf, mappingOf, onlyWord, usage, type Command, type Options } from './arguments.ts';
import { CliError, EXIT, type ExitCode } from './exit-code.ts';
import type { Sent } from './client.ts';
import { doctor } from './doctor.ts';
import { explain } from './explain.ts';
import { exportTasks } from './export.ts';
import { needsPerson, planLines } from './print-plan.ts';
import { print, type Session } from './session.ts';
import { poll, watchJob } from './watch.ts';

type Run = (session: Session, command: Command) => Promise<ExitCode>;

export const COMMANDS: Readonly<Record<string, Run>> = {
  import: importFile,
  export: exportTasks,
  plan,
  apply,
  sync,
  explain,
  doctor,
  token,
};

async function importFile(session: Session, command: Command): Promise<ExitCode> {
  const { options } = command;
  const file = onlyWord(command, 'file');
  if (options.project === undefined) throw usage('lockstep import needs --project ID.');
  const bytes = await session.readFile(file).catch((error: unknown) => {
    throw new CliError(EXIT.usage, `${file} cannot be read: ${error instanceof Error ? error.message : 'unknown'}`);
  });
  const path = `projects/${idOf(options.project, '--project')}/imports/`;
  const { format = 'csv', preview = false } = options;
  // A report may be larger than a request in JSON.
  const sent = format === 'sarif' ? bytes : { format, preview, ...jsonOf(bytes, options) };
  const where = format === 'sarif' ? `${path}upload/?format=sarif&preview=${preview}` : path;
  const answer = (await session.client.call('POST', where, sent, showing(session, file, bytes.length))) as Imported;
  print(session, answer, importLines(answer));
  return EXIT.ok;
}

/** A report is read while it is sent: what is sent is what is done, until the tasks are written. */
function showing({ terminal, live }: Session, file: string, size: number): Sent {
  terminal.progress(`sending ${basename(file)}`);
  return (bytes) => {
    const percent = Math.floor((bytes / Math.max(size, 1)) * 100);
    const shown = live ? percent : Math.floor(percent / 10) * 10;
    terminal.progress(
      bytes < size ? `sending ${basename(file)}: ${shown} %` : `${basename(file)} is read, writing tasks`,
    );
  };
}

const jsonOf = (bytes: Uint8Array, { map, level }: Options): object => ({
  content_base64: Buffer.from(bytes).toString('base64'),
  mapping: mappingOf(map),
  ...(level === undefined ? {} : { level: idOf(level, '--level') }),
});

function importLines({ preview, profile, ignored, counts, changes }: Imported): string[] {
  const { created, changed, unchanged, closed, reopened } = counts;
  return [
    ...changes.map(({ task, title, fields }) => `${task}  ${title}: ${fields.join(', ')}`),
    ...(ignored.length === 0 ? [] : [`Columns that were not read: ${ignored.join(', ')}`]),
    ...(closed === undefined ? [] : [`By the report: closed ${closed}, opened again ${reopened ?? 0}.`]),
    `${preview ? 'Preview, nothing was written: ' : ''}${created} created, ${changed} changed, ${unchanged} unchanged (${profile} file).`,
  ];
}

async function plan(session: Session, command: Command): Promise<ExitCode> {
  const connection = idOf(onlyWord(command, 'connection id'), 'CONNECTION');
  const { id } = (await session.client.call('POST', 'plans/', { connection })) as Plan;
  session.terminal.progress(`plan ${id}: looking at both sides`);
  const made = await poll<Plan>(session, `plans/${id}/`, ({ state }) => state !== 'planning');
  print(session, made, made.state === 'failed' ? [made.message] : planLines(made));
  if (made.state === 'failed') return EXIT.incomplete;
  return needsPerson(made) ? EXIT.held : EXIT.ok;
}

async function apply(session: Session, command: Command): Promise<ExitCode> {
  const id = idOf(onlyWord(command, 'plan id'), 'PLAN');
  const only = session.options.only?.split(',').map((task) => task.trim());
  const body = only === undefined ? {} : { actions: only };
  const job = (await session.client.call('POST', `plans/${id}/apply/`, body)) as Job;
  return finish(session, await watchJob(session, job.id));
}

async function sync(session: Session, command: Command): Promise<ExitCode> {
  const connection = idOf(onlyWord(command, 'connection id'), 'CONNECTION');
  const job = (await session.client.call('POST', 'jobs/issue-tracker/', {
    connection,
    automatic: false,
    ready: false,
  })) as Job;
  return finish(session, await watchJob(session, job.id));
}

/** The message of a run holds its counts and its requests beside the floor. */
function finish(session: Session, job: Job): ExitCode {
  print(session, job, [job.result_message]);
  if (job.succeeded) return EXIT.ok;
  const { held = 0, refused = 0, stale = 0, unsure = 0, stopped = 0 } = job.actions ?? {};
  return held > 0 && refused + stale + unsure + stopped === 0 ? EXIT.held : EXIT.incomplete;
}

async function token(session: Session, command: Command): Promise<ExitCode> {
  const id = await userId(session, onlyWord(command, 'user'));
  const answer = (await session.client.call('POST', `users/${id}/api-token/`, {})) as { readonly token: string };
  print(session, answer, [answer.token]);
  return EXIT.ok;
}

async function userId({ client }: Session, user: string): Promise<number> {
  if (/^\d+$/.test(user)) return idOf(user, 'USER');
  if (user === 'me') return ((await client.call('GET', 'users/me/')) as { readonly id: number }).id;
  const found = (await client.call('GET', `users/?email=${encodeURIComponent(user)}`)) as Listed<{
    readonly id: number;
  }>;
  const [one] = found.results;
  if (one === undefined)
    throw new CliError(EXIT.unreachable, `There is no user ${user}, or your token may not see them.`);
  return one.id;
}

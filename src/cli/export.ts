/** `lockstep export --project ID`: all tasks with their issues, as CSV that `import` reads again, or as the API's JSON. */
import type { Listed } from './answers.ts';
import { idOf, usage, type Command } from './arguments.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { print, type Session } from './session.ts';

interface Task {
  readonly task_id: string;
  readonly title: string;
  readonly text: string;
  readonly priority: number;
  readonly phase: { readonly slug: string };
  readonly status: { readonly slug: string };
  readonly tags: readonly string[];
  readonly verification_status: string;
  readonly relevant: boolean;
  readonly accepted: boolean;
  readonly references: readonly { readonly name: string; readonly link: string }[];
}

const COLUMNS: Readonly<Record<string, (task: Task) => string>> = {
  id: (task) => task.task_id,
  title: (task) => task.title,
  text: (task) => task.text,
  priority: (task) => String(task.priority),
  phase: (task) => task.phase.slug,
  status: (task) => task.status.slug,
  tags: (task) => task.tags.join(','),
  verification: (task) => task.verification_status,
  relevant: (task) => String(task.relevant),
  accepted: (task) => String(task.accepted),
  issues: (task) => task.references.map(({ name }) => name).join(' '),
  links: (task) => task.references.map(({ link }) => link).join(' '),
};

export async function exportTasks(session: Session, { words, options }: Command): Promise<ExitCode> {
  if (words.length > 0) throw usage(`lockstep export takes no "${words.join(' ')}": it writes to standard output.`);
  if (options.project === undefined) throw usage('lockstep export needs --project ID.');
  const path = `projects/${idOf(options.project, '--project')}/tasks/?include=references&expand=phase,status&accepted=`;
  const results: Task[] = [];
  for (const accepted of [true, false]) {
    const found = (await session.client.call('GET', `${path}${accepted}`)) as Listed<Task>;
    results.push(...found.results);
  }
  const rows = results.map((task) => Object.values(COLUMNS).map((cell) => cell(task)));
  print(session, { count: results.length, results }, [Object.keys(COLUMNS), ...rows].map(csvLine));
  return EXIT.ok;
}

const csvLine = (cells: readonly string[]): string => cells.map(csvCell).join(',');

/** A spreadsheet must not run what a task says: a leading apostrophe makes a formula text. `import` takes one away again. */
function csvCell(value: string): string {
  const text = value.replaceAll(/\r\n?/g, '\n');
  const safe = /^'*(?:\s*[=+\-@]|[\t\n])/.test(text) ? `'${text}` : text;
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

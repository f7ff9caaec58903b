/** `lockstep explain TASK`: why a task is synced or not, per connection of its project. */
import type { Action } from './answers.ts';
import { idOf, onlyWord, usage, type Command } from './arguments.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { print, type Session } from './session.ts';

interface Connection {
  readonly connection: { readonly id: number; readonly alias: string };
  readonly stopped_because: string | null;
  readonly issue: {
    readonly name: string | null;
    readonly link: string | null;
    readonly refusal: string | null;
    readonly conflicts: readonly string[];
  } | null;
  readonly plan: { readonly id: number; readonly state: string; readonly action: Action | null } | null;
  readonly outcome: {
    readonly job: number;
    readonly at: string;
    readonly action: string;
    readonly result: string;
    readonly reason: string;
  } | null;
}

interface Explanation {
  readonly task: string;
  readonly title: string;
  readonly connections: readonly Connection[];
}

export async function explain(session: Session, command: Command): Promise<ExitCode> {
  const { project, task } = place(command);
  const path = `projects/${project}/tasks/${encodeURIComponent(task)}/explanation/`;
  const answer = (await session.client.call('GET', path)) as Explanation;
  print(session, answer, lines(answer));
  return EXIT.ok;
}

/** `1-T2` names its project; `T2` needs `--project`. */
function place(command: Command): { project: number; task: string } {
  const task = onlyWord(command, 'task');
  if (command.options.project !== undefined) return { project: idOf(command.options.project, '--project'), task };
  const found = /^(\d+)-(.+)$/.exec(task);
  if (found === null) throw usage(`Which project? Write the task like 1-${task}, or give --project ID.`);
  return { project: idOf(found[1], 'The project'), task };
}

const lines = ({ task, title, connections }: Explanation): string[] => [
  `${task}  ${title}`,
  ...(connections.length === 0 ? ['Not synced: its project has no connection to an issue tracker.'] : []),
  ...connections.flatMap((one) => ['', `Connection ${one.connection.id} (${one.connection.alias})`, ...about(one)]),
];

function about({ stopped_because, issue, plan, outcome }: Connection): string[] {
  const nothing = plan === null && outcome === null;
  return [
    ...(stopped_because === null ? [] : [`  Stopped: ${stopped_because}`]),
    `  ${linkLine(issue)}`,
    ...(issue === null || issue.refusal === null ? [] : [`  The tracker refused: ${issue.refusal}`]),
    ...(issue === null || issue.conflicts.length === 0 ? [] : [`  Waits for a person: ${issue.conflicts.join(', ')}`]),
    ...(outcome === null
      ? []
      : [`  Job ${outcome.job} (${outcome.at}): ${outcome.action}, ${outcome.result}: ${outcome.reason}`]),
    ...(plan === null ? [] : planned(plan)),
    ...(nothing ? ['  No run has met it yet. See what one would do: lockstep plan.'] : []),
  ];
}

function linkLine(issue: Connection['issue']): string {
  if (issue === null) return 'No issue.';
  if (issue.name === null) return 'Its issue is about to be created; the next run makes sure that there is one.';
  return `Issue ${issue.name} ${issue.link ?? ''}`.trimEnd();
}

function planned({ id, state, action }: NonNullable<Connection['plan']>): string[] {
  if (action === null) return [`  Plan ${id} (${state}) is older than the task.`];
  const { reason, held, decisions } = action;
  return [
    `  Plan ${id} (${state}): ${action.action}: ${reason.text}${reason.remedy === '' ? '' : ` → ${reason.remedy}`}`,
    ...(held === null ? [] : [`    held: ${held}`]),
    ...decisions
      .filter(({ verdict }) => verdict !== 'same')
      .map(({ field, verdict, winner }) => `    ${field}: ${verdict}${winner === null ? '' : ` (${winner} wins)`}`),
  ];
}

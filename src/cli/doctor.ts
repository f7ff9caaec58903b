/** `lockstep doctor`: the service, its database, and every connection's three depths. */
import type { Listed } from './answers.ts';
import { usage, type Command } from './arguments.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { print, type Session } from './session.ts';

interface Health {
  readonly version: string;
  readonly configuration: { readonly base_url: string; readonly systems: readonly string[] };
  readonly database: { readonly version: string };
  readonly jobs: { readonly running: number; readonly waiting: number };
  readonly problems: readonly string[];
}

interface Depth {
  readonly depth: string;
  readonly success: boolean | null;
  readonly param: string | null;
  readonly message: string;
}

interface Tested {
  readonly id: number;
  readonly alias: string;
  readonly success: boolean;
  readonly depths: readonly Depth[];
}

/** 0 when all is well, else 1. */
export async function doctor(session: Session, { words }: Command): Promise<ExitCode> {
  if (words.length > 0) throw usage(`lockstep doctor takes no "${words.join(' ')}": it looks at everything.`);
  const { client, terminal } = session;
  const health = (await client.call('GET', 'health/')) as Health;
  const path = 'connections/issue-tracker/';
  const found = (await client.call('GET', path)) as Listed<{ readonly id: number; readonly alias: string }>;
  const connections: Tested[] = [];
  for (const { id, alias } of found.results) {
    terminal.progress(`testing connection ${id} (${alias})`);
    const tested = (await client.call('POST', `${path}${id}/test/`, {})) as Omit<Tested, 'id' | 'alias'>;
    connections.push({ id, alias, ...tested });
  }
  const success = health.problems.length === 0 && connections.every((one) => one.success);
  print(session, { success, health, connections }, [...healthLines(health), ...connections.flatMap(connectionLines)]);
  return success ? EXIT.ok : EXIT.incomplete;
}

const healthLines = ({ version, configuration, database, jobs, problems }: Health): string[] => [
  `ok    Lockstep ${version} at ${configuration.base_url}, for ${configuration.systems.join(', ')}`,
  `ok    database: PostgreSQL ${database.version}`,
  `ok    jobs: ${jobs.running} running, ${jobs.waiting} waiting`,
  ...problems.map((problem) => `FAIL  ${problem}`),
];

const connectionLines = ({ id, alias, depths }: Tested): string[] =>
  depths.map((one) => {
    const about = `connection ${id} (${alias}): ${one.depth}`;
    if (one.success === null) return `-     ${about}: not tried`;
    if (one.success) return one.message === '' ? `ok    ${about}` : `soon  ${about}: ${one.message}`;
    return `FAIL  ${about}: ${one.param === null ? '' : `${one.param}: `}${one.message}`;
  });

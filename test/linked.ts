/** A connection with tasks, and links as a run would have left them: what the tests of items start from. */
import type { Issue, IssueFields } from '../src/model/issue.ts';
import type { Base } from '../src/model/link.ts';
import { aConnection, aProject, NOW, type TestApi } from './api.ts';

export interface Linked {
  readonly project: number;
  readonly connection: number;
  /** `connections/issue-tracker/7/` */
  readonly path: string;
}

/** Tasks PT1, PT2, …, called `Task 1`, of priority 5. */
export async function aLinkedProject(api: TestApi, name: string, count: number): Promise<Linked> {
  const project = await aProject(api, name);
  for (let at = 1; at <= count; at += 1) {
    const task = { title: `Task ${at}`, text: '', priority: 5, phase: 'requirements' };
    await api.call('POST', `projects/${project}/tasks/`, task);
  }
  const connection = await aConnection(api, { project, alias: name });
  // An issue has one link per server.
  await api.db.updateTable('connections').set({ server: name }).where('id', '=', connection).execute();
  return { project, connection, path: `connections/issue-tracker/${connection}/` };
}

export const issueOf = (id: string, fields: Partial<IssueFields> = {}): Issue => ({
  id,
  key: `#${id}`,
  url: `https://tracker.example/${id}`,
  project: 'pay',
  updatedAt: NOW,
  marker: `ls-${id}`,
  description: '',
  fields: {
    title: `PT${id}: Task ${id}`,
    body: null,
    priority: null,
    status: 'New',
    parent: null,
    custom: {},
    labels: [],
    assignee: null,
    ...fields,
  },
});

/** The pair was last agreed as the task and the issue are by default. */
const agreed = (id: string): Base => ({
  title: { task: `Task ${id}`, issue: `PT${id}: Task ${id}`, mapping: 'm' },
  status: { task: 'TS2', issue: 'New', mapping: 'm' },
});

/** Links task PT`id` to issue `id`; `more` sets other columns. */
export async function aLink(
  { db }: Pick<TestApi, 'db'>,
  { project, connection }: Linked,
  id: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const { server, target } = await db
    .selectFrom('connections')
    .select(['server', 'target'])
    .where('id', '=', connection)
    .executeTakeFirstOrThrow();
  const row = {
    connection_id: connection,
    project_id: project,
    task_id: `PT${id}`,
    marker: `ls-${id}`,
    server,
    target,
    issue_id: id,
    issue: JSON.stringify(issueOf(id)),
    base: JSON.stringify(agreed(id)),
    created: new Date(NOW),
    updated: new Date(NOW),
    ...more,
  };
  await db
    .insertInto('links')
    .values(row as never)
    .execute();
}

/** A finished run of the connection that told these results, by task. Answers its id. */
export async function aFinishedRun(
  { db }: Pick<TestApi, 'db'>,
  { connection }: Linked,
  results: Readonly<Record<string, string>>,
  more: Readonly<Record<string, unknown>> = {},
): Promise<number> {
  const at = new Date(NOW);
  const row = { connection_id: connection, kind: 'sync', state: 'succeeded', requested: at, finished: at, ...more };
  const { id } = await db
    .insertInto('jobs')
    .values(row as never)
    .returning('id')
    .executeTakeFirstOrThrow();
  for (const [task_id, result] of Object.entries(results)) {
    const outcome = { job_id: id, task_id, action: 'update', result, issue_key: null, detail: `It is ${result}.` };
    await db.insertInto('job_outcomes').values(outcome).execute();
  }
  return id;
}

/** The rows that a history begins with: a project with tasks, and a connection to the tracker. */
import type { Kysely } from 'kysely';
import type { System } from '../../src/model/tracker.ts';
import type { Tables } from '../../src/store/tables.ts';
import { createTask } from '../../src/store/task-changes.ts';
import type { Frame } from './steps.ts';

/** Where the connection says that its tracker is. */
export const SERVER = 'https://tracker.example';

interface Tracker {
  readonly system: System;
  readonly params: Readonly<Record<string, string | number | boolean>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly at: number;
}

export interface Made {
  readonly projectId: number;
  readonly connectionId: number;
  readonly userId: number;
}

/** What every connection of the simulation says, beside how to get in. */
const paramsOf = ({ policy, missing, comments }: Frame): Record<string, string | boolean> => ({
  conflict_policy: { issue: 'issue_tracker', task: 'sde', timestamp: 'timestamp', ask: 'ask' }[policy],
  missing_issue_action: missing,
  sde_min_priority: '3',
  sde_statuses_in_scope: 'TODO,DONE,NA',
  ...(comments ? { sync_comments: true } : {}),
});

export async function populate(db: Kysely<Tables>, frame: Frame, tracker: Tracker): Promise<Made> {
  const at = new Date(tracker.at);
  const stamps = { created: at, updated: at };
  const one = async (
    table: 'business_units' | 'applications' | 'projects' | 'connectors' | 'connections',
    row: object,
  ) =>
    (
      await db
        .insertInto(table)
        .values({ ...row, ...stamps } as never)
        .returning('id')
        .executeTakeFirstOrThrow()
    ).id;
  const person = { email: 'ann@example.com', first_name: 'Ann', role_id: 'UR4', date_joined: at };
  const { id: userId } = await db.insertInto('users').values(person).returning('id').executeTakeFirstOrThrow();
  const unit = await one('business_units', { name: 'Retail', slug: 'retail' });
  const application = await one('applications', { business_unit_id: unit, name: 'Shop', slug: 'shop' });
  const project = { application_id: application, uid: `uid-${frame.seed}`, name: 'Web', slug: 'web' };
  const projectId = await one('projects', project);
  for (let n = 1; n <= frame.tasks; n += 1) await createTask(db, projectId, taskOf(`Task ${n}`, at));
  const { system, params, secrets } = tracker;
  const supported = frame.comments && system.can.comments;
  const all = { ...params, ...paramsOf({ ...frame, comments: supported }) };
  const sealed = { params: JSON.stringify(all), secrets: JSON.stringify(secrets) };
  const connectorId = await one('connectors', { name: 'Tracker', system: system.id, ...sealed });
  const connectionId = await one('connections', {
    alias: 'Main',
    project_id: projectId,
    connector_id: connectorId,
    params: '{}',
    secrets: '{}',
    server: SERVER,
    target: 'demo',
  });
  return { projectId, connectionId, userId };
}

export const taskOf = (title: string, at: Date) => ({
  title,
  text: `Because of ${title.toLowerCase()}.`,
  priority: 8,
  phase_id: 'X1',
  status_id: 'TS2',
  became_relevant: at,
  created: at,
  updated: at,
});

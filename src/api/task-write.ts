/** What a request makes of a task: names looked up, unknown ones refused by name. */
import type { Kysely } from 'kysely';
import { listPhases } from '../store/phases.ts';
import type { Tables } from '../store/tables.ts';
import { listTaskStatuses } from '../store/task-statuses.ts';
import type { NewTask, TaskEdit } from '../store/task-changes.ts';
import type { TaskRow } from '../store/tasks.ts';
import { userIdsByEmail } from '../store/users.ts';
import { invalid, noSuch } from './errors.ts';
import type { Operation } from './rules.ts';
import type { TaskBody, TaskChange } from './task-shape.ts';

/** A new task starts as incomplete. */
const FIRST_STATUS = 'TS2';

export async function newTask(db: Kysely<Tables>, body: TaskBody, userId: number, now: Date): Promise<NewTask> {
  const { title, text, priority, tags = [], artifact_proxy = null, assigned_to = [] } = body;
  return {
    title,
    text,
    priority,
    tags,
    artifact_proxy,
    phase_id: await phaseNamed(db, body.phase),
    status_id: await statusNamed(db, body.status ?? FIRST_STATUS),
    assigned_to: await usersNamed(db, assigned_to),
    became_relevant: now,
    created: now,
    updated: now,
    updater_id: userId,
  };
}

/** Only what was given. Throws 400. */
export async function taskEdit(db: Kysely<Tables>, body: TaskChange, userId: number): Promise<TaskEdit> {
  const { title, text, priority, tags, artifact_proxy, verification_status: verification } = body;
  const given = { title, text, priority, tags, artifact_proxy, verification };
  const looked = {
    ...(body.phase === undefined ? {} : { phase_id: await phaseNamed(db, body.phase) }),
    ...(body.status === undefined ? {} : { status_id: await statusNamed(db, body.status) }),
    ...(body.assigned_to === undefined ? {} : { assigned_to: await usersNamed(db, body.assigned_to) }),
  };
  return { change: { ...given, ...looked }, statusNote: body.status_note ?? null, userId };
}

/** Members that say what is to do, not how far it is. */
const WORDS = ['title', 'text', 'priority', 'phase'] as const;

const OPERATION_OF: Readonly<Record<string, Operation>> = {
  ...Object.fromEntries(WORDS.map((name) => [name, 'editTask'] as const)),
  verification_status: 'verifyTask',
};

/** The change without what the task says already: to repeat it takes no permission, and nothing back that others write. */
export function changesOf(task: TaskRow, body: TaskChange): TaskChange {
  const said: Readonly<Record<string, unknown>> = {
    ...task,
    phase: body.phase === task.phase_slug ? task.phase_slug : task.phase_id,
    verification_status: task.verification,
  };
  return Object.fromEntries(
    Object.entries(body).filter(([name, value]) => OPERATION_OF[name] === undefined || value !== said[name]),
  );
}

/** What the caller must be allowed to do, by what the change says; at least one. */
export function operationsOf(body: TaskChange): readonly Operation[] {
  const needed = new Set(Object.keys(body).map((name) => OPERATION_OF[name] ?? 'updateTask'));
  return needed.size === 0 ? ['updateTask'] : [...needed];
}

/** What a library's task says is the library's. Throws 400. */
export function requireOwnWords(task: TaskRow, change: TaskChange): void {
  if (task.project_specific) return;
  const others = WORDS.filter((name) => change[name] !== undefined);
  const message = 'Only project-specific tasks can change this: leave it out.';
  if (others.length > 0) throw invalid(Object.fromEntries(others.map((name) => [name, [message]])));
}

async function phaseNamed(db: Kysely<Tables>, name: string): Promise<string> {
  const { rows } = await listPhases(db, {}, null);
  const found = rows.find((row) => row.id === name || row.slug === name);
  if (found === undefined) throw noSuch('phase', name);
  return found.id;
}

async function statusNamed(db: Kysely<Tables>, name: string): Promise<string> {
  const { rows } = await listTaskStatuses(db, {}, null);
  const found = rows.find((row) => row.id === name || row.slug === name);
  if (found === undefined) throw noSuch('status', name);
  return found.id;
}

async function usersNamed(db: Kysely<Tables>, people: NonNullable<TaskChange['assigned_to']>): Promise<number[]> {
  const emails = people.map((one) => (typeof one === 'string' ? one : one.email));
  const ids = await userIdsByEmail(db, emails);
  const unknown = emails.filter((email) => !ids.has(email.toLowerCase()));
  if (unknown.length > 0)
    throw invalid({ assigned_to: unknown.map((email) => `Object with email=${email} does not exist.`) });
  return [...new Set(ids.values())];
}

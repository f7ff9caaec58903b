/** What people do on both sides, one step at a time; everything they wrote is kept in a journal for the oracle. */
import { createNote } from '../../src/store/notes.ts';
import { createTask, deleteTask, updateTask } from '../../src/store/task-changes.ts';
import { HOSTILE } from './hostile.ts';
import type { Journal } from './journal.ts';
import { taskOf } from './populate.ts';
import { MIN_PRIORITY } from './sight.ts';
import type { IssueStep, TaskStep } from './steps.ts';
import type { Said } from './window.ts';
import type { SimWorld } from './world.ts';

interface TaskNow {
  readonly id: string;
  readonly relevant: boolean;
  readonly priority: number;
}

const tasksOf = ({ db, projectId }: SimWorld): Promise<TaskNow[]> =>
  db
    .selectFrom('tasks')
    .select(['id', 'relevant', 'priority'])
    .where('project_id', '=', projectId)
    .orderBy('id')
    .execute();

const TASK_STATUSES = ['TS1', 'TS2', 'TS3'];

/** Text that nobody writes twice. */
const words = (value: number, { time }: SimWorld): string => `words ${value} of ${time}`;

/** One value that the oracle follows. */
interface Writing {
  readonly id: string;
  readonly field: 'title' | 'status';
  readonly value: string;
}

export async function writeTask(world: SimWorld, journal: Journal, { id, field, value }: Writing): Promise<void> {
  const { db, projectId, userId } = world;
  const change = field === 'title' ? { title: value } : { status_id: value };
  const at = new Date(world.now());
  await updateTask(db, { project_id: projectId, id }, { change, statusNote: null, userId }, at);
  journal.wrote({ side: 'task', task: id, field, value });
}

export function writeIssue({ tracker }: SimWorld, journal: Journal, { id, field, value }: Writing): void {
  if (field === 'title') tracker.people.retitle(id, value);
  else tracker.people.setStatus(id, value);
  journal.wrote({ side: 'issue', issue: id, field, value });
}

/** Moves away what no link names. */
export async function snatch(world: SimWorld, journal: Journal): Promise<void> {
  const rows = await world.db.selectFrom('links').select('issue_id').execute();
  const known = new Set(rows.map(({ issue_id }) => issue_id));
  for (const { id, otherIds = [], marker } of world.tracker.issues()) {
    const isKnown = [id, ...otherIds].some((one) => known.has(one));
    if (marker === null || isKnown || journal.copies.has(id)) continue;
    journal.note(`issue ${id}: moved before we knew of it`);
    world.tracker.people.move(id);
    journal.isScattered = true;
    journal.isMoved = true;
  }
}

export async function onTask(world: SimWorld, journal: Journal, { act, at, value }: TaskStep): Promise<void> {
  const { db, projectId, userId } = world;
  if (act === 'add') {
    const id = await createTask(db, projectId, taskOf(`Task ${words(value, world)}`, new Date(world.now())));
    return journal.note(`task ${id} added`);
  }
  const tasks = await tasksOf(world);
  const task = tasks[at % Math.max(1, tasks.length)];
  if (task === undefined) return;
  journal.note(`task ${task.id}: ${act} ${value}`);
  journal.touched(task.id);
  const edit = (change: Parameters<typeof updateTask>[2]['change']): Promise<void> =>
    updateTask(db, { project_id: projectId, id: task.id }, { change, statusNote: null, userId }, new Date(world.now()));
  const acts: Readonly<Record<typeof act, () => Promise<unknown>>> = {
    title: () => writeTask(world, journal, { id: task.id, field: 'title', value: `Title ${words(value, world)}` }),
    text: () => {
      const said = words(value, world);
      if (journal.publicFrom !== null && world.time > journal.publicFrom) journal.confidential.add(said);
      return edit({ text: `Text: ${said}.\n\n${HOSTILE[value % (4 * HOSTILE.length)] ?? ''}` });
    },
    status: () =>
      writeTask(world, journal, {
        id: task.id,
        field: 'status',
        value: TASK_STATUSES[value % TASK_STATUSES.length] ?? 'TS1',
      }),
    scope: async () => {
      await edit({ relevant: !task.relevant, accepted: !task.relevant });
      journal.disturbed(task.id);
    },
    priority: async () => {
      const priority = 1 + (value % 10);
      await edit({ priority });
      if (priority >= MIN_PRIORITY !== task.priority >= MIN_PRIORITY) journal.disturbed(task.id);
    },
    tags: () => edit({ tags: [`tag${value % 5}`, `other${value % 3}`] }),
    delete: () => deleteTask(db, projectId, task.id),
    note: async () => {
      const at = new Date(world.now());
      const text = `Note: ${words(value, world)}`;
      if (journal.publicFrom !== null && world.time > journal.publicFrom) journal.confidential.add(text);
      const note = { project_id: projectId, task_id: task.id, text, author_id: userId, created: at, updated: at };
      await createNote(db, note);
    },
  };
  await acts[act]();
}

/** One that was removed before we knew of it was made anew: then it is as if people had copied that. */
function revive({ tracker }: SimWorld, journal: Journal): void {
  const id = tracker.people.revive === null ? undefined : journal.removed.pop();
  if (id === undefined) return;
  tracker.people.revive?.(id);
  journal.revived.add(id);
  const all = tracker.issues();
  const back = all.find((issue) => issue.id === id);
  if (all.some((issue) => issue !== back && issue.marker !== null && issue.marker === back?.marker))
    journal.copies.add(id);
}

/** Answers what now stands in the issue. */
export async function onIssue(world: SimWorld, journal: Journal, { act, at, value }: IssueStep): Promise<Said | null> {
  const { people } = world.tracker;
  const all = world.tracker.issues();
  const issue = all[at % Math.max(1, all.length)];
  if (issue === undefined) return null;
  const { id } = issue;
  journal.note(`issue ${id}: ${act} ${value}`);
  journal.touched(id);
  const statuses = Object.keys(world.stage.statuses);
  const acts: Readonly<Record<typeof act, () => string | void>> = {
    title: () => {
      const title = `Renamed ${words(value, world)}`;
      writeIssue(world, journal, { id, field: 'title', value: title });
      return title;
    },
    append: () => {
      const line = `Below: ${words(value, world)}`;
      people.append(id, line);
      journal.appended(id, line);
      return line;
    },
    status: () => writeIssue(world, journal, { id, field: 'status', value: statuses[value % statuses.length] ?? '' }),
    remove: () => {
      people.remove(id);
      journal.removed.push(id);
      journal.isScattered = true;
      // Beyond the first page of a list that has no total, it is noticed by the daily look.
      if (world.frame.tasks > 100) journal.isMoved = true;
    },
    revive: () => revive(world, journal),
    move: () => {
      people.move(id);
      journal.isScattered = true;
      journal.isMoved = true;
    },
    label: () => {
      if (people.label === null) return;
      const label = `mine-${value}-${world.time}`;
      people.label(id, label);
      journal.labelled(id, label);
    },
    copy: () => void journal.copies.add(people.copy(id)),
    say: () => people.say?.(id, `Comment: ${words(value, world)}`),
  };
  const text = acts[act]();
  return text === undefined ? null : { issue: id, text };
}

/** Most of the project is declared not relevant at once. Answers how many tasks. */
export async function loseScope(world: SimWorld, journal: Journal): Promise<number> {
  const tasks = await tasksOf(world);
  const lost = tasks.slice(0, Math.ceil(tasks.length * 0.6));
  if (lost.length === 0) return 0;
  for (const { id } of lost) journal.disturbed(id);
  await world.db
    .updateTable('tasks')
    .set((eb) => ({ relevant: false, accepted: false, version: eb('version', '+', 1) }))
    .where('project_id', '=', world.projectId)
    .where(
      'id',
      'in',
      lost.map(({ id }) => id),
    )
    .execute();
  return lost.length;
}

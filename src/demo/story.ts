/**
 * The main job on sample data: import, connect, plan, apply, changes on both sides, sync, and nothing left to do.
 * Everything goes over the two public APIs, ours and the tracker's; every number told is taken from an answer.
 */
import type { Client } from '../cli/client.ts';
import type { Action, Imported, Job, Listed, Plan } from '../cli/answers.ts';
import { total } from '../cli/answers.ts';
import { poll } from '../cli/watch.ts';
import type { Narrator } from './narrator.ts';
import { connectorParams, type Box } from './box.ts';

export interface Scene {
  readonly client: Client;
  readonly narrator: Narrator;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** The story is told on the first; the others get the same tasks in the end. */
  readonly tracker: Box;
  readonly others: readonly Box[];
  /** The sample tasks as a CSV file. */
  readonly tasks: string;
}

interface Task {
  readonly id: string;
  readonly task_id: string;
  readonly title: string;
  readonly text: string;
  readonly status: string;
  readonly references: readonly { readonly reference: string; readonly name: string }[];
}

interface Created {
  readonly id: number;
}

/** Tasks below it get no issue, so that the plan has something to explain. */
const MIN_PRIORITY = 5;
const ALL_PHASES = 'requirements,architecture-design,development,testing,deployment';

/** Throws `StoryFailed` at the first step that did not do what it says. */
export async function tellStory(scene: Scene): Promise<void> {
  const projectId = await importTasks(scene);
  const connection = await connectTo(scene, projectId);
  await applyPlan(scene, await showPlan(scene, connection));
  const tasks = await linkedTasks(scene, projectId);
  await workGoesOn(scene, projectId, tasks);
  await syncBack(scene, { projectId, connection, before: tasks });
  await nothingToDo(scene, connection);
  if (scene.others.length > 0) await alsoElsewhere(scene, projectId);
}

async function importTasks({ client, narrator, tasks }: Scene): Promise<number> {
  narrator.chapter('A project with security tasks');
  const unit = (await client.call('POST', 'business-units/', { name: 'Web shop' })) as Created;
  const application = (await client.call('POST', 'applications/', {
    name: 'Checkout',
    business_unit: unit.id,
  })) as Created;
  const project = (await client.call('POST', 'projects/', {
    name: 'Payments',
    application: application.id,
  })) as Created;
  const file = { format: 'csv', content: tasks };
  const first = (await client.call('POST', `projects/${project.id}/imports/`, file)) as Imported;
  const { created } = first.counts;
  narrator.check(created > 0, `${created} tasks were imported from a CSV file.`, first.counts);
  const again = (await client.call('POST', `projects/${project.id}/imports/`, file)) as Imported;
  const { unchanged } = again.counts;
  narrator.check(
    unchanged === created,
    `Imported again, ${unchanged} of them are unchanged: nothing is doubled.`,
    again.counts,
  );
  return project.id;
}

async function connectTo(scene: Scene, project: number): Promise<number> {
  const { narrator, tracker } = scene;
  narrator.chapter('A connection to an issue tracker');
  const { name, url } = tracker;
  const connection = await connect(scene, project, tracker);
  narrator.say(`The connector "${name} in the box" knows the server ${url} and its key, which nobody will see again.`);
  narrator.say('Its test succeeded: server, project and settings are right.');
  return connection;
}

/** Answers the new connection's id. Throws when its test fails. */
async function connect({ client }: Scene, project: number, box: Box): Promise<number> {
  const server = {
    ...connectorParams(box),
    issue_tracker_phases: ALL_PHASES,
    sde_min_priority: String(MIN_PRIORITY),
  };
  const named = { name: `${box.name} in the box`, system: { id: box.system }, params: server };
  const connector = (await client.call('POST', 'connectors/issue-tracker/', named)) as Created;
  const params = { issue_tracker_project: box.project };
  const wanted = { alias: `Payments in ${box.name}`, connector: connector.id, project, params };
  await client.call('POST', 'connections/test-issue-tracker/', wanted);
  return ((await client.call('POST', 'connections/issue-tracker/', wanted)) as Created).id;
}

const of = (plan: Plan, kind: string): readonly Action[] => plan.actions.filter(({ action }) => action === kind);

async function showPlan(scene: Scene, connection: number): Promise<Plan> {
  const { client, narrator } = scene;
  narrator.chapter('The plan, before anything is written');
  const { id } = (await client.call('POST', 'plans/', { connection })) as Created;
  const plan = await poll<Plan>(scene, `plans/${id}/`, ({ state }) => state !== 'planning');
  const creates = of(plan, 'create');
  const skips = of(plan, 'skip');
  narrator.check(
    creates.length > 0,
    `Plan ${plan.id}: ${creates.length} issues to create, ${skips.length} tasks to skip.`,
    plan.message,
  );
  for (const { task, title, reason } of creates.slice(0, 3))
    narrator.say(`create  ${task}  ${title}  (${reason.text})`);
  narrator.say(`        … and ${creates.length - 3} more`);
  for (const { task, title, reason } of skips) narrator.say(`skip    ${task}  ${title}  (${reason.text})`);
  narrator.say(
    `Applying it costs ${total(plan.requests)} ${total(plan.requests) === 1 ? 'request' : 'requests'}. So far the tracker has ${(await scene.tracker.person.tickets()).length} issues.`,
  );
  return plan;
}

async function applyPlan(scene: Scene, plan: Plan): Promise<void> {
  const { client, narrator, tracker } = scene;
  narrator.chapter('The plan is applied');
  const started = (await client.call('POST', `plans/${plan.id}/apply/`, {})) as Created;
  const job = await finished(scene, started.id);
  narrator.check(job.succeeded, job.result_message, job.result_message);
  const wanted = of(plan, 'create').length;
  const { length: count } = await tracker.person.tickets();
  narrator.check(
    count === wanted,
    `The tracker now has ${count} issues: exactly one per planned task.`,
    `${count} issues, ${wanted} planned`,
  );
}

const finished = (scene: Scene, id: number): Promise<Job> =>
  poll<Job>(scene, `jobs/issue-tracker/${id}/`, ({ ready }) => ready);

const tasksOf = async ({ client }: Scene, projectId: number): Promise<readonly Task[]> =>
  ((await client.call('GET', `projects/${projectId}/tasks/?include=references`)) as Listed<Task>).results;

/** The tasks of the story: two that get done, one whose title somebody changes, one whose text we change. */
interface Cast {
  readonly done: readonly Task[];
  readonly renamed: Task;
  readonly rewritten: Task;
}

async function linkedTasks(scene: Scene, projectId: number): Promise<Cast> {
  const linked = (await tasksOf(scene, projectId)).filter(({ references }) => references.length === 1);
  const [first, second, renamed, rewritten] = linked;
  if (first === undefined || second === undefined || renamed === undefined || rewritten === undefined) {
    throw new Error(`Only ${linked.length} tasks have an issue; the story needs four.`);
  }
  return { done: [first, second], renamed, rewritten };
}

const issueOf = ({ references }: Task): string => references[0]?.reference ?? '';
const keyOf = ({ references }: Task): string => references[0]?.name ?? '';

const newTitle = ({ title }: Task): string => `${title} (see also our tax ticket)`;
const PERSONS_TEXT = 'Ann: the test card of the provider is 4242 4242 4242 4242.';
const NEW_TEXT = 'Now also for gift cards.';

async function workGoesOn({ client, narrator, tracker }: Scene, projectId: number, cast: Cast): Promise<void> {
  narrator.chapter('Work goes on, on both sides');
  const { person } = tracker;
  for (const task of cast.done) {
    await person.close(issueOf(task));
    narrator.say(`A developer closes ${keyOf(task)} (task ${task.task_id}).`);
  }
  await person.retitle(issueOf(cast.renamed), newTitle(cast.renamed));
  narrator.say(`A developer gives ${keyOf(cast.renamed)} (task ${cast.renamed.task_id}) another title.`);
  await person.append(issueOf(cast.rewritten), PERSONS_TEXT);
  narrator.say(
    `A developer writes a line below our text in ${keyOf(cast.rewritten)} (task ${cast.rewritten.task_id}).`,
  );
  const text = `${cast.rewritten.text}\n\n${NEW_TEXT}`;
  await client.call('PATCH', `projects/${projectId}/tasks/${cast.rewritten.id}/`, { text });
  narrator.say(`The security team adds a sentence to task ${cast.rewritten.task_id}.`);
}

async function runSync(scene: Scene, connection: number): Promise<Job> {
  const asked = (await scene.client.call('POST', 'jobs/issue-tracker/', {
    connection,
    automatic: false,
    ready: false,
  })) as Created;
  return finished(scene, asked.id);
}

interface Between {
  readonly projectId: number;
  readonly connection: number;
  readonly before: Cast;
}

async function syncBack(scene: Scene, { projectId, connection, before }: Between): Promise<void> {
  const { narrator, tracker } = scene;
  narrator.chapter('One sync brings both sides together');
  const job = await runSync(scene, connection);
  narrator.check(job.succeeded, job.result_message, job.result_message);
  const after = new Map((await tasksOf(scene, projectId)).map((task) => [task.task_id, task]));
  for (const { task_id: id } of before.done) {
    const status = after.get(id)?.status;
    narrator.check(status === 'TS1', `Task ${id} is complete now: its issue was closed.`, status);
  }
  const { title } = await tracker.person.ticket(issueOf(before.renamed));
  narrator.check(
    title === newTitle(before.renamed),
    `${keyOf(before.renamed)} keeps the developer's title: "${title}".`,
    title,
  );
  const text = await tracker.person.text(issueOf(before.rewritten));
  narrator.check(
    text.includes(NEW_TEXT) && text.includes(PERSONS_TEXT),
    `${keyOf(before.rewritten)} has the new sentence, and the developer's line is still there.`,
    text,
  );
}

async function nothingToDo(scene: Scene, connection: number): Promise<void> {
  const { narrator } = scene;
  narrator.chapter('And once more');
  const job = await runSync(scene, connection);
  const used = total(job.requests);
  narrator.check(job.succeeded && used === 1, `Nothing to do, and it took ${used} request to know that.`, {
    requests: job.requests,
    message: job.result_message,
  });
}

/** One issue per task and connection: other teams have the same tasks in their own tracker. */
async function alsoElsewhere(scene: Scene, projectId: number): Promise<void> {
  const { narrator, others } = scene;
  narrator.chapter('The same tasks, in the trackers of other teams');
  for (const box of others) {
    const connection = await connect(scene, projectId, box);
    const first = await runSync(scene, connection);
    narrator.check(first.succeeded, `${box.name}: ${first.result_message}`, first.result_message);
    const again = await runSync(scene, connection);
    const used = total(again.requests);
    narrator.check(
      again.succeeded && used === 1,
      `${box.name}: once more, nothing to do, in ${used} request.`,
      again.result_message,
    );
  }
}

/** Tasks that became relevant or lost it, until a person accepts that. */
import Type from 'typebox';
import { acceptTaskUpdates, updateTask } from '../store/task-changes.ts';
import { listTasks } from '../store/tasks.ts';
import type { Routes } from './deps.ts';
import { Listed, listing, PAGE_QUERY, sliceOf } from './listing.ts';
import { requireProject } from './permissions.ts';
import { answers, ProjectPath } from './shapes.ts';
import { TaskShape, taskToWire } from './task-shape.ts';
import { taskAt, TaskPath } from './tasks.ts';

const tags = ['tasks'];
const PATH = '/projects/:project_id/task-updates/';
const LISTED = {
  tags,
  params: ProjectPath,
  querystring: Type.Object(PAGE_QUERY),
  response: answers(200, Listed(TaskShape)),
};
const CHANGED = {
  tags,
  params: TaskPath,
  body: Type.Object({ accepted: Type.Boolean({ description: 'Whether it belongs to the project' }) }),
  response: answers(200, TaskShape),
};

export const taskUpdateRoutes: Routes = async (app, { db, now, baseUrl }) => {
  const toWire = taskToWire(baseUrl, { include: new Set(), expand: new Set() });

  app.get(PATH, { schema: { operationId: 'listTaskUpdates', ...LISTED } }, async (request) => {
    const { project_id } = request.params;
    await requireProject(db, request, project_id);
    const found = await listTasks(db, project_id, { waiting: true }, sliceOf(request.query));
    return listing(request, baseUrl, found, toWire);
  });

  // Answers what still waits: nothing, unless something changed meanwhile.
  app.post(PATH, { schema: { operationId: 'acceptTaskUpdates', ...LISTED } }, async (request) => {
    const { project_id } = request.params;
    await requireProject(db, request, project_id);
    await acceptTaskUpdates(db, project_id, request.caller.id, new Date(now()));
    return listing(request, baseUrl, await listTasks(db, project_id, { waiting: true }, null), toWire);
  });

  app.put(`${PATH}:task_id/`, { schema: { operationId: 'acceptTaskUpdate', ...CHANGED } }, async (request) => {
    const { params, body, caller } = request;
    await requireProject(db, request, params.project_id);
    const edit = { change: { accepted: body.accepted }, statusNote: null, userId: caller.id };
    await updateTask(db, await taskAt(db, params), edit, new Date(now()));
    return toWire(await taskAt(db, params));
  });
};

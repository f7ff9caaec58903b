import type { FastifyRequest } from 'fastify';
import type { Kysely } from 'kysely';
import Type, { type Static } from 'typebox';
import type { Given } from '../store/look-ups.ts';
import type { Tables } from '../store/tables.ts';
import { createTask, deleteTask, updateTask } from '../store/task-changes.ts';
import { findTask, listTasks, TASK_FIELDS, type TaskRow } from '../store/tasks.ts';
import type { Routes, ServerDeps } from './deps.ts';
import { invalid, notFound } from './errors.ts';
import { Listed, listing, names, NAMES, PAGE_QUERY, sliceOf } from './listing.ts';
import { lookUpQuery } from './look-ups.ts';
import { requireProject } from './permissions.ts';
import { answers, Nothing, ProjectPath } from './shapes.ts';
import { TaskBody, TaskChange, TaskShape, taskToWire } from './task-shape.ts';
import { changesOf, newTask, operationsOf, requireOwnWords, taskEdit } from './task-write.ts';

const Include = Type.Object({ include: NAMES, expand: NAMES });
const Filter = Type.Object({ ...PAGE_QUERY, ...lookUpQuery(TASK_FIELDS), include: NAMES, expand: NAMES });

export const TaskPath = Type.Object({ ...ProjectPath.properties, task_id: Type.String() });

/** Vendors' clients expect it beside the results of tasks; we have none to offer. */
const Faceted = Type.Object({ ...Listed(TaskShape).properties, facets: Type.Object({}) });

const tags = ['tasks'];
const PATH = '/projects/:project_id/tasks/';
const ONE = `${PATH}:task_id/`;

/** By `1-T2` or `T2`. Throws 404. */
export async function taskAt(
  db: Kysely<Tables>,
  path: { readonly project_id: number; readonly task_id: string },
  more: Given = {},
): Promise<TaskRow> {
  const { project_id, task_id } = path;
  const prefix = `${project_id}-`;
  const short = task_id.startsWith(prefix) ? task_id.slice(prefix.length) : task_id;
  const row = (await findTask(db, project_id, short, more)) ?? (await findTask(db, project_id, task_id, more));
  if (row === undefined) throw notFound();
  return row;
}

const LISTED = { tags, params: ProjectPath, querystring: Filter, response: answers(200, Faceted) };
const SHOWN = { tags, params: TaskPath, querystring: Include, response: answers(200, TaskShape) };
const GONE = { tags, params: TaskPath, response: answers(204, Nothing) };
const CREATED = { tags, params: ProjectPath, querystring: Include, body: TaskBody, response: answers(201, TaskShape) };

const FROM_LIBRARY =
  'Only project-specific tasks can be deleted. To turn a task of the library off, PUT accepted: false to task-updates/.';

/** How the request wants tasks to look, and what must be read for that. */
const showing = ({ baseUrl }: ServerDeps, request: FastifyRequest) => {
  const { include, expand } = request.query as Static<typeof Include>;
  const shown = { include: names(include), expand: names(expand) };
  return { toWire: taskToWire(baseUrl, shown), needs: { how_tos: shown.include.has('how_tos') } };
};

/** The task as the request wants it. Throws 404. */
async function show(deps: ServerDeps, request: FastifyRequest, path: { project_id: number; task_id: string }) {
  const { toWire, needs } = showing(deps, request);
  return toWire(await taskAt(deps.db, path, needs));
}

export const taskRoutes: Routes = async (app, deps) => {
  const { db, now, baseUrl } = deps;

  app.get(PATH, { schema: { operationId: 'listTasks', ...LISTED } }, async (request) => {
    const { project_id } = request.params;
    await requireProject(db, request, project_id);
    const { toWire, needs } = showing(deps, request);
    const given = { accepted: true, ...request.query, ...needs };
    const found = await listTasks(db, project_id, given, sliceOf(request.query));
    return { ...listing(request, baseUrl, found, toWire), facets: {} };
  });

  app.get(ONE, { schema: { operationId: 'getTask', ...SHOWN } }, async (request) => {
    await requireProject(db, request, request.params.project_id);
    return show(deps, request, request.params);
  });

  app.post(PATH, { schema: { operationId: 'createTask', ...CREATED } }, async (request, reply) => {
    const { project_id } = request.params;
    await requireProject(db, request, project_id);
    const task = await newTask(db, request.body, request.caller.id, new Date(now()));
    const task_id = await createTask(db, project_id, task);
    return reply.status(201).send(await show(deps, request, { project_id, task_id }));
  });

  app.patch(ONE, { schema: { operationId: 'updateTask', ...SHOWN, body: TaskChange } }, async (request) => {
    const { params, body, caller } = request;
    await requireProject(db, request, params.project_id, { operation: 'getTask' });
    const task = await taskAt(db, params);
    const change = changesOf(task, body);
    for (const operation of operationsOf(change)) await requireProject(db, request, params.project_id, { operation });
    requireOwnWords(task, change);
    await updateTask(db, task, await taskEdit(db, change, caller.id), new Date(now()));
    return show(deps, request, params);
  });

  app.delete(ONE, { schema: { operationId: 'deleteTask', ...GONE } }, async (request, reply) => {
    await requireProject(db, request, request.params.project_id);
    const { project_id, id, project_specific } = await taskAt(db, request.params);
    if (!project_specific) throw invalid({ non_field_errors: [FROM_LIBRARY] });
    await deleteTask(db, project_id, id);
    return reply.status(204).send(null);
  });
};

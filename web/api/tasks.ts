/** Tasks of a project, and what stands below one. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, told } from './client.ts';
import { queryClient } from './query-client.ts';
import type { Answer, Given, Row } from './types.ts';

export type Task = Answer<'getTask'>;
export type ListedTask = Row<'listTasks'>;
export type Note = Row<'listNotes'>;
export type Explained = Answer<'explainTask'>['connections'][number];

/** Where a task is: its project, and its id as an address has it, `1-T2` or `T2`. */
export interface TaskPlace {
  readonly project: number;
  readonly task: string;
}

/** What the API is asked for. */
export interface TaskQuery {
  readonly search?: string;
  readonly status?: string;
  readonly phase?: string;
  readonly priority__gte?: number;
  readonly priority__lte?: number;
}

/** Without their texts, which can be long. The former list stays while another one comes. */
export const tasks = (projectId: number, query: TaskQuery) =>
  queryOptions({
    queryKey: ['tasks', projectId, 'list', query],
    queryFn: () =>
      told(
        api.GET('/api/v2/projects/{project_id}/tasks/', {
          params: { path: { project_id: projectId }, query: { ...query, include: 'references', exclude: 'text' } },
        }),
      ),
    placeholderData: keepPreviousData,
  });

const pathOf = ({ project, task }: TaskPlace) => ({ project_id: project, task_id: task });
const keyOf = ({ project, task }: TaskPlace, ...more: readonly string[]) => ['tasks', project, task, ...more];

export const task = (place: TaskPlace) =>
  queryOptions({
    queryKey: keyOf(place),
    queryFn: () =>
      told(
        api.GET('/api/v2/projects/{project_id}/tasks/{task_id}/', {
          params: { path: pathOf(place), query: { include: 'references,how_tos' } },
        }),
      ),
  });

export const notes = (place: TaskPlace) =>
  queryOptions({
    queryKey: keyOf(place, 'notes'),
    queryFn: () =>
      told(api.GET('/api/v2/projects/{project_id}/tasks/{task_id}/notes/', { params: { path: pathOf(place) } })),
  });

/** Why it has the issues that it has, or none. */
export const explanation = (place: TaskPlace) =>
  queryOptions({
    queryKey: keyOf(place, 'explanation'),
    queryFn: () =>
      told(api.GET('/api/v2/projects/{project_id}/tasks/{task_id}/explanation/', { params: { path: pathOf(place) } })),
  });

/** The newest first. */
export const taskHistory = (place: TaskPlace, size: number) =>
  queryOptions({
    queryKey: keyOf(place, 'history', String(size)),
    queryFn: () =>
      told(
        api.GET('/api/v2/projects/{project_id}/tasks/{task_id}/history/', {
          params: { path: pathOf(place), query: { ordering: '-id', page_size: size } },
        }),
      ),
    placeholderData: keepPreviousData,
  });

/** Those that became relevant, or lost it, and wait for a person. */
export const taskUpdates = (projectId: number) =>
  queryOptions({
    queryKey: ['tasks', projectId, 'updates'],
    queryFn: () =>
      told(
        api.GET('/api/v2/projects/{project_id}/task-updates/', {
          params: { path: { project_id: projectId }, query: { exclude: 'text' } },
        }),
      ),
  });

export const phases = queryOptions({
  queryKey: ['phases'],
  queryFn: () => told(api.GET('/api/v2/phases/')),
  staleTime: 5 * 60_000,
});

const again = (projectId: number): Promise<unknown> =>
  Promise.all([
    queryClient.invalidateQueries({ queryKey: ['tasks', projectId] }),
    queryClient.invalidateQueries({ queryKey: ['projects'] }),
  ]);

export async function createTask(project: number, body: Given<'createTask'>): Promise<string> {
  const path = { project_id: project };
  const { task_id } = await told(api.POST('/api/v2/projects/{project_id}/tasks/', { params: { path }, body }));
  await again(project);
  return task_id;
}

export async function updateTask(place: TaskPlace, body: Given<'updateTask'>): Promise<void> {
  const params = { path: pathOf(place) };
  await told(api.PATCH('/api/v2/projects/{project_id}/tasks/{task_id}/', { params, body }));
  await again(place.project);
}

export async function deleteTask(place: TaskPlace): Promise<void> {
  await told(api.DELETE('/api/v2/projects/{project_id}/tasks/{task_id}/', { params: { path: pathOf(place) } }));
  queryClient.removeQueries({ queryKey: keyOf(place) });
  await again(place.project);
}

export async function addNote(place: TaskPlace, text: string): Promise<void> {
  const params = { path: pathOf(place) };
  await told(api.POST('/api/v2/projects/{project_id}/tasks/{task_id}/notes/', { params, body: { text } }));
  await again(place.project);
}

export async function deleteNote(place: TaskPlace, id: number): Promise<void> {
  const path = { ...pathOf(place), note_id: id };
  await told(api.DELETE('/api/v2/projects/{project_id}/tasks/{task_id}/notes/{note_id}/', { params: { path } }));
  await again(place.project);
}

/** Whether it belongs to the project from now on. */
export async function acceptUpdate(place: TaskPlace, accepted: boolean): Promise<void> {
  const params = { path: pathOf(place) };
  await told(api.PUT('/api/v2/projects/{project_id}/task-updates/{task_id}/', { params, body: { accepted } }));
  await again(place.project);
}

export async function acceptUpdates(project: number): Promise<void> {
  await told(api.POST('/api/v2/projects/{project_id}/task-updates/', { params: { path: { project_id: project } } }));
  await again(project);
}

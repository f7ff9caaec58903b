/** Trackers in the box, and tasks to try them with. */
import { queryOptions } from '@tanstack/react-query';
import { welcomeTexts } from '../texts/shell.ts';
import { api, told } from './client.ts';
import { createProject } from './projects.ts';

export const sample = queryOptions({
  queryKey: ['sample'],
  queryFn: () => told(api.GET('/api/v2/sample/')),
  staleTime: Infinity,
});

/** Answers the id of the new project. Its application is another one each time, so that its name is free. */
export async function makeSampleProject(tasks: string): Promise<number> {
  const { unit, application, project: name, description } = welcomeTexts.names;
  const fresh = `${application} ${Date.now().toString(36)}`;
  const project_id = await createProject({ unit, application: fresh, name, description });
  const body = { format: 'csv' as const, content: tasks };
  await told(api.POST('/api/v2/projects/{project_id}/imports/', { params: { path: { project_id } }, body }));
  return project_id;
}

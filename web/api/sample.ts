/** Trackers in the box, and tasks to try them with. */
import { queryOptions } from '@tanstack/react-query';
import { welcomeTexts } from '../texts/shell.ts';
import { api, told } from './client.ts';
import { queryClient } from './query-client.ts';

export const sample = queryOptions({
  queryKey: ['sample'],
  queryFn: () => told(api.GET('/api/v2/sample/')),
  staleTime: Infinity,
});

const { names } = welcomeTexts;

/** Answers the id of the new project. Its name is free each time. */
export async function makeSampleProject(tasks: string): Promise<number> {
  const mark = Date.now().toString(36);
  const unit = await told(api.POST('/api/v2/business-units/', { body: { name: `${names.unit} ${mark}` } }));
  const application = await told(
    api.POST('/api/v2/applications/', { body: { name: names.application, business_unit: unit.id } }),
  );
  const project = await told(
    api.POST('/api/v2/projects/', { body: { name: names.project, application: application.id } }),
  );
  const path = { project_id: project.id };
  const body = { format: 'csv' as const, content: tasks };
  await told(api.POST('/api/v2/projects/{project_id}/imports/', { params: { path }, body }));
  await queryClient.invalidateQueries({ queryKey: ['projects'] });
  return project.id;
}

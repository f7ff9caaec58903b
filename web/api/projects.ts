/** Projects, and the tree above them. */
import { queryOptions } from '@tanstack/react-query';
import { api, told } from './client.ts';
import { queryClient } from './query-client.ts';

export const projects = queryOptions({
  queryKey: ['projects'],
  queryFn: () => told(api.GET('/api/v2/projects/', { params: { query: { include: 'incomplete_tasks' } } })),
});

export const applications = queryOptions({
  queryKey: ['projects', 'applications'],
  queryFn: () => told(api.GET('/api/v2/applications/', { params: { query: { expand: 'business_unit' } } })),
});

export const businessUnits = queryOptions({
  queryKey: ['projects', 'units'],
  queryFn: () => told(api.GET('/api/v2/business-units/')),
});

const again = () => queryClient.invalidateQueries({ queryKey: ['projects'] });

interface NewProject {
  readonly unit: string;
  readonly application: string;
  readonly name: string;
  readonly description: string;
}

const called =
  (name: string) =>
  (one: { readonly name: string }): boolean =>
    one.name.toLowerCase() === name.toLowerCase();

/** Makes the business unit and the application as well, unless they are there. Answers the project's id. */
export async function createProject({ unit, application, name, description }: NewProject): Promise<number> {
  const units = (await queryClient.fetchQuery(businessUnits)).results;
  const { id: business_unit } =
    units.find(called(unit)) ?? (await told(api.POST('/api/v2/business-units/', { body: { name: unit } })));
  const { results } = await told(api.GET('/api/v2/applications/', { params: { query: { business_unit } } }));
  const above =
    results.find(called(application)) ??
    (await told(api.POST('/api/v2/applications/', { body: { name: application, business_unit } })));
  const body = { name, description, application: above.id };
  const { id } = await told(api.POST('/api/v2/projects/', { body }));
  await again();
  return id;
}

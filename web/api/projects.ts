/** Projects, and the tree above them. */
import { queryOptions } from '@tanstack/react-query';
import { api, told } from './client.ts';
import { queryClient } from './query-client.ts';
import type { Answer, Given, Row } from './types.ts';

/** Without what is always null. */
type Present<T> = Omit<T, 'profile' | 'risk_policy'>;

export type Project = Present<Answer<'getProject'>>;
export type ListedProject = Present<Row<'listProjects'>>;
export type Application = Row<'listApplications'>;

export const projects = queryOptions({
  queryKey: ['projects'],
  queryFn: () => told(api.GET('/api/v2/projects/', { params: { query: { include: 'incomplete_tasks' } } })),
});

/** With what the reader may do in it. */
export const project = (id: number) =>
  queryOptions({
    queryKey: ['projects', id],
    queryFn: () =>
      told(api.GET('/api/v2/projects/{id}/', { params: { path: { id }, query: { include: 'operations' } } })),
  });

export const applications = queryOptions({
  queryKey: ['projects', 'applications'],
  queryFn: () => told(api.GET('/api/v2/applications/', { params: { query: { expand: 'business_unit' } } })),
});

export const businessUnits = queryOptions({
  queryKey: ['projects', 'units'],
  queryFn: () => told(api.GET('/api/v2/business-units/')),
});

export const projectConnections = (id: number) =>
  queryOptions({
    queryKey: ['connections', 'of-project', id],
    queryFn: () =>
      told(api.GET('/api/v2/connections/issue-tracker/', { params: { query: { project: id, include: 'state' } } })),
  });

type Slugs = Readonly<Record<'unit' | 'application' | 'project', string>>;

/** Slugs are unique below each other only. null: there is none there. */
export async function projectAt({ unit, application, project: slug }: Slugs): Promise<number | null> {
  const { results } = await told(api.GET('/api/v2/projects/', { params: { query: { slug } } }));
  const wanted = `/bunits/${unit}/${application}/${slug}`;
  return results.find(({ url }) => new URL(url).pathname.endsWith(wanted))?.id ?? null;
}

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

export async function updateProject(id: number, body: Given<'updateProject'>): Promise<void> {
  await told(api.PATCH('/api/v2/projects/{id}/', { params: { path: { id } }, body }));
  await again();
}

export async function deleteProject(id: number): Promise<void> {
  await told(api.DELETE('/api/v2/projects/{id}/', { params: { path: { id } } }));
  queryClient.removeQueries({ queryKey: ['projects', id] });
  await again();
}

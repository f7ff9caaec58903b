/** A project on the wire. */
import Type, { type Static } from 'typebox';
import type { ParentProject } from '../store/project-details.ts';
import type { Project } from '../store/projects.ts';
import { AttributesGiven, AttributesShape } from './custom-attributes.ts';
import { NAMES } from './listing.ts';
import { operationsIn, type Caller } from './permissions.ts';
import { permissionsEverywhere } from './permissions-everywhere.ts';
import { Id, Nullable, Text, Time } from './shapes.ts';

const person = {
  id: Type.Integer(),
  email: Type.String(),
  first_name: Type.String(),
  last_name: Type.String(),
  is_active: Type.Boolean(),
};

const Parent = Type.Object({
  id: Type.Integer(),
  slug: Type.String(),
  name: Type.String(),
  url: Type.String(),
  archived: Type.Boolean(),
});

const Count = Type.Object({ total: Type.Integer(), complete: Type.Integer(), slug: Type.String() });
const Incomplete = Type.Object({ high: Type.Integer(), medium: Type.Integer(), low: Type.Integer() });

export const ProjectShape = Type.Object({
  id: Type.Integer(),
  slug: Type.String(),
  url: Type.String({ description: 'Where a person reads it' }),
  application: Type.Integer(),
  profile: Type.Null({ description: 'There are no profiles' }),
  name: Type.String(),
  description: Type.String(),
  tags: Type.Array(Type.String()),
  archived: Type.Boolean(),
  locked: Type.Boolean({
    description: 'Its details and its list of tasks do not change; statuses, notes and syncs go on',
  }),
  locked_on: Nullable(Type.String({ format: 'date-time' })),
  locked_by: Nullable(Type.Integer(), 'The user'),
  parent: Nullable(Parent, 'The project above it; null also when you do not see that one'),
  custom_attributes: AttributesShape,
  risk_policy: Type.Null({ description: 'There are no risk policies' }),
  creator: Nullable(Type.Union([Type.Integer(), Type.Object(person)]), 'Its id; with `expand=creator` an object'),
  created: Time('When it was made'),
  updated: Time('When it was last changed'),
  permissions: Type.Optional(
    Type.Array(Type.String(), { description: 'With `include=permissions`: what you may do in it' }),
  ),
  operations: Type.Optional(
    Type.Array(Type.String(), {
      description: 'With `include=operations`: by their `operationId`, what you may do in it as it is now',
    }),
  ),
  members: Type.Optional(
    Type.Array(Type.Object({ ...person, role: Type.String() }), { description: 'With `include=members`' }),
  ),
  task_counts: Type.Optional(
    Type.Record(Type.String(), Count, { description: 'With `include=task_counts`: by the name of the phase' }),
  ),
  incomplete_tasks: Type.Optional(
    Type.Object(Incomplete.properties, {
      description: 'With `include=incomplete_tasks`: by priority; high is 7 and more, low 3 and less',
    }),
  ),
});

const optional = {
  description: Type.Optional(Type.String({ maxLength: 10_000 })),
  tags: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 100 })),
  custom_attributes: AttributesGiven,
  parent: Type.Optional(
    Type.Union([Id('The project above it'), Type.Object({ id: Id('Its id') }), Type.Null()], {
      description: 'The id of the project above it, or an object with that id; null: none',
    }),
  ),
  locked: Type.Optional(Type.Boolean({ description: 'See `locked` of the answer' })),
  archived: Type.Optional(Type.Boolean()),
  profile: Type.Optional(Nullable(Type.Unknown(), 'There are no profiles: null')),
  risk_policy: Type.Optional(Nullable(Type.Unknown(), 'There are no risk policies: null')),
};

export const ProjectBody = Type.Object({
  name: Text(200, 'Unique in its application'),
  application: Id('Its application'),
  ...optional,
});
export type ProjectBody = Static<typeof ProjectBody>;

export const ProjectChange = Type.Partial(ProjectBody);
export type ProjectChange = Static<typeof ProjectChange>;

export const PROJECT_SHOWING = { include: NAMES, expand: NAMES };

interface Showing {
  readonly caller: Caller;
  readonly include: ReadonlySet<string>;
  readonly expand: ReadonlySet<string>;
}

type Address = Pick<ParentProject, 'business_unit_slug' | 'application_slug' | 'slug'>;

export function projectToWire(baseUrl: string, { caller, include, expand }: Showing) {
  const urlOf = (one: Address): string =>
    `${baseUrl}/bunits/${one.business_unit_slug}/${one.application_slug}/${one.slug}`;
  const parentOf = (parent: ParentProject): Static<typeof Parent> => {
    const { id, slug, name, archived } = parent;
    return { id, slug, name, url: urlOf(parent), archived };
  };
  const allowed = ({ permissions = [], locked }: Project) => ({
    ...(include.has('permissions')
      ? { permissions: [...new Set([...permissions, ...permissionsEverywhere(caller)])] }
      : {}),
    ...(include.has('operations') ? { operations: operationsIn(caller, { permissions, locked }) } : {}),
  });
  return (row: Project): Static<typeof ProjectShape> => ({
    id: row.id,
    slug: row.slug,
    url: urlOf(row),
    application: row.application_id,
    profile: null,
    name: row.name,
    description: row.description,
    tags: row.tags,
    archived: row.archived,
    locked: row.locked,
    locked_on: row.locked_on?.toISOString() ?? null,
    locked_by: row.locked_by,
    parent: row.parent === null ? null : parentOf(row.parent),
    custom_attributes: row.custom_attributes,
    risk_policy: null,
    creator: expand.has('creator') ? row.creator : row.creator_id,
    created: row.created.toISOString(),
    updated: row.updated.toISOString(),
    ...allowed(row),
    ...(row.members === undefined ? {} : { members: [...row.members] }),
    ...(row.task_counts === undefined ? {} : { task_counts: row.task_counts }),
    ...(row.incomplete_tasks === undefined ? {} : { incomplete_tasks: row.incomplete_tasks }),
  });
}

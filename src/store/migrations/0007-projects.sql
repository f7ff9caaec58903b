-- What is said of projects and applications beside their names: values by slug, for macros; locks; the project above.
alter table applications add column custom_attributes jsonb not null default '{}';
alter table projects
  add column custom_attributes jsonb not null default '{}',
  add column parent_id integer references projects (id) on delete set null,
  add column locked_on timestamptz,
  add column locked_by integer references users (id),
  add column locked boolean not null generated always as (locked_on is not null) stored;
create index projects_parent on projects (parent_id) where parent_id is not null;

update project_roles set permissions = permissions || array['lock_project_survey']
  where id = 'PR1' and not 'lock_project_survey' = any (permissions);

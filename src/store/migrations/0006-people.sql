-- Roles of one's own, groups, and what people want to hear of.
create sequence role_numbers start 6;
create sequence project_role_numbers start 5;
create sequence group_numbers;

-- is_default: comes with the program and stays as it is.
alter table roles
  alter column id set default 'UR' || nextval('role_numbers'),
  add column is_default boolean not null default false;
alter table project_roles
  alter column id set default 'PR' || nextval('project_role_numbers'),
  add column is_default boolean not null default false;
update roles set is_default = true;
update project_roles set is_default = true;

alter table users
  add column notify_on_job_failed boolean not null default false,
  add column notify_on_task_status_changed boolean not null default false,
  add column notify_on_task_note_added boolean not null default false;

-- A group gives its members the permissions of its role beside those of their own.
create table groups (
  id text primary key default 'G' || nextval('group_numbers'),
  name text not null unique,
  description text not null default '',
  role_id text not null references roles (id),
  created timestamptz not null,
  updated timestamptz not null
);

create table group_members (
  group_id text not null references groups (id) on delete cascade,
  user_id integer not null references users (id) on delete cascade,
  primary key (group_id, user_id)
);
create index group_members_user on group_members (user_id);

-- What people have asked for one item of a connection, until a run has done it: `leave` it without an issue, `link` the
-- issue they name, `take` one side of a conflict in a field.
create table wishes (
  connection_id integer not null references connections (id) on delete cascade,
  task_id text not null,
  kind text not null check (kind in ('leave', 'link', 'take')),
  -- of `take`; '' for the others
  field text not null default '',
  value jsonb not null,
  user_id integer references users (id),
  created timestamptz not null,
  primary key (connection_id, task_id, kind, field)
);

-- A person took the issue from the task: the marker in it is not looked for any more.
alter table links add column unlinked boolean not null default false;

-- rules: per field, the side that wins its conflicts. paused_at: no automatic runs until a person goes on.
alter table connections add column rules jsonb not null default '{}';
alter table connections add column paused_at timestamptz;
alter table connections add column paused_by integer references users (id);

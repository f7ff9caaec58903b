-- Imports show how far they are while they run, and stay in the history when they fail.
alter table imports
  add column state text not null default 'done' check (state in ('running', 'done', 'failed')),
  add column received integer not null default 0,
  add column message text not null default '',
  add column updated timestamptz;
update imports set updated = created;
alter table imports alter column updated set not null;

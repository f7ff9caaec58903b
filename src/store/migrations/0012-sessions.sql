-- Log-ins by password. hash: of the cookie's id, as with tokens; whoever reads the database cannot use it.
create table sessions (
  hash text primary key,
  user_id integer not null references users (id) on delete cascade,
  created timestamptz not null,
  -- the last request, to the minute
  used timestamptz not null
);
create index sessions_user on sessions (user_id);
create index sessions_created on sessions (created);

-- Activities are the audit log, too: from where, about what, and what it was before and is after, secrets masked.
alter table activities
  add column address text,
  add column object_type text,
  add column object_id text,
  add column before jsonb,
  add column after jsonb;
create index activities_object on activities (object_type, object_id, id);
-- Finished syncs go earlier than what people did.
create index activities_sync on activities (date) where kind = 'sync';

-- A tracker may say at an address with a secret in it that something changed (src/store/hints.ts). hint_hash: of that secret,
-- null where there is none. hinted_at, hints: what came there. hint_due: a sync is asked for then; null when nothing is owed.
alter table connections add column hint_hash text unique;
alter table connections add column hinted_at timestamptz;
alter table connections add column hints integer not null default 0;
alter table connections add column hint_due timestamptz;
create index connections_hinted on connections (hint_due) where hint_due is not null;

-- source: the report that speaks for a task; finding: what it said of it last.
alter table tasks add column source text;
alter table tasks add column finding text check (finding in ('present', 'gone', 'suppressed'));

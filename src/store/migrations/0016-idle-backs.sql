-- How often in a row a job went back to the queue without having carried anything out.
alter table jobs add column idle_backs integer not null default 0;

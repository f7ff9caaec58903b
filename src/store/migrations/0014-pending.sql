-- What a write to the issue was about to make agreed; null once its end is remembered.
alter table links add column pending jsonb;

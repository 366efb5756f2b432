-- Signs out of events that were there before signs were kept (health/past_job.c): how far the log was read, once.
create table health_past (
    id INTEGER primary key,     -- 1
    seq INTEGER not null,       -- everything up to it is read
    until INTEGER not null,     -- what came later was followed as it came
    done_at INTEGER
) STRICT;
insert into job_schedule (kind, slot_at) values ('health past', 0); -- as soon as a server runs

-- Milliseconds that an order is put off by, where no day was named.
alter table health_sign add column delay INTEGER;

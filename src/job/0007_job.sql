-- Work that is done later. `claim` names the server and the attempt that has it; `beat` grows as long as that server
-- works on it.
create table job (
    id INTEGER primary key,
    kind TEXT not null,
    key TEXT not null,
    argument TEXT not null,
    status TEXT not null,
    due_at INTEGER not null,
    attempts INTEGER not null,
    claim TEXT not null,
    beat INTEGER not null,
    cancel INTEGER not null,
    done INTEGER not null,
    total INTEGER not null,
    result TEXT not null,
    error TEXT not null,
    queued_at INTEGER not null,
    started_at INTEGER,
    ended_at INTEGER
) STRICT;
create index job_waiting on job (due_at, id) where status = 'queued';
create index job_running on job (id) where status = 'running';
create unique index job_key on job (kind, key) where key <> '' and status in ('queued', 'running');
create index job_ended on job (ended_at) where ended_at is not null;

-- The last multiple of its period for which each kind that comes back was queued.
create table job_schedule (
    kind TEXT primary key,
    slot_at INTEGER not null
) STRICT;

-- name: next_id
select coalesce(max(id), 0) + 1 from job;

-- name: insert
insert into job (id, kind, key, argument, status, due_at, attempts, claim, beat, cancel, done, total, result, error,
    queued_at)
values ($1, $2, $3, $4, 'queued', $5, 0, '', 0, 0, 0, 0, '{}', '', $6);

-- name: of_key
select id from job where kind = $1 and key = $2 and key <> '' and status in ('queued', 'running');

-- name: due
select id, kind, argument, attempts,
    (select count(*) from job as other where other.status = 'running' and other.kind = job.kind)
from job where status = 'queued' and due_at <= $1 order by due_at, id limit 100
{skip locked};

-- name: waits
select id from job where status = 'queued' and due_at <= $1 order by due_at, id limit 1;

-- name: claim
update job set status = 'running', attempts = attempts + 1, claim = $2, beat = beat + 1, started_at = $3, cancel = 0
where id = $1 and status = 'queued';

-- name: beat
update job set beat = beat + 1, done = $3, total = $4 where id = $1 and claim = $2 and status = 'running';

-- name: cancel_asked
select cancel from job where id = $1 and claim = $2 and status = 'running';

-- name: finish
update job set status = $3, result = $4, error = $5, done = $6, total = $7, ended_at = $8, claim = ''
where id = $1 and claim = $2 and status = 'running';

-- name: put_back
update job set status = 'queued', due_at = $3, error = $4, claim = ''
where id = $1 and claim = $2 and status = 'running';

-- name: running
select id, kind, claim, beat, attempts, cancel from job where status = 'running' order by id;

-- name: cancel_queued
update job set status = 'cancelled', ended_at = $2 where id = $1 and status = 'queued';

-- name: cancel_running
update job set cancel = 1 where id = $1 and status = 'running';

-- name: get
select id, kind, status, done, total, result, error, attempts, queued_at, started_at, ended_at, due_at from job
where id = $1;

-- name: list
select id, kind, status, done, total, result, error, attempts, queued_at, started_at, ended_at, due_at from job
where id < $1 order by id desc limit $2;

-- name: list_asked
select id, kind, status, done, total, result, error, attempts, queued_at, started_at, ended_at, due_at from job
where id < $1 and (status in ('running', 'failed') or $3 not like '%,' || kind || ',%') order by id desc limit $2;

-- name: forget
delete from job where ended_at < $1 and id < (select max(id) from job);

-- name: count
select status, count(*) from job where status in ('queued', 'running') group by status;

-- name: slot
select slot_at from job_schedule where kind = $1;

-- name: set_slot
insert into job_schedule (kind, slot_at) values ($1, $2) on conflict (kind) do update set slot_at = excluded.slot_at;

-- name: next_id
select coalesce(max(id), 0) + 1 from import;

-- name: insert
insert into import (id, kind, name, digest, file, bytes, options, dry_run, status, job, made_by, made_at, rows, units,
    counts, rejects)
values ($1, $2, $3, $4, $5, $6, $7, $8, 'queued', $9, $10, $11, $12, 0, '{}', 0);

-- name: get
select id, kind, name, digest, file, bytes, options, dry_run,
    case when ended_at is null then coalesce((select status from job where id = import.job), status) else status end,
    job, made_by, made_at, ended_at, rows, units, counts, rejects
from import where id = $1;

-- name: list
select id, kind, name, digest, file, bytes, options, dry_run,
    case when ended_at is null then coalesce((select status from job where id = import.job), status) else status end,
    job, made_by, made_at, ended_at, rows, units, counts, rejects
from import where id < $1 order by id desc limit $2;

-- name: same_file
select id, made_at, status from import
where digest = $1 and kind = $2 and dry_run = 0 and status <> 'undone' and status <> 'failed' order by id desc limit 1;

-- name: advance
update import set status = 'running', units = $3 where id = $1 and units = $2;

-- name: take_up
update import set job = $2, ended_at = null, status = 'undoing' where id = $1;

-- name: end
update import set status = $2, ended_at = $3, file = '' where id = $1;

-- name: set_progress
update import set counts = $2, rejects = $3 where id = $1;

-- name: batch_insert
insert into import_batch (import, first_seq, last_seq) values ($1, $2, $3);

-- name: batch_extend
update import_batch set last_seq = $3 where import = $1 and last_seq = $2 - 1;

-- name: last_batch
select first_seq, last_seq from import_batch where import = $1 order by first_seq desc limit 1;

-- name: batch_delete
delete from import_batch where import = $1 and first_seq = $2 and $3 < $2;

-- name: batch_shorten
update import_batch set last_seq = $3 where import = $1 and first_seq = $2;

-- name: thing
select import, digest from import_thing where kind = $1 and key = $2 order by import;

-- name: thing_put
insert into import_thing (kind, key, import, digest) values ($1, $2, $3, $4)
on conflict (kind, key, import) do update set digest = excluded.digest;

-- name: customer_put
insert into import_customer (customer, import) values ($1, $2) on conflict do nothing;

-- name: of_customer
select import.id, import.kind, import.name, import.made_at from import_customer
join import on import.id = import_customer.import
where import_customer.customer = $1 order by import.id desc limit 100;

-- name: customers
select customer from import_customer where import = $1 order by customer limit $2;

-- name: customer_delete
delete from import_customer where customer = $1 and import = $2;

-- name: later
select later.import from import_thing as own
join import_thing as later on later.kind = own.kind and later.key = own.key and later.import > own.import
where own.import = $1 limit 1;

-- name: things_delete
delete from import_thing where kind = $1 and import = $2 and key >= $3 and ($4 = 1 or key < $5);

-- name: customer_erase
delete from import_customer where customer = $1;

-- name: reject_put
insert into import_reject (import, number, line, field, code, value, record, at) values ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: rejects
select number, line, field, code, value, record from import_reject
where import = $1 and number > $2 order by number limit $3;

-- name: rejects_clear
delete from import_reject where import = $1;

-- name: rejects_expire
delete from import_reject where (import, number) in (
    select import, number from import_reject where at < $1 order by import, number limit $2);

-- name: end_lost
update import set ended_at = $1, status = coalesce((select status from job where id = import.job), 'failed')
where ended_at is null and not exists (select 1 from job where id = import.job and status in ('queued', 'running'));

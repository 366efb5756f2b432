-- name: periods
select class, days from retention_period;

-- name: period_set
insert into retention_period (class, days, changed_at, changed_by) values ($1, $2, $3, $4)
on conflict (class) do update set days = excluded.days, changed_at = excluded.changed_at,
    changed_by = excluded.changed_by;

-- name: run_next
select coalesce(max(id), 0) + 1 from retention_run;

-- name: run_add
insert into retention_run (id, at, finished_at, counts) values ($1, $2, $3, $4);

-- name: run_last
select at, finished_at, counts from retention_run order by id desc limit 1;

-- name: events_due
select seq, class, at from event where seq > $1 and at < $2 order by seq limit 2000;

-- name: events_count
select class, count(*) from event where at < $1 group by class;

-- name: traces_left
select count(*) from erasure where state = 2;

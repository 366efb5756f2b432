-- name: get
select id, opened_at, closed_at, lessons, carried, version from cycle where id = $1;

-- name: open
select id, opened_at, closed_at, lessons, carried, version from cycle where closed_at is null order by id desc limit 1;

-- name: list
select id, opened_at, closed_at, lessons, carried, version from cycle where id < $1 order by id desc limit $2;

-- name: last
select coalesce(max(id), 0) from cycle;

-- name: insert
insert into cycle (id, opened_at, closed_at, lessons, carried, version) values ($1, $2, null, '', $3, 1);

-- name: carried
update cycle set carried = $2 where id = $1;

-- name: close
update cycle set closed_at = $3, lessons = $2, version = version + 1 where id = $1;

-- name: actions
select (select count(*) from initiative where status = 'draft'),
    (select count(*) from initiative where status = 'pilot'),
    (select count(*) from initiative where status = 'active'),
    (select count(*) from experiment where status = 1),
    (select count(*) from experiment where status = 2);

-- name: marks
select step, note, done_at from method_step where cycle = $1;

-- name: mark
insert into method_step (cycle, step, note, done_by, done_at) values ($1, $2, $3, $4, $5)
on conflict (cycle, step) do update set note = excluded.note, done_by = excluded.done_by, done_at = excluded.done_at;

-- name: unmark
delete from method_step where cycle = $1 and step = $2;

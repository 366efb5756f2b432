-- name: of_metric
select id, metric, value, source, day, made_by, made_at from benchmark
where metric = $1 order by day desc, id desc limit 1;

-- name: one
select id, metric, value, source, day, made_by, made_at from benchmark where id = $1;

-- name: page
select id, metric, value, source, day, made_by, made_at from benchmark where id < $1 order by id desc limit $2;

-- name: last
select coalesce(max(id), 0) from benchmark;

-- name: put
insert into benchmark (id, metric, value, source, day, made_by, made_at) values ($1, $2, $3, $4, $5, $6, $7)
on conflict (id) do update set metric = excluded.metric, value = excluded.value, source = excluded.source,
day = excluded.day, made_by = excluded.made_by, made_at = excluded.made_at;

-- name: remove
delete from benchmark where id = $1;

-- name: headline
select metric from headline order by place;

-- name: clear_headline
delete from headline;

-- name: put_headline
insert into headline (place, metric) values ($1, $2);

-- name: subscribed
select 1 from subscription limit 1;

-- name: page
select id, name, question, made_by, made_at, version from funnel where id < $1 order by id desc limit $2;

-- name: one
select id, name, question, made_by, made_at, version from funnel where id = $1;

-- name: last
select coalesce(max(id), 0) from funnel;

-- name: put
insert into funnel (id, name, question, made_by, made_at, version) values ($1, $2, $3, $4, $5, $6)
on conflict (id) do update set name = excluded.name, question = excluded.question, made_by = excluded.made_by,
made_at = excluded.made_at, version = excluded.version;

-- name: remove
delete from funnel where id = $1;

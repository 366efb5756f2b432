-- name: page
select id, name, question, made_by, made_at from funnel where id < $1 order by id desc limit $2;

-- name: one
select id, name, question, made_by, made_at from funnel where id = $1;

-- name: last
select coalesce(max(id), 0) from funnel;

-- name: add
insert into funnel (id, name, question, made_by, made_at) values ($1, $2, $3, $4, $5);

-- name: remove
delete from funnel where id = $1;

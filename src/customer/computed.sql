-- name: list
select id, name, event, measure, property, window_days, made_by, made_at from computed_trait order by id;

-- name: insert
insert into computed_trait (id, name, event, measure, property, window_days, made_by, made_at)
values ((select coalesce(max(id), 0) + 1 from computed_trait), $1, $2, $3, $4, $5, $6, $7);

-- name: remove
delete from computed_trait where id = $1;

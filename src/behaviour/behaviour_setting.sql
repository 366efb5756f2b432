-- name: list
select name, value from behaviour_setting order by name;

-- name: put
insert into behaviour_setting (name, value) values ($1, $2)
on conflict (name) do update set value = excluded.value;

-- name: remove
delete from behaviour_setting where name = $1;

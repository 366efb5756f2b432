-- name: touch
insert into health_touched (id, customer, at)
values ((select coalesce(max(other.id), 0) + 1 from health_touched as other), $1, $2);

-- name: touched
select id, customer from health_touched order by id limit $1;

-- name: untouch
delete from health_touched where id <= $1;

-- name: any
select count(*) from (select id from health_touched limit 1) as first;

-- name: export
select at from health_touched where customer = $1;

-- name: erase
delete from health_touched where customer = $1;

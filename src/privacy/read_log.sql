-- name: last
select coalesce(max(id), 0) from personal_read;

-- name: add
insert into personal_read (id, at, actor_kind, actor, route, customer, customers, count)
values ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: by_actor
select id, at, actor_kind, actor, route, customer, customers, count from personal_read
where actor_kind = $1 and actor = $2 and at >= $3 and at < $4 and (at, id) < ($5, $6)
order by at desc, id desc limit $7;

-- name: by_time
select id, at, actor_kind, actor, route, customer, customers, count from personal_read
where at >= $1 and at < $2 and (at, id) < ($3, $4)
order by at desc, id desc limit $5;

-- name: forget
delete from personal_read where id in (select id from personal_read where at < $1 order by at limit $2);

-- name: export
select at, route, case actor_kind when 1 then 'staff' when 2 then 'key' when 3 then 'program' else 'link' end
from personal_read where customer = $1 order by at, id;

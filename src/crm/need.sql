-- name: insert
insert into need (id, customer, kind, tag, label, origin, detail, event, made_by, source, at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- What staff wrote beside it, once its event is in the log.
-- name: by_staff
update need set origin = $3, detail = $4, made_by = $5 where customer = $1 and event = $2;

-- name: of_event
select id from need where customer = $1 and event = $2 order by id limit 1;

-- name: undo
delete from need where customer = $1 and event = $2;

-- name: remove
delete from need where id = $1;

-- name: one
select id, customer, kind, label, origin, detail, event, made_by, at from need where id = $1;

-- name: of_customer
select id, customer, kind, label, origin, detail, event, made_by, at from need
where customer = $1 and id < $2 order by id desc limit $3;

-- name: count
select count(*) from need where customer = $1;

-- name: ranking
select tag, min(label), count(*), max(at) from need where kind = $1 and at >= $2
group by tag order by count(*) desc, tag limit $3;

-- name: customers
select distinct customer from need where kind = $1 and tag = $2 and at >= $3 order by customer limit 100000;

-- name: export
select kind, label, origin, detail, at from need where customer = $1 order by id;

-- name: erase
delete from need where customer = $1;

-- name: expire
delete from need where id in (select id from need where at < $1 order by at limit $2);

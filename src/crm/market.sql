-- name: insert
insert into competitor (id, name, folded, text, made_by, made_at) values ($1, $2, $3, $4, $5, $6);

-- name: by_folded
select id from competitor where folded = $1;

-- name: folded
select folded from competitor where id = $1;

-- name: remove
delete from competitor where id = $1;

-- name: one
select id, name, text, made_by, made_at,
       (select count(*) from customer_exit where customer_exit.competitor = competitor.folded)
from competitor where id = $1;

-- name: page
select id, name, text, made_by, made_at,
       (select count(*) from customer_exit where customer_exit.competitor = competitor.folded)
from competitor where id < $1 order by id desc limit $2;

-- name: offers
select id, name, text, launched_day, made_by, made_at from competitor_offer where competitor = $1
order by launched_day desc, id desc limit 200;

-- name: offer
select id, competitor, name from competitor_offer where id = $1;

-- name: insert_offer
insert into competitor_offer (id, competitor, name, text, launched_day, made_by, made_at)
values ($1, $2, $3, $4, $5, $6, $7);

-- name: remove_offer
delete from competitor_offer where id = $1;

-- name: exits_since
select count(*) from customer_exit where competitor = $1 and at >= $2;

-- name: insert_exit
insert into customer_exit (id, customer, competitor, reason, detail, at, event, made_by, source)
values ($1, $2, $3, $4, '', $5, $6, 0, $7);

-- What staff wrote beside it, once its event is in the log.
-- name: by_staff
update customer_exit set detail = $3, made_by = $4 where customer = $1 and event = $2;

-- name: exit_of_event
select id from customer_exit where customer = $1 and event = $2;

-- name: exit
select id, customer, competitor, reason, detail, at, event, made_by from customer_exit where id = $1;

-- name: exits_of_customer
select id, customer, competitor, reason, detail, at, event, made_by from customer_exit
where customer = $1 and id < $2 order by id desc limit $3;

-- name: exits_of_competitor
select id, customer, competitor, reason, detail, at, event, made_by from customer_exit
where id < $1 and competitor = $3 order by id desc limit $2;

-- name: remove_exit
delete from customer_exit where id = $1;

-- name: export
select competitor, reason, detail, at from customer_exit where customer = $1 order by id;

-- name: erase
delete from customer_exit where customer = $1;

-- name: undo
delete from customer_exit where customer = $1 and event = $2;

-- name: exits_between
select id, customer, competitor, reason, at from customer_exit where at >= $1 and at < $2 order by at, id;

-- name: first_exit
select min(at) from customer_exit;

-- What was said as a reason, and whether a competitor was named.
-- name: said
select reason, case when competitor is null then 0 else 1 end, count(*) from customer_exit
group by reason, case when competitor is null then 0 else 1 end;

-- name: named
select competitor, count(*) from customer_exit where competitor is not null
group by competitor order by count(*) desc, competitor limit 50;

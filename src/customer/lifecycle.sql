-- name: setting
select version, window_days, loyal_purchases, ambassador_score from lifecycle_setting where id = 1;

-- name: change_setting
update lifecycle_setting set version = version + 1, window_days = $1, loyal_purchases = $2, ambassador_score = $3
where id = 1;

-- name: standing
select stage, since, inactive_since, purchases, last_at, value_minor, check_at from customer_standing
where customer = $1;

-- name: keep
insert into customer_standing (customer, stage, since, inactive_since, purchases, last_at, value_minor, check_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (customer) do update set stage = excluded.stage, since = excluded.since,
inactive_since = excluded.inactive_since, purchases = excluded.purchases, last_at = excluded.last_at,
value_minor = excluded.value_minor, check_at = excluded.check_at;

-- name: keep_due
insert into customer_standing (customer, stage, since, inactive_since, purchases, last_at, value_minor, check_at)
values ($1, $2, 0, null, 0, 0, null, $3)
on conflict (customer) do update set check_at = excluded.check_at;

-- name: drop
delete from customer_standing where customer = $1;

-- name: due
select customer from customer_standing where check_at <= $1 order by check_at limit $2;

-- name: of_stage
select customer, last_at from customer_standing
where stage = $1 and (last_at, customer) < ($2, $3) order by last_at desc, customer desc limit $4;

-- name: by_last
select customer, last_at from customer_standing
where (last_at, customer) < ($1, $2) order by last_at desc, customer desc limit $3;

-- name: prospects
select customer.id from customer left join customer_standing on customer_standing.customer = customer.id
where customer.id > $1 and customer.id <= $2
and (customer_standing.customer is null or customer_standing.stage = 0) order by customer.id limit $3;

-- name: buyers
select customer, purchases, last_at, value_minor from customer_standing
where customer > $1 and purchases > 0 order by customer limit $2;

-- name: answer
select score, at, event from customer_answer where customer = $1;

-- name: keep_answer
insert into customer_answer (customer, score, at, event) values ($1, $2, $3, $4)
on conflict (customer) do update set score = excluded.score, at = excluded.at, event = excluded.event
where customer_answer.at <= excluded.at;

-- name: cuts
select name, value, at from customer_cut;

-- name: keep_cut
insert into customer_cut (name, value, at) values ($1, $2, $3)
on conflict (name) do update set value = excluded.value, at = excluded.at;

-- name: personal_standing
select stage, since, inactive_since, purchases, last_at from customer_standing where customer = $1;

-- name: personal_answer
select score, at, event from customer_answer where customer = $1;

-- name: personal_tickets
select number, at from customer_ticket where customer = $1 order by at, number;

-- name: erase_answer
delete from customer_answer where customer = $1;

-- name: erase_tickets
delete from customer_ticket where customer = $1;

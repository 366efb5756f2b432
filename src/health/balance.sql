-- Offers, and what is not said to be anything else.
-- name: since
select customer, count(*) from health_sign
where kind = $1 and at > $2 and at <= $3 and (flag is null or flag = 1) group by customer;

-- name: last
select at, flag from health_sign where customer = $1 and kind = $2 and at <= $3 order by at desc, event desc limit $4;

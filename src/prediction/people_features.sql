-- name: promotions
select customer, at, case when coupon <> '' or promotion <> '' or discount_minor > 0 then 1 else 0 end
from customer_order where status in (2, 3) and (flags & $1) = 0;

-- name: traits
select name, type, count(*), count(distinct value) from trait where type in (1, 2, 3)
group by name, type order by name, count(*) desc, type;

-- name: first_contract
select min(started_at) from subscription where started_at is not null;

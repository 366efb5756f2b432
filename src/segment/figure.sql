-- name: standings
select customer, stage, purchases, last_at, value_minor from customer_standing;

-- name: answers
select customer, score, at from customer_answer order by at, event;

-- name: promotions
select customer, case when coupon <> '' or promotion <> '' or discount_minor > 0 then 1 else 0 end
from customer_order where status in (2, 3) and (flags & $1) = 0;

-- name: contracts
select customer, status, price_micros, amount_micros from subscription where status in (2, 3, 4, 5, 6);

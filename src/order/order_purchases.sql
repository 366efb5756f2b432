-- name: orders
select completed, at, number, status, currency, total_minor, flags from customer_order
where customer = $1 and completed > 0 and status <> 5 order by at limit $2;

-- name: refunds
select order_refund.seq, order_refund.at, customer_order.number, order_refund.currency, order_refund.counted_minor,
       customer_order.flags
from customer_order join order_refund on order_refund.customer_order = customer_order.id
where customer_order.customer = $1 and customer_order.completed > 0 and customer_order.status <> 5
order by order_refund.at limit $2;

-- name: lone_refunds
select seq, at, currency, counted_minor from order_refund
where customer = $1 and customer_order = 0 order by at limit $2;

-- name: rate
select day, rate from currency_rate where base = $1 and currency = $2 and day <= $3 order by day desc limit 1;

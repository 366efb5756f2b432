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

-- name: numbers_among
select number, customer, at from customer_order where number in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
    $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46,
    $47, $48, $49, $50)
limit $51;

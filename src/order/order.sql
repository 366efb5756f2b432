-- name: by_number
select id, number, customer, at, completed, completed_at, stated, stated_at, cancelled, cancelled_at, status, flags,
       source, currency, total_minor, subtotal_minor, tax_minor, shipping_minor, discount_minor, cost_minor,
       margin_minor, refunded_minor, coupon, promotion
from customer_order where number = $1;

-- name: get
select id, number, customer, at, completed, completed_at, stated, stated_at, cancelled, cancelled_at, status, flags,
       source, currency, total_minor, subtotal_minor, tax_minor, shipping_minor, discount_minor, cost_minor,
       margin_minor, refunded_minor, coupon, promotion
from customer_order where id = $1;

-- name: insert
insert into customer_order (id, number, customer, at, completed, completed_at, stated, stated_at, cancelled,
    cancelled_at, status, flags, source, currency, total_minor, subtotal_minor, tax_minor, shipping_minor,
    discount_minor, cost_minor, margin_minor, refunded_minor, coupon, promotion)
values ((select coalesce(max(id), 0) + 1 from customer_order), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
    $14, $15, $16, $17, $18, $19, $20, $21, $22, $23);

-- name: update
update customer_order set customer = $2, at = $3, completed = $4, completed_at = $5, stated = $6, stated_at = $7,
    cancelled = $8, cancelled_at = $9, status = $10, flags = $11, source = $12, currency = $13, total_minor = $14,
    subtotal_minor = $15, tax_minor = $16, shipping_minor = $17, discount_minor = $18, cost_minor = $19,
    margin_minor = $20, refunded_minor = $21, coupon = $22, promotion = $23
where id = $1;

-- name: of_everybody
select id, number, customer, at, completed, completed_at, stated, stated_at, cancelled, cancelled_at, status, flags,
       source, currency, total_minor, subtotal_minor, tax_minor, shipping_minor, discount_minor, cost_minor,
       margin_minor, refunded_minor, coupon, promotion
from customer_order
where at >= $1 and at <= $2 and (at < $2 or id < $3) and (status = $4 or ($4 = 0 and completed + stated + cancelled > 0))
order by at desc, id desc limit $5;

-- name: of_customer
select id, number, customer, at, completed, completed_at, stated, stated_at, cancelled, cancelled_at, status, flags,
       source, currency, total_minor, subtotal_minor, tax_minor, shipping_minor, discount_minor, cost_minor,
       margin_minor, refunded_minor, coupon, promotion
from customer_order
where customer = $6 and at >= $1 and at <= $2 and (at < $2 or id < $3) and (status = $4 or ($4 = 0 and completed + stated + cancelled > 0))
order by at desc, id desc limit $5;

-- name: count_of_customer
select count(*) from customer_order where customer = $1 and completed + stated + cancelled > 0;

-- name: later_of_customer
select count(*) from customer_order where customer = $1 and at >= $2 and completed > 0;

-- name: numbers
select id, number, customer, at from customer_order where number >= $1 and number < $2 order by number limit $3;

-- name: statement_add
insert into order_statement (customer_order, seq) values ($1, $2);

-- name: statements
select seq from order_statement where customer_order = $1 order by seq limit $2;

-- name: statement_count
select count(*) from order_statement where customer_order = $1;

-- name: refund_add
insert into order_refund (seq, customer_order, customer, at, refund_id, kind, currency, stated_minor, counted_minor)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: refunds
select seq, customer_order, customer, at, refund_id, kind, currency, stated_minor, counted_minor
from order_refund where customer_order = $1 order by at, seq limit $2;

-- name: refund_count
update order_refund set counted_minor = $2 where seq = $1;

-- name: refund_number
select count(*) from order_refund where customer_order = $1;

-- name: unnumbered
select id from customer_order where number is null and completed = $1;

-- name: delete
delete from customer_order where id = $1;

-- name: delete_statements
delete from order_statement where customer_order = $1;

-- name: delete_refunds
delete from order_refund where customer_order = $1;

-- name: delete_refund
delete from order_refund where seq = $1;

-- name: forget_of_carts
update cart set customer_order = 0, ordered_at = 0, recovered = 0 where customer_order = $1;

-- name: personal
select number, at, status, currency, total_minor, refunded_minor, coupon, promotion, source
from customer_order where customer = $1 order by at, id;

-- name: erase
delete from customer_order where customer = $1;

-- name: erase_statements
delete from order_statement where customer_order in (select id from customer_order where customer = $1);

-- name: personal_refunds
select seq, at, currency, counted_minor from order_refund where customer = $1 order by at, seq;

-- name: erase_refunds
delete from order_refund where customer = $1;

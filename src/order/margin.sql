-- name: orders
select id, at, currency, total_minor, tax_minor, shipping_minor, cost_minor, margin_minor, flags, customer
from customer_order
where completed > 0 and status <> 5 and id > $1 and (margin_minor is not null or cost_minor is not null)
order by id limit $2;

-- name: refunds
select r.customer_order, r.at, r.currency, r.counted_minor, o.currency, o.total_minor, o.tax_minor, o.shipping_minor,
       o.cost_minor, o.margin_minor, o.flags, r.seq, o.customer
from order_refund r join customer_order o on o.id = r.customer_order
where r.counted_minor > 0 and o.completed > 0 and o.status <> 5
  and (o.margin_minor is not null or o.cost_minor is not null)
order by r.customer_order, r.at, r.seq;

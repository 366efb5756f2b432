-- name: between
select customer, at, currency, total_minor, refunded_minor, discount_minor, cost_minor from customer_order
where at >= $1 and at < $2 and status in (2, 3, 4) and (flags & $3) = 0 and total_minor > 0;

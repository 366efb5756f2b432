-- name: of_customer
select id, customer, cart_id, opened, opened_at, changed, changed_at, stated, quantity, customer_order, ordered_at,
       recovered, source
from cart where customer = $1 order by changed_at desc, id desc limit $2;

-- name: current
select id, customer, cart_id, opened, opened_at, changed, changed_at, stated, quantity, customer_order, ordered_at,
       recovered, source
from cart where customer = $1 and cart_id = $2 and ordered_at = 0 order by id desc limit 1;

-- name: insert
insert into cart (id, customer, cart_id, opened, opened_at, changed, changed_at, stated, quantity, customer_order,
    ordered_at, recovered, source)
values ((select coalesce(max(id), 0) + 1 from cart), $1, $2, $3, $4, $3, $4, $5, $6, 0, 0, 0, $7);

-- name: change
update cart set changed = $2, changed_at = {greatest}(changed_at, $3), opened_at = {least}(opened_at, $3), stated = $4,
    quantity = $5
where id = $1;

-- name: order
update cart set customer_order = $3, ordered_at = $4, recovered = case when $4 - changed_at >= $5 then 1 else 0 end
where customer = $1 and ordered_at = 0 and changed_at <= $4 and (cart_id = '' or cart_id = $2);

-- name: list
select id, customer, cart_id, opened, opened_at, changed, changed_at, stated, quantity, customer_order, ordered_at,
       recovered, source
from cart
where changed_at >= $1 and changed_at <= $2 and (changed_at < $2 or id < $3) and ordered_at = 0 and quantity > 0
order by changed_at desc, id desc limit $4;

-- name: personal
select cart_id, opened_at, changed_at, quantity, ordered_at, source from cart where customer = $1 order by id;

-- name: erase
delete from cart where customer = $1;

-- name: expire
delete from cart where id in (select id from cart where changed_at < $1 order by changed_at, id limit $2);

-- name: open_count
select count(*) from cart where customer = $1 and ordered_at = 0;

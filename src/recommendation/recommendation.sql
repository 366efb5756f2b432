-- name: orders
select customer_order.customer, customer_order.at, customer_order.id, event.body, customer_order.coupon,
    customer_order.promotion, customer_order.discount_minor, customer_order.total_minor, customer_order.currency
from customer_order join event on event.seq = customer_order.stated
where customer_order.status in (2, 3) and (customer_order.flags & $1) = 0 and customer_order.at <= $2;

-- name: orders_of
select customer_order.customer, customer_order.at, customer_order.id, event.body, customer_order.coupon,
    customer_order.promotion, customer_order.discount_minor, customer_order.total_minor, customer_order.currency
from customer_order join event on event.seq = customer_order.stated
where customer_order.customer = $1 and customer_order.status in (2, 3) and (customer_order.flags & $2) = 0 and customer_order.at <= $3;

-- Views ($1) are wanted from $6 on only.
-- name: events
select customer, at, class, body from event
where class in ($1, $2, $3) and (flags & $4) = 0 and at <= $5 and (class <> $1 or at > $6);

-- name: settings
select horizon_days, version from recommendation_setting where id = 1;

-- name: settings_put
update recommendation_setting set horizon_days = $1, version = version + 1 where id = 1;

-- name: product_rules
select product, consumable, excluded, out_of_stock from product_rule order by product;

-- name: product_rule_put
insert into product_rule (product, consumable, excluded, out_of_stock) values ($1, $2, $3, $4)
on conflict (product) do update set consumable = excluded.consumable, excluded = excluded.excluded,
    out_of_stock = excluded.out_of_stock;

-- name: product_rule_remove
delete from product_rule where product = $1;

-- name: model_last
select coalesce(max(version), 0) from recommendation_model;

-- name: model_insert
insert into recommendation_model (version, trained_at, as_of, took_ms, learned, report, content)
values ($1, $2, $3, $4, $5, $6, $7);

-- name: model_forget
update recommendation_model set content = null where version < $1 and content is not null;

-- name: model_newest
select version, trained_at, as_of, took_ms, learned, report from recommendation_model order by version desc limit 1;

-- name: model_content
select version, content from recommendation_model where content is not null order by version desc limit 1;

-- name: opportunity_last
select coalesce(max(id), 0) from opportunity;

-- name: opportunity_of
select id from opportunity where a = $1 and b = $2;

-- name: opportunity_put
insert into opportunity (id, a, b, position, customers, listed, report) values ($1, $2, $3, $4, $5, $6, $7)
on conflict (a, b) do update set position = excluded.position, customers = excluded.customers,
    listed = excluded.listed, report = excluded.report;

-- name: opportunity_unplace
update opportunity set position = 0, customers = 0, listed = 0 where position > 0;

-- name: opportunity_customers_unplaced
delete from opportunity_customer where opportunity in (select id from opportunity where position = 0);

-- name: opportunity_page
select id, position, customers, listed, report from opportunity where position > $1 order by position limit $2;

-- name: opportunity_one
select id, position, customers, listed, report, b from opportunity where id = $1;

-- name: opportunity_customers_clear
delete from opportunity_customer where opportunity = $1;

-- name: opportunity_customer_add
insert into opportunity_customer (opportunity, position, customer, probability) values ($1, $2, $3, $4);

-- name: opportunity_customers
select position, customer, probability from opportunity_customer
where opportunity = $1 and position > $2 order by position limit $3;

-- name: opportunity_customer_personal
select opportunity.a, opportunity.b, opportunity_customer.probability
from opportunity_customer join opportunity on opportunity.id = opportunity_customer.opportunity
where opportunity_customer.customer = $1 order by opportunity.id;

-- name: opportunity_customer_erase
delete from opportunity_customer where customer = $1;

-- name: summary_put
insert into preference_summary (customer, at, summary) values ($1, $2, $3)
on conflict (customer) do update set at = excluded.at, summary = excluded.summary;

-- name: summary_of
select at from preference_summary where customer = $1;

-- name: summary_personal
select at, summary from preference_summary where customer = $1;

-- name: summary_erase
delete from preference_summary where customer = $1;

-- name: summary_count
select count(*) from preference_summary;

-- name: summary_drop_older
delete from preference_summary where at < $1;

-- name: summary_run_put
insert into preference_run (at, took_ms, customers, with_history, left_out, missing) values ($1, $2, $3, $4, $5, $6)
on conflict (at) do nothing;

-- name: summary_run_last
select at, took_ms, customers, with_history, left_out, missing from preference_run order by at desc limit 1;

-- name: get
select id, reference, customer, status, plan, currency, price_micros, quantity, amount_micros, discount_micros,
    discount_ppm, cycle_unit, cycle_count, started_at, trial_end, period_end, cancel_at, cancelled_at, scheduled, reason,
    reason_kind, last_at, last_word, last_mark, events
from subscription where id = $1;

-- name: by_reference
select id, reference, customer, status, plan, currency, price_micros, quantity, amount_micros, discount_micros,
    discount_ppm, cycle_unit, cycle_count, started_at, trial_end, period_end, cancel_at, cancelled_at, scheduled, reason,
    reason_kind, last_at, last_word, last_mark, events
from subscription where reference = $1;

-- name: list
select id, reference, customer, status, plan, currency, price_micros, quantity, amount_micros, discount_micros,
    discount_ppm, cycle_unit, cycle_count, started_at, trial_end, period_end, cancel_at, cancelled_at, scheduled, reason,
    reason_kind, last_at, last_word, last_mark, events
from subscription
where id > $1 and status > 0 and ($2 = '' or plan = $2)
    and ($3 = 0 or $3 = case when cancel_at is not null and cancel_at <= $4 then 7 else status end)
order by id limit $5;

-- name: of_customer
select id, reference, customer, status, plan, currency, price_micros, quantity, amount_micros, discount_micros,
    discount_ppm, cycle_unit, cycle_count, started_at, trial_end, period_end, cancel_at, cancelled_at, scheduled, reason,
    reason_kind, last_at, last_word, last_mark, events
from subscription where customer = $1 and status > 0 order by id;

-- name: insert
insert into subscription (id, reference, customer, status, plan, currency, cycle_unit, cycle_count, scheduled, reason,
    reason_kind, last_at, last_word, last_mark, events)
values ((select coalesce(max(id), 0) + 1 from subscription), $1, $2, 0, '', '', 2, 0, 0, '', 0, 0, 0, 0, 0);

-- name: update
update subscription set customer = $2, status = $3, plan = $4, currency = $5, price_micros = $6, quantity = $7,
    amount_micros = $8, discount_micros = $9, discount_ppm = $10, cycle_unit = $11, cycle_count = $12, started_at = $13,
    trial_end = $14, period_end = $15, cancel_at = $16, cancelled_at = $17, scheduled = $18, reason = $19,
    reason_kind = $20, last_at = $21, last_word = $22, last_mark = $23, events = $24
where id = $1;

-- name: delete_one
delete from subscription where id = $1;

-- name: event_insert
insert into subscription_event (event, subscription, customer, at, word, mark, taken_back, status, plan, currency,
    price_micros, quantity, amount_micros, discount_micros, discount_ppm, cycle_unit, cycle_count, trial_end, period_end,
    cancel_at, reason, reason_kind)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22);

-- name: event_delete
delete from subscription_event where event = $1;

-- name: event_owner
select subscription from subscription_event where event = $1;

-- name: events
select subscription, event, customer, at, word, mark, taken_back, status, plan, currency, price_micros, quantity,
    amount_micros, discount_micros, discount_ppm, cycle_unit, cycle_count, trial_end, period_end, cancel_at, reason,
    reason_kind
from subscription_event where subscription = $1 order by at, word, mark, event;

-- name: events_before
select subscription, event, customer, at, word, mark, taken_back, status, plan, currency, price_micros, quantity,
    amount_micros, discount_micros, discount_ppm, cycle_unit, cycle_count, trial_end, period_end, cancel_at, reason,
    reason_kind
from subscription_event where at < $1 order by subscription, at, word, mark, event;

-- name: events_of_customer_before
select subscription, event, customer, at, word, mark, taken_back, status, plan, currency, price_micros, quantity,
    amount_micros, discount_micros, discount_ppm, cycle_unit, cycle_count, trial_end, period_end, cancel_at, reason,
    reason_kind
from subscription_event where at < $1 and subscription in (select id from subscription where customer = $2)
order by subscription, at, word, mark, event;

-- name: personal
select reference, status, plan, currency, cast(amount_micros as text), cast(price_micros as text), quantity, started_at,
    trial_end, period_end, cancel_at, cancelled_at, reason
from subscription where customer = $1 order by id;

-- name: personal_events
select word, at, plan, currency, cast(amount_micros as text), cast(price_micros as text), quantity, cancel_at, reason
from subscription_event where customer = $1 order by at, event;

-- name: erase
delete from subscription where customer = $1;

-- name: erase_events
delete from subscription_event
where customer = $1 or subscription in (select id from subscription where customer = $1);

-- name: expire
delete from subscription where id in (
    select id from subscription where status = 7 and cancelled_at < $1 order by cancelled_at, id limit $2
);

-- name: expire_events
delete from subscription_event where event in (
    select subscription_event.event
    from subscription_event join subscription on subscription.id = subscription_event.subscription
    where subscription.status = 7 and subscription.cancelled_at < $1
    order by subscription.cancelled_at, subscription_event.event limit $2
);

-- name: contracts
select status, started_at, trial_end, cancel_at, cancelled_at, last_at, price_micros, amount_micros from subscription
where customer = $1 and status > 0 order by id limit $2;

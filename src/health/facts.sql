-- name: orders
select customer, at, case when coupon <> '' or promotion <> '' or discount_minor > 0 then 1 else 0 end,
    discount_minor, total_minor
from customer_order where status in (2, 3) and (flags & $1) = 0;

-- name: orders_of
select customer, at, case when coupon <> '' or promotion <> '' or discount_minor > 0 then 1 else 0 end,
    discount_minor, total_minor
from customer_order where status in (2, 3) and (flags & $1) = 0 and customer = $2;

-- name: answers
select customer, kind, score_milli, scale_low, scale_high, counted_at from survey_answer
where counted_at is not null order by counted_at, event;

-- name: answers_of
select customer, kind, score_milli, scale_low, scale_high, counted_at from survey_answer
where counted_at is not null and customer = $1 order by counted_at, event;

-- name: verbatims
select customer, kind, mood, at from survey_verbatim as said
where mood <> 2 and (reference is null
    or not exists (select 1 from survey_answer where survey_answer.reference = said.reference));

-- name: verbatims_of
select customer, kind, mood, at from survey_verbatim as said
where customer = $1 and mood <> 2 and (reference is null
    or not exists (select 1 from survey_answer where survey_answer.reference = said.reference));

-- name: tickets
select customer, opened_at, solved_at from ticket where opened_at is not null;

-- name: tickets_of
select customer, opened_at, solved_at from ticket where opened_at is not null and customer = $1;

-- name: promises
select customer, broken_at from promise where broken_at is not null;

-- name: promises_of
select customer, broken_at from promise where broken_at is not null and customer = $1;

-- name: signs
select customer, kind, at, flag from health_sign where kind in (1, 4, 6);

-- name: signs_of
select customer, kind, at, flag from health_sign where kind in (1, 4, 6) and customer = $1;

-- name: last
select coalesce(max(id), 0) from next_choice;

-- name: insert
insert into next_choice (id, customer, action, chance, options, stratum, probability, remaining_minor, cost_minor,
    arm, week, made_by, made_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- What was used of budget and capacity in a week; who was treated in the control group of a trial cost nothing.
-- name: spent
select coalesce(action, 0), count(*), cast(sum(cost_minor) as bigint) from next_choice
where week = $1 and action is not null and (arm is null or arm = 1)
group by coalesce(action, 0);

-- name: of_customer
select id, action, chance, arm, week, made_by, made_at from next_choice where customer = $1 order by id desc limit 100;

-- By messages (e-mail, text, post, push: 1, 2, 4, 5), and otherwise.
-- name: contacts
select next_choice.customer, count(case when next_action.channel in (1, 2, 4, 5) then 1 end),
    count(case when next_action.channel in (1, 2, 4, 5) then null else 1 end)
from next_choice left join next_action on next_action.id = next_choice.action
where next_choice.made_at > $1 and next_choice.action is not null and (next_choice.arm is null or next_choice.arm = 1)
group by next_choice.customer;

-- name: logged
select customer, coalesce(action, 0), chance, options, stratum, cost_minor, coalesce(arm, 1), made_at
from next_choice where made_at <= $1 order by id;

-- name: export
select coalesce(nullif(next_action.label, ''), next_action.key), next_choice.probability, next_choice.made_at from next_choice
left join next_action on next_action.id = next_choice.action
where next_choice.customer = $1 order by next_choice.id;

-- name: erase
delete from next_choice where customer = $1;

-- name: expire
delete from next_choice where id in (select id from next_choice where made_at < $1 order by made_at limit $2);

-- name: of_week
select customer from next_choice where week = $1;

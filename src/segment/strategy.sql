-- name: one
select segment.id, segment.key, segment.name, objective, offers, channels, agents, response_minutes, budget_minor,
       currency, priority, changed_by, segment_strategy.changed_at, segment_strategy.version
from segment_strategy join segment on segment.id = segment_strategy.segment where segment.id = $1;

-- name: list
select segment.id, segment.key, segment.name, objective, offers, channels, agents, response_minutes, budget_minor,
       currency, priority, changed_by, segment_strategy.changed_at, segment_strategy.version
from segment_strategy join segment on segment.id = segment_strategy.segment order by priority, segment.id limit $1;

-- name: of_person
select segment.id, segment.key, segment.name, objective, offers, channels, agents, response_minutes, budget_minor,
       currency, priority, changed_by, segment_strategy.changed_at, segment_strategy.version
from segment_member join segment_strategy on segment_strategy.segment = segment_member.segment
join segment on segment.id = segment_strategy.segment
where segment_member.customer = $1 order by priority, segment.id limit $2;

-- name: put
insert into segment_strategy (segment, objective, offers, channels, agents, response_minutes, budget_minor, currency,
    priority, changed_by, changed_at, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1)
on conflict (segment) do update set objective = excluded.objective, offers = excluded.offers,
    channels = excluded.channels, agents = excluded.agents, response_minutes = excluded.response_minutes,
    budget_minor = excluded.budget_minor, currency = excluded.currency, priority = excluded.priority,
    changed_by = excluded.changed_by, changed_at = excluded.changed_at, version = segment_strategy.version + 1;

-- name: remove
delete from segment_strategy where segment = $1;

-- name: own
select key, family, name, use_when, prerequisites, kpi, aims, pillars, conditions, skills, cost, effort, integration,
       scalability, integrated, effect_low, effect_high, source, changed_by, changed_at, version
from lever_own order by key limit $1;

-- name: put
insert into lever_own (key, family, name, use_when, prerequisites, kpi, aims, pillars, conditions, skills, cost, effort,
       integration, scalability, integrated, effect_low, effect_high, source, changed_by, changed_at, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, 1)
on conflict (key) do update set family = excluded.family, name = excluded.name, use_when = excluded.use_when,
    prerequisites = excluded.prerequisites, kpi = excluded.kpi, aims = excluded.aims, pillars = excluded.pillars,
    conditions = excluded.conditions, skills = excluded.skills, cost = excluded.cost, effort = excluded.effort,
    integration = excluded.integration, scalability = excluded.scalability, integrated = excluded.integrated,
    effect_low = excluded.effect_low, effect_high = excluded.effect_high, source = excluded.source,
    changed_by = excluded.changed_by, changed_at = excluded.changed_at, version = lever_own.version + 1;

-- name: remove
delete from lever_own where key = $1;

-- name: choices
select segment, aim, levers, changed_by, changed_at from lever_choice order by segment, aim limit $1;

-- name: choice
select levers from lever_choice where segment = $1 and aim = $2;

-- name: put_choice
insert into lever_choice (segment, aim, levers, changed_by, changed_at) values ($1, $2, $3, $4, $5)
on conflict (segment, aim) do update set levers = excluded.levers, changed_by = excluded.changed_by,
    changed_at = excluded.changed_at;

-- name: remove_choice
delete from lever_choice where segment = $1 and aim = $2;

-- name: get
select g.id, g.name, g.metric, g.segment, g.period, g.target, g.from_day, g.deadline, g.owner, g.reason, g.finding,
       g.justification, g.status, g.cycle, g.baseline_value, g.baseline_low, g.baseline_high, g.baseline_n,
       g.activated_at, g.ended_at, g.outcome, g.state, g.told, g.judged_at, g.failure, g.made_by, g.made_at, g.version,
       coalesce(s.name, ''), coalesce(s.email, ''), coalesce(s.locale, '')
from goal g left join staff_person s on s.id = g.owner
where g.id = $1;

-- name: list
select g.id, g.name, g.metric, g.segment, g.period, g.target, g.from_day, g.deadline, g.owner, g.reason, g.finding,
       g.justification, g.status, g.cycle, g.baseline_value, g.baseline_low, g.baseline_high, g.baseline_n,
       g.activated_at, g.ended_at, g.outcome, g.state, g.told, g.judged_at, g.failure, g.made_by, g.made_at, g.version,
       coalesce(s.name, ''), coalesce(s.email, ''), coalesce(s.locale, '')
from goal g left join staff_person s on s.id = g.owner
where g.id < $1 and ($2 = '' or g.status = $2) and (cast($3 as bigint) = 0 or g.cycle = $3)
order by g.id desc limit $4;

-- name: active
select id from goal where status = 'active' and id > $1 order by id limit $2;

-- name: last
select coalesce(max(id), 0), count(*) from goal;

-- name: insert
insert into goal (id, name, metric, segment, period, target, from_day, deadline, owner, reason, finding, justification,
    status, cycle, baseline_value, baseline_low, baseline_high, baseline_n, activated_at, ended_at, outcome, state,
    told, judged_at, failure, made_by, made_at, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
    $25, $26, $27, 1);

-- name: update
update goal set name = $2, metric = $3, segment = $4, period = $5, target = $6, from_day = $7, deadline = $8,
    owner = $9, reason = $10, finding = $11, justification = $12, status = $13, cycle = $14, baseline_value = $15,
    baseline_low = $16, baseline_high = $17, baseline_n = $18, activated_at = $19, ended_at = $20, outcome = $21,
    state = $22, told = $23, judged_at = $24, failure = $25, version = version + 1
where id = $1;

-- name: judged
update goal set state = $2, told = $3, judged_at = $4, failure = $5, status = $6, ended_at = $7 where id = $1;

-- name: delete
delete from goal where id = $1;

-- name: carry
update goal set cycle = $2, version = version + 1 where cycle = $1 and status in ('active', 'draft');

-- name: day_put
insert into goal_day (goal, day, period_day, value, low, high, n, expected, state, probability)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict (goal, day) do update set period_day = excluded.period_day, value = excluded.value, low = excluded.low,
    high = excluded.high, n = excluded.n, expected = excluded.expected, state = excluded.state,
    probability = excluded.probability;

-- name: days
select day, period_day, value, low, high, n, expected, state, probability from goal_day
where goal = $1 and day > $2 order by day limit $3;

-- name: day_last
select day, period_day, value, low, high, n, expected, state, probability from goal_day
where goal = $1 order by day desc limit 1;

-- name: counts
select status, state, count(*) from goal where cycle = $1 group by status, state;

-- name: owner
select name, email from staff_person where id = $1;

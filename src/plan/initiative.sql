-- name: all
select id, name, text, template, type, lever, aim, goal, segment, owner, project, budget_planned, budget_actual,
       effort_planned, effort_actual, starts, ends, kpi, conditions, pillars, skills, systems, practices, cause,
       pilot_share, pilot_criterion, pilot_result, pilot_low, pilot_high, experiment, status, made_by, made_at,
       version
from initiative order by id desc limit $1;

-- name: one
select id, name, text, template, type, lever, aim, goal, segment, owner, project, budget_planned, budget_actual,
       effort_planned, effort_actual, starts, ends, kpi, conditions, pillars, skills, systems, practices, cause,
       pilot_share, pilot_criterion, pilot_result, pilot_low, pilot_high, experiment, status, made_by, made_at,
       version
from initiative where id = $1;

-- Of status $3, type $4, segment $5 and aim $6 ('*': any).
-- name: page
select id, name, text, template, type, lever, aim, goal, segment, owner, project, budget_planned, budget_actual,
       effort_planned, effort_actual, starts, ends, kpi, conditions, pillars, skills, systems, practices, cause,
       pilot_share, pilot_criterion, pilot_result, pilot_low, pilot_high, experiment, status, made_by, made_at,
       version
from initiative
where id < $1 and ($3 = '*' or status = $3) and ($4 = '*' or type = $4) and ($5 = '*' or segment = $5)
    and ($6 = '*' or aim = $6)
order by id desc limit $2;

-- name: put
insert into initiative (id, name, text, template, type, lever, aim, goal, segment, owner, project, budget_planned,
       budget_actual,
       effort_planned, effort_actual, starts, ends, kpi, conditions, pillars, skills, systems, practices, cause,
       pilot_share, pilot_criterion, pilot_result, pilot_low, pilot_high, experiment, status, made_by, made_at,
       version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
$23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, 1)
on conflict (id) do update set
    name = excluded.name,
    text = excluded.text,
    template = excluded.template,
    type = excluded.type,
    lever = excluded.lever,
    aim = excluded.aim,
    goal = excluded.goal,
    segment = excluded.segment,
    owner = excluded.owner,
    project = excluded.project,
    budget_planned = excluded.budget_planned,
    budget_actual = excluded.budget_actual,
    effort_planned = excluded.effort_planned,
    effort_actual = excluded.effort_actual,
    starts = excluded.starts,
    ends = excluded.ends,
    kpi = excluded.kpi,
    conditions = excluded.conditions,
    pillars = excluded.pillars,
    skills = excluded.skills,
    systems = excluded.systems,
    practices = excluded.practices,
    cause = excluded.cause,
    pilot_share = excluded.pilot_share,
    pilot_criterion = excluded.pilot_criterion,
    pilot_result = excluded.pilot_result,
    pilot_low = excluded.pilot_low,
    pilot_high = excluded.pilot_high,
    experiment = excluded.experiment,
    status = excluded.status,
    version = initiative.version + 1;

-- name: remove
delete from initiative where id = $1;

-- name: staff_names
select id, name, email from staff_person;

-- name: task_counts
select project, count(*), sum(case when status = 2 then 1 else 0 end) from task where project is not null
group by project;

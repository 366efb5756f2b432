-- name: last
select coalesce(max(id), 0) from experiment;

-- name: insert
insert into experiment (id, key, name, hypothesis, segment, outcome, event, follow_days, criterion, status, decision,
    lesson, made_by, made_at, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, '', $10, $11, 1);

-- name: insert_arm
insert into experiment_arm (experiment, position, key, name, share) values ($1, $2, $3, $4, $5);

-- name: one
select id, key, name, hypothesis, segment, outcome, event, follow_days, criterion, status, started_at, stopped_at,
    decision, lesson, made_by, made_at, version
from experiment where id = $1;

-- name: by_key
select id from experiment where key = $1;

-- name: page
select id, key, name, hypothesis, segment, outcome, event, follow_days, criterion, status, started_at, stopped_at,
    decision, lesson, made_by, made_at, version
from experiment where id < $1 order by id desc limit $2;

-- name: arms
select key, name, share from experiment_arm where experiment = $1 order by position;

-- name: update
update experiment set name = $2, hypothesis = $3, segment = $4, outcome = $5, event = $6, follow_days = $7,
    criterion = $8, status = $9, started_at = $10, stopped_at = $11, decision = $12, lesson = $13, version = version + 1
where id = $1;

-- name: remove
delete from experiment where id = $1;

-- name: remove_arms
delete from experiment_arm where experiment = $1;

-- name: exposure
select position, at from experiment_exposure where experiment = $1 and customer = $2;

-- name: expose
insert into experiment_exposure (experiment, customer, position, at, event) values ($1, $2, $3, $4, $5)
on conflict (experiment, customer) do nothing;

-- name: unexpose
delete from experiment_exposure where customer = $1 and event = $2;

-- name: exposures
select customer, position, at from experiment_exposure where experiment = $1 order by customer;

-- name: exposure_page
select customer, position, at from experiment_exposure where experiment = $1 and customer > $2 order by customer
limit $3;

-- name: exposure_count
select position, count(*) from experiment_exposure where experiment = $1 group by position;

-- name: personal
select experiment.key, experiment_arm.key, experiment_exposure.at
from experiment_exposure
join experiment on experiment.id = experiment_exposure.experiment
join experiment_arm on experiment_arm.experiment = experiment_exposure.experiment
    and experiment_arm.position = experiment_exposure.position
where experiment_exposure.customer = $1 order by experiment_exposure.at;

-- name: erase
delete from experiment_exposure where customer = $1;

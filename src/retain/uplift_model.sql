-- name: last
select coalesce(max(id), 0) from uplift_model;

-- name: insert
insert into uplift_model (id, experiment, trained_at, status, refusal_en, refusal_fr, record)
values ($1, $2, $3, $4, $5, $6, $7);

-- The newest of each experiment.
-- name: newest
select id, experiment, trained_at, status, refusal_en, refusal_fr, record from uplift_model
where id in (select max(id) from uplift_model group by experiment) order by experiment;

-- name: versions
select id, trained_at, status, refusal_en, refusal_fr from uplift_model where experiment = $1 order by id desc
limit 50;

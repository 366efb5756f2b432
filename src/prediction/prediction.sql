-- name: next_version
select coalesce(max(version), 0) + 1, (select coalesce(max(other.id), 0) + 1 from prediction_version as other)
from prediction_version where model = $1;

-- name: add_version
insert into prediction_version (id, model, version, refused, trained_at, trained_by, as_of, window_days, chosen,
    definition, quality, report_en, report_fr, content)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- name: trained
insert into prediction_model (model, published, trained, changed_by, changed_at) values ($1, $2, $3, 0, $4)
on conflict (model) do update set trained = excluded.trained,
    published = case when excluded.published > 0 then excluded.published else prediction_model.published end,
    changed_by = 0, changed_at = excluded.changed_at;

-- name: publish
update prediction_model set published = $2, changed_by = $3, changed_at = $4 where model = $1;

-- name: state
select published, trained, changed_by, changed_at from prediction_model where model = $1;

-- name: version
select id, version, refused, trained_at, trained_by, as_of, window_days, chosen, definition, quality,
    case when $3 = 0 then report_en else report_fr end, content
from prediction_version where model = $1 and version = $2;

-- name: versions
select id, version, refused, trained_at, trained_by, as_of, window_days, chosen, quality
from prediction_version where model = $1 and version < $2 order by version desc limit $3;

-- name: settings
select name, value from prediction_setting;

-- name: set
insert into prediction_setting (name, value) values ($1, $2)
on conflict (name) do update set value = excluded.value;

-- name: last_days
select customer, churn, alive from prediction_day as one
where day = (select max(other.day) from prediction_day as other where other.customer = one.customer);

-- name: keep_day
insert into prediction_day (customer, day, churn, alive) values ($1, $2, $3, $4)
on conflict (customer, day) do update set churn = excluded.churn, alive = excluded.alive;

-- name: history
select day, churn, alive from prediction_day where customer = $1 order by day desc limit $2;

-- name: personal
select day, churn, alive from prediction_day where customer = $1 order by day;

-- name: erase
delete from prediction_day where customer = $1;

-- name: expire
delete from prediction_day where day < $1 / 86400000 and (customer, day) in
    (select customer, day from prediction_day where day < $1 / 86400000 order by day limit $2);

-- name: training
select count(*) from job where kind = $1 and key = $2 and status in ('queued', 'running');

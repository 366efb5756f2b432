-- name: make
insert into workspace (id, version, name, time_zone, currency, locale, base_url, secret)
values (1, 1, '', 'UTC', 'EUR', 'en', '', $1) on conflict (id) do nothing;

-- name: version
select version from workspace where id = 1;

-- name: load
select version, name, time_zone, currency, locale, base_url, secret, tracking_consent,
    business_model, churn_rule, window_days, churn_recognition, partial_loss
from workspace where id = 1;

-- name: change
update workspace set version = version + 1, name = $1, time_zone = $2, currency = $3, locale = $4, base_url = $5,
    tracking_consent = $6, business_model = $7, churn_rule = $8, window_days = $9,
    churn_recognition = $10, partial_loss = $11
where id = 1;

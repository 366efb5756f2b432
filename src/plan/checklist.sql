-- name: items
select key, name, text, rule, met from plan_item where list = $1 order by place;

-- name: clear
delete from plan_item where list = $1;

-- name: put
insert into plan_item (list, place, key, name, text, rule, met) values ($1, $2, $3, $4, $5, $6, $7);

-- name: setting
select budget, horizon_days, skills, systems, market_owner, market_days, market_from, version from plan_setting
where id = 1;

-- name: set
update plan_setting set budget = $1, horizon_days = $2, skills = $3, systems = $4, market_owner = $5, market_days = $6,
    version = version + 1
where id = 1;

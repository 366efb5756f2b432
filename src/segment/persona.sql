-- name: page
select id, key, name, description, needs, motivations, behaviours, channels, segment, rule, draft, proposed, fit, basis,
       made_by, made_at, changed_at, version
from persona where id > $1 order by id limit $2;

-- name: one
select id, key, name, description, needs, motivations, behaviours, channels, segment, rule, draft, proposed, fit, basis,
       made_by, made_at, changed_at, version
from persona where id = $1;

-- name: of_key
select id, key, name, description, needs, motivations, behaviours, channels, segment, rule, draft, proposed, fit, basis,
       made_by, made_at, changed_at, version
from persona where key = $1;

-- name: last
select last_id, (select count(*) from persona) from persona_number where one = 1;

-- name: number
update persona_number set last_id = $1 where one = 1;

-- name: insert
insert into persona (id, key, name, description, needs, motivations, behaviours, channels, segment, rule, draft,
    proposed, fit, basis, made_by, made_at, changed_at, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, 1);

-- name: update
update persona set name = $2, description = $3, needs = $4, motivations = $5, behaviours = $6, channels = $7,
    segment = $8, rule = $9, draft = $10, fit = $11, basis = $12, changed_at = $13, version = version + 1
where id = $1;

-- name: remove
delete from persona where id = $1;

-- name: forget_proposed
delete from persona where proposed = 1 and draft = 1 and version = 1;

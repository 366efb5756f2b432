-- name: last
select greatest_of from (
    select case when coalesce((select max(made_at) from market_note), 0) > market_from
                then (select max(made_at) from market_note) else market_from end as greatest_of
    from plan_setting where id = 1
) as looked;

-- name: begin
update plan_setting set market_from = $1 where id = 1 and market_from = 0;

-- name: reminded
select market_reminded_at from plan_setting where id = 1;

-- name: remind
update plan_setting set market_reminded_at = $1 where id = 1;

-- Of kind $3 ('*': any).
-- name: page
select id, kind, title, text, source, day, made_by, made_at from market_note
where id < $1 and ($3 = '*' or kind = $3) order by id desc limit $2;

-- name: one
select id, kind, title, text, source, day, made_by, made_at from market_note where id = $1;

-- name: put
insert into market_note (id, kind, title, text, source, day, made_by, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (id) do update set kind = excluded.kind, title = excluded.title, text = excluded.text,
    source = excluded.source, day = excluded.day;

-- name: remove
delete from market_note where id = $1;

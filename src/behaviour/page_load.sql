-- name: insert
insert into page_load (event, customer, at, class, load_ms) values ($1, $2, $3, $4, $5)
on conflict (event) do nothing;

-- name: remove
delete from page_load where event = $1;

-- name: between
select customer, at, class, load_ms from page_load where at >= $1 and at < $2;

-- name: personal
select at, event_name.name, load_ms from page_load join event_name on event_name.class = page_load.class
where customer = $1 order by event;

-- name: erase
delete from page_load where customer = $1;

-- name: expire
delete from page_load where event in (select event from page_load where at < $1 order by at limit $2);

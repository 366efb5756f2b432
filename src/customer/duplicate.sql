-- name: keys_of
select likeness from likeness_key where customer = $1 order by likeness;

-- name: has_key
select 1 from likeness_key where likeness = $1 and customer = $2;

-- name: insert_key
insert into likeness_key (likeness, customer) values ($1, $2) on conflict do nothing;

-- name: delete_keys
delete from likeness_key where customer = $1;

-- name: sharing
select customer from likeness_key where likeness = $1 and customer <> $2 order by customer limit 20;

-- name: of_pair
select id, score, status from duplicate where low = $1 and high = $2;

-- name: insert
insert into duplicate (id, low, high, score, reasons, status, found_at)
values ((select coalesce(max(id), 0) + 1 from duplicate), $1, $2, $3, $4, 0, $5);

-- name: raise
update duplicate set score = $2, reasons = $3, found_at = $4 where id = $1;

-- name: get
select id, low, high, score, reasons, status, found_at, decided_by, decided_at, edge from duplicate where id = $1;

-- name: list
select id, low, high, score, reasons, status, found_at, decided_by, decided_at, edge from duplicate
where status = $1 and (score, id) < ($2, $3) order by score desc, id desc limit $4;

-- name: of_customer
select id, low, high, score, reasons, status, found_at, decided_by, decided_at, edge from duplicate
where low = $1 and status = 0
union all
select id, low, high, score, reasons, status, found_at, decided_by, decided_at, edge from duplicate
where high = $1 and status = 0;

-- name: decide
update duplicate set status = $2, decided_by = $3, decided_at = $4, edge = $5 where id = $1;

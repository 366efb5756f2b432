-- name: customer_key
select sealed from file_key where customer = $1;

-- name: insert_key
insert into file_key (customer, sealed) values ($1, $2);

-- name: insert
insert into customer_file (id, customer, file_name, type, bytes, stored, key, added_by, source, added_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: remove
delete from customer_file where id = $1;

-- name: one
select id, customer, file_name, type, bytes, added_by, added_at from customer_file where id = $1;

-- name: sealed
select customer, stored, key from customer_file where id = $1;

-- name: of_customer
select id, customer, file_name, type, bytes, added_by, added_at from customer_file
where customer = $1 and id < $2 order by id desc limit $3;

-- name: count
select count(*) from customer_file where customer = $1;

-- name: used
select cast(coalesce((select sum(bytes) from customer_file), 0) as bigint), file_quota_bytes
from crm_state where id = 1;

-- name: set_quota
update crm_state set file_quota_bytes = $1 where id = 1;

-- name: is_stored
select 1 from customer_file where stored = $1;

-- name: export
select file_name, type, bytes, added_at from customer_file where customer = $1 order by id;

-- name: erase
delete from customer_file where customer = $1;

-- name: erase_key
delete from file_key where customer = $1;

-- name: expire
delete from customer_file where id in (select id from customer_file where added_at < $1 order by added_at limit $2);

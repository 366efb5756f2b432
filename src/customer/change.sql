-- name: insert
insert into record_change (id, customer, field, was, is_now, changed_by, source, request_id, at)
values ((select coalesce(max(id), 0) + 1 from record_change), $1, $2, $3, $4, $5, $6, $7, $8);

-- name: of_customer
select id, customer, field, was, is_now, changed_by, source, request_id, at from record_change
where customer = $1 and id < $2 order by id desc limit $3;

-- name: export
select field, was, is_now, at from record_change where customer = $1 order by id;

-- name: erase
delete from record_change where customer = $1;

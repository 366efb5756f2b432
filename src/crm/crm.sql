-- name: count_up
update crm_state set last_id = last_id + 1 where id = 1;

-- name: last
select last_id from crm_state where id = 1;

-- name: staff_by_id
select id from staff_person where id = $1;

-- name: staff_by_email
select id from staff_person where email = $1;

-- name: insert
insert into staff_person (id, email, name, role, locale, password, password_at, disabled, created_at, totp_step)
values ($1, $2, $3, $4, $5, $6, $7, 0, $8, 0)

-- name: by_id
select id, email, name, role, locale, password, disabled, created_at, signed_in_at, totp_seed, totp_step, totp_offered
from staff_person where id = $1

-- name: by_email
select id, email, name, role, locale, password, disabled, created_at, signed_in_at, totp_seed, totp_step, totp_offered
from staff_person where email = $1

-- name: page
select id, email, name, role, locale, password, disabled, created_at, signed_in_at, totp_seed, totp_step, totp_offered
from staff_person where id > $1 order by id limit $2

-- name: update
update staff_person set email = $2, name = $3, role = $4, locale = $5, disabled = $6 where id = $1

-- name: set_password
update staff_person set password = $2, password_at = $3 where id = $1

-- name: signed_in
update staff_person set signed_in_at = $2 where id = $1

-- name: totp_offer
update staff_person set totp_offered = $2 where id = $1

-- name: totp_set
update staff_person set totp_seed = $2, totp_step = $3, totp_offered = null where id = $1

-- name: totp_step
update staff_person set totp_step = $2 where id = $1 and totp_step < $2

-- name: delete
delete from staff_person where id = $1

-- name: other_administrators
select count(*) from staff_person where role = 0 and disabled = 0 and password is not null and id <> $1

-- name: recovery_insert
insert into staff_recovery_code (person_id, digest) values ($1, $2)

-- name: recovery_delete
delete from staff_recovery_code where person_id = $1

-- name: recovery_find
select case when used_at is null then 0 else 1 end from staff_recovery_code where person_id = $1 and digest = $2

-- name: recovery_use
update staff_recovery_code set used_at = $3 where person_id = $1 and digest = $2 and used_at is null

-- name: recovery_left
select count(*) from staff_recovery_code where person_id = $1 and used_at is null

-- name: set_role
update staff_role set masked = $2, second_factor = $3 where role = $1

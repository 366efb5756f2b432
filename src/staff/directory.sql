-- name: people
select id, email, name, role, locale, disabled, case when totp_seed is null then 0 else 1 end
from staff_person order by id

-- name: sessions
select id, person_id, digest, verified, created_at, seen_at, revoked_at from staff_session
where created_at > $1 order by id

-- name: roles
select role, masked, second_factor from staff_role order by role

-- name: insert
insert into staff_session (id, digest, person_id, verified, created_at, seen_at, peer, agent)
values ($1, $2, $3, $4, $5, $5, $6, $7)

-- name: by_digest
select id, person_id, verified, created_at, seen_at, revoked_at, peer, agent from staff_session where digest = $1

-- name: of_person
select id, person_id, verified, created_at, seen_at, revoked_at, peer, agent from staff_session
where person_id = $1 and verified = 1 and revoked_at is null and created_at > $2 order by id

-- name: delete
delete from staff_session where id = $1

-- name: delete_of_person
delete from staff_session where id = $1 and person_id = $2

-- name: revoke_others
update staff_session set revoked_at = $3 where person_id = $1 and id <> $2 and revoked_at is null

-- name: device_insert
insert into staff_device (digest, person_id, created_at) values ($1, $2, $3)

-- name: device_known
select 1 from staff_device where digest = $1 and person_id = $2

-- name: devices_delete
delete from staff_device where person_id = $1

-- name: link_insert
insert into staff_link (digest, purpose, person_id, expires_at) values ($1, $2, $3, $4)

-- name: link_find
select purpose, person_id from staff_link where digest = $1 and expires_at > $2

-- name: links_delete
delete from staff_link where person_id = $1

-- name: next_id
update staff_state set last_id = last_id + 1 returning last_id

-- name: version
select version from staff_state

-- name: changed
update staff_state set version = version + 1 returning version

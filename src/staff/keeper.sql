-- name: session_seen
update staff_session set seen_at = $2 where id = $1 and seen_at < $2

-- name: sessions_over
delete from staff_session where created_at < $1

-- name: links_over
delete from staff_link where expires_at < $1

-- name: devices_over
delete from staff_device where created_at < $1

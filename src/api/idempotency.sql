-- name: forget
delete from api_idempotency where created_at < $1;

-- name: find
select request_digest, answer from api_idempotency where id = $1;

-- name: add
insert into api_idempotency (id, request_digest, answer, created_at) values ($1, $2, $3, $4);

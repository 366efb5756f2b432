-- name: last
select seq, hash from audit_entry order by seq desc limit 1

-- name: insert
insert into audit_entry (seq, at, actor_kind, actor_id, actor, action, object, peer, status, request_id, hash)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

-- name: walk
select seq, at, actor_kind, actor_id, actor, action, object, peer, status, request_id, hash
from audit_entry where seq > $1 order by seq limit $2

-- name: page
select seq, at, actor_kind, actor_id, actor, action, object, peer, status, request_id, hash
from audit_entry
where seq < $1 and at >= $2 and at < $3 and ($4 = '' or actor = $4) and ($5 = '' or action = $5)
    and ($6 = '' or object = $6)
order by seq desc limit $7

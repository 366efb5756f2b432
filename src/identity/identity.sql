-- name: state
select (select coalesce(max(id), 0) from customer),
       (select coalesce(max(id), 0) from identity),
       (select coalesce(max(change), 0) from customer_merge),
       (select coalesce(max(id), 0) from customer_merge),
       (select coalesce(max(id), 0) from identity_removal),
       (select coalesce(max(id), 0) from suppression),
       (select coalesce(max(id), 0) from hidden_customer);

-- name: secret
select secret from erasure_key where id = 1;

-- name: secret_delete
delete from erasure_key;

-- name: secret_add
insert into erasure_key (id, secret) values (1, $1);

-- name: suppressions
select digest, lifted from suppression where id > $1 order by id;

-- name: suppress
insert into suppression (id, digest, lifted, erasure, changed_by, at) values ($1, $2, $3, $4, $5, $6);

-- name: suppression_erasure
select erasure from suppression where digest = $1 and lifted = 0 order by id desc limit 1;

-- name: hidden
select customer from hidden_customer where id > $1 order by id;

-- name: hide
insert into hidden_customer (id, customer, erasure, at, digest) values ($1, $2, $3, $4, $5);

-- name: hidden_by
select erasure from hidden_customer where customer = $1;

-- name: remove_all
delete from identity where customer = $1;

-- name: silence_merges
update customer_merge set reason = '' where (winner = $1 or loser = $1) and reason <> '';

-- name: find
select id, customer from identity where kind = $1 and value = $2;

-- name: has_kind
select 1 from identity where customer = $1 and kind = $2 limit 1;

-- name: insert_customer
insert into customer (id, made_at, source) values ($1, $2, $3);

-- name: insert
insert into identity (id, kind, value, shown, customer, source, at) values ($1, $2, $3, $4, $5, $6, $7);

-- name: list
select kind, value, shown, customer, source, at from identity where customer = $1 order by kind, id limit $2;

-- name: customer
select made_at, source from customer where id = $1;

-- name: remove
delete from identity where id = $1;

-- name: insert_removal
insert into identity_removal (id, kind, customer, removed_by, at) values ($1, $2, $3, $4, $5);

-- name: alias_reaches
with recursive reached (id) as (
    select cast($1 as bigint)
    union
    select identity_alias.next from identity_alias join reached on identity_alias.previous = reached.id
)
select 1 from reached where id = $2;

-- name: insert_alias
insert into identity_alias (previous, next) values ($1, $2) on conflict do nothing;

-- name: merges
select id, winner, loser from customer_merge where undone_at is null order by id;

-- name: merges_changed
select id, winner, loser, undone_at from customer_merge where change > $1 order by change;

-- name: merge
select id, kind, winner, loser, reason, source, at, undone_by, undone_at from customer_merge where id = $1;

-- name: merges_of
select id, kind, winner, loser, reason, source, at, undone_by, undone_at from customer_merge
where winner = $1 or loser = $1 order by id;

-- name: stitch_undone
select 1 from customer_merge where winner = $1 and loser = $2 and undone_at is not null limit 1;

-- name: insert_merge
insert into customer_merge (id, change, kind, winner, loser, reason, source, at)
values ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: undo_merge
update customer_merge set change = $2, undone_by = $3, undone_at = $4 where id = $1;

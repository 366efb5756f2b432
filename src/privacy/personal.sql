-- name: identities
select kind, shown, source, at from identity where customer = $1 order by kind, id;

-- name: identities_erase
delete from identity where customer = $1;

-- name: traits
select name, value, source, at from trait where customer = $1 order by name, source;

-- name: traits_erase
delete from trait where customer = $1;

-- name: trait_changes
select name, value, source, at from trait_change where customer = $1 order by id;

-- name: trait_changes_erase
delete from trait_change where customer = $1;

-- name: terms_erase
delete from customer_term where customer = $1;

-- name: likeness_erase
delete from likeness_key where customer = $1;

-- name: duplicates_erase
delete from duplicate where low = $1 or high = $1;

-- name: members
select account, role, source, at from account_member where customer = $1 order by account;

-- name: members_erase
delete from account_member where customer = $1;

-- name: versions_erase
delete from customer_version where customer = $1;

-- name: made
select made_at, source from customer where id = $1;

-- name: merges
select winner, loser, reason, at from customer_merge where winner = $1 or loser = $1 order by id;

-- name: merges_erase
update customer_merge set reason = '' where (winner = $1 or loser = $1) and reason <> '';

-- name: internal_erase
delete from traffic_internal where customer = $1;

-- name: by_group
select id from account where group_id = $1;

-- name: insert
insert into account (id, group_id, parent, source, made_at)
values ((select coalesce(max(id), 0) + 1 from account), $1, null, $2, $3);

-- name: get
select id, group_id, parent, source, made_at from account where id = $1;

-- name: list
select id, group_id, parent, source, made_at from account where id > $1 order by id limit $2;

-- name: children
select id, group_id, parent, source, made_at from account where parent = $1 order by id limit 1000;

-- name: set_parent
update account set parent = $2 where id = $1;

-- name: above
with recursive up (id) as (
    select cast($1 as bigint)
    union
    select account.parent from account join up on account.id = up.id where account.parent is not null
)
select 1 from up where id = $2;

-- name: delete_account
delete from account where id = $1;

-- name: delete_traits
delete from account_trait where account = $1;

-- name: delete_members
delete from account_member where account = $1;

-- name: traits
select name, type, value, source, changed_by, at from account_trait where account = $1 order by name;

-- name: trait_count
select count(*) from account_trait where account = $1 and name <> $2;

-- name: put_trait
insert into account_trait (account, name, type, value, source, changed_by, at) values ($1, $2, $3, $4, $5, $6, $7)
on conflict (account, name) do update set type = excluded.type, value = excluded.value, source = excluded.source,
changed_by = excluded.changed_by, at = excluded.at where account_trait.at <= excluded.at;

-- name: delete_trait
delete from account_trait where account = $1 and name = $2 and at <= $3;

-- name: join
insert into account_member (account, customer, role, source, at) values ($1, $2, $3, $4, $5)
on conflict (account, customer) do nothing;

-- name: set_role
insert into account_member (account, customer, role, source, at) values ($1, $2, $3, $4, $5)
on conflict (account, customer) do update set role = excluded.role;

-- name: leave
delete from account_member where account = $1 and customer = $2;

-- name: members
select customer, role, source, at from account_member where account = $1 and customer > $2 order by customer limit $3;

-- name: of_customer
select account_member.account, account.group_id, account_member.role, account_member.source, account_member.at
from account_member join account on account.id = account_member.account
where account_member.customer = $1 order by account_member.account;

-- name: tags
select tag.name, customer_tag.customer from customer_tag join tag on tag.id = customer_tag.tag
order by tag.name, customer_tag.customer;

-- name: accounts
select account_member.customer, account.group_id from account_member join account on account.id = account_member.account
order by account_member.at, account.id, account_member.customer;

-- name: stages
select customer, stage from customer_standing;

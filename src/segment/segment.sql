-- name: tagged
select customer_tag.customer from customer_tag join tag on tag.id = customer_tag.tag where tag.name = $1;

-- name: members
select account_member.customer from account_member join account on account.id = account_member.account
where account.group_id = $1;

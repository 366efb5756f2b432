-- name: settings
select host, port, security, user_name, password, from_address, from_name, reply_to, timeout_seconds, trouble,
       trouble_answer, trouble_since, troubles, resume_at, version
from mail_setting where id = 1;

-- name: set
update mail_setting set host = $1, port = $2, security = $3, user_name = $4, password = $5, from_address = $6,
    from_name = $7, reply_to = $8, timeout_seconds = $9, trouble = '', trouble_answer = '', trouble_since = null,
    troubles = 0, resume_at = null, version = version + 1
where id = 1;

-- name: trouble
update mail_setting set trouble = $1, trouble_answer = $2, trouble_since = coalesce(trouble_since, $3),
    troubles = troubles + 1, resume_at = $4
where id = 1;

-- name: no_trouble
update mail_setting set trouble = '', trouble_answer = '', trouble_since = null, troubles = 0, resume_at = null
where id = 1 and trouble <> '';

-- name: of_key
select id from message where key = $1;

-- name: last
select coalesce(max(id), 0) from message;

-- name: insert
insert into message (id, key, kind, once, customer, recipient, subject, content, status, attempts, doubtful, next_at,
                     made_at, ended_at, failure, answer)
values ($1, $2, $3, $4, $5, $6, $7, $8, 1, 0, 0, $9, $9, null, '', '');

-- name: recover_sending
update message set status = 1, next_at = $1 where status = 2;

-- name: recover_ending
select id, once from message where status = 3 order by id;

-- name: recover_doubtful
update message set status = $2, next_at = $3, ended_at = $4, doubtful = doubtful + 1, failure = 'interrupted'
where id = $1;

-- name: due
select id, key, kind, once, customer, recipient, subject, status, attempts, doubtful, next_at, made_at, ended_at,
       failure, answer, content
from message where next_at is not null and next_at <= $1 order by next_at, id limit $2;

-- name: due_soonest
select (select min(next_at) from message where next_at is not null), resume_at, host from mail_setting where id = 1;

-- name: take
update message set status = 2, next_at = null where id = $1;

-- name: ending
update message set status = 3 where id = $1 and status = 2;

-- name: settle
update message set status = $2, attempts = $3, doubtful = $4, next_at = $5, ended_at = $6, failure = $7, answer = $8
where id = $1;

-- name: attempt_insert
insert into message_attempt (message, number, at, outcome, code, failure, answer, milliseconds)
select $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6, $7 from message_attempt where message = $1
having exists (select 1 from message where id = $1);

-- name: attempts
select number, at, outcome, code, failure, answer, milliseconds from message_attempt where message = $1
order by number limit 1000;

-- name: again
update message set status = 1, next_at = $2, ended_at = null, attempts = 0, made_at = $2, failure = '', answer = ''
where id = $1 and (status in (5, 6, 7) or (status = 1 and next_at is not null)) and length(content) > 0;

-- name: withdraw
update message set status = 5, next_at = null, ended_at = $2, failure = 'withdrawn' where id = $1 and status = 1;

-- name: get
select id, key, kind, once, customer, recipient, subject, status, attempts, doubtful, next_at, made_at, ended_at,
       failure, answer
from message where id = $1;

-- name: list
select id, key, kind, once, customer, recipient, subject, status, attempts, doubtful, next_at, made_at, ended_at,
       failure, answer
from message
where id < $1 and (status = $2 or cast($2 as bigint) = 0 or (cast($2 as bigint) = 2 and status = 3))
    and (kind = $3 or cast($3 as text) = '')
order by id desc limit $4;

-- name: counts
select (select count(*) from message where next_at is not null), (select count(*) from message where status in (2, 3)),
       (select count(*) from message where status = 6);

-- name: forget_content
update message set content = $3 where id in
    (select id from message where ended_at is not null and ended_at < $1 and length(content) > 0
     order by ended_at limit $2);

-- name: forget
delete from message where id in
    (select id from message where ended_at is not null and ended_at < $1 order by ended_at limit $2);

-- name: suppress
insert into mail_suppression (address, reason, answer, message, at) values ($1, $2, '', $3, $4)
on conflict (address) do nothing;

-- name: suppressed
select coalesce(m.answer, '') from mail_suppression s left join message m on m.id = s.message
where s.address in ($1, $2);

-- name: suppressions
select s.address, coalesce(m.recipient, ''), s.reason, coalesce(m.answer, ''), s.message, s.at
from mail_suppression s left join message m on m.id = s.message
where s.address > $1 order by s.address limit $2;

-- name: lift
delete from mail_suppression where address in ($1, $2);

-- name: suppressed_plain
select address, reason, message, at from mail_suppression where address like '%@%' order by address limit $1;

-- name: suppressed_plain_forget
delete from mail_suppression where address = $1;

-- name: of_customer
select id, kind, recipient, subject, status, made_at, ended_at from message where customer = $1 order by id;

-- name: erase
delete from message where customer = $1;

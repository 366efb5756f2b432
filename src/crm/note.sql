-- name: insert
insert into customer_note (id, customer, kind, text, at, written_by, source, written_at, changed_at, event, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, null, $9, 1);

-- name: change
update customer_note set kind = $2, text = $3, at = $4, changed_at = $5, version = version + 1 where id = $1;

-- name: keep_text
insert into note_text (note, version, text, changed_by, changed_at)
select id, version, text, cast($2 as bigint), cast($3 as bigint) from customer_note where id = $1;

-- name: remove
delete from customer_note where id = $1;

-- name: one
select id, customer, kind, text, at, written_by, written_at, changed_at,
       (select count(*) from mention where mention.note = customer_note.id), event, version
from customer_note where id = $1;

-- name: of_customer
select id, customer, kind, text, at, written_by, written_at, changed_at,
       (select count(*) from mention where mention.note = customer_note.id), event, version
from customer_note where customer = $1 and id < $2 order by id desc limit $3;

-- name: count
select count(*) from customer_note where customer = $1;

-- name: texts
select version, text, changed_by, changed_at from note_text where note = $1 order by version desc limit 1000;

-- name: mention
insert into mention (id, note, customer, person, made_by, made_at, seen_at) values ($1, $2, $3, $4, $5, $6, null);

-- name: mentioned
select 1 from mention where note = $1 and person = $2;

-- name: see
update mention set seen_at = $3 where id = $1 and person = $2 and seen_at is null;

-- name: mention_person
select person from mention where id = $1;

-- name: export
select kind, text, at, written_at, version from customer_note where customer = $1 order by id;

-- name: export_texts
select note_text.note, note_text.version, note_text.text, note_text.changed_at from note_text
join customer_note on customer_note.id = note_text.note where customer_note.customer = $1 order by note_text.note, note_text.version;

-- name: erase
delete from customer_note where customer = $1;

-- name: expire
delete from customer_note where id in (select id from customer_note where at < $1 order by at limit $2);

-- name: erase_mentions
delete from mention where customer = $1;

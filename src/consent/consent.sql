-- name: append
insert into consent_event (id, customer, kind, purpose, channel, state, text_version, text_hash, locale, source,
    evidence, origin, said_by, event, at, received)
values ((select coalesce(max(id), 0) + 1 from consent_event), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
    $14, $15)
returning id;

-- name: of_customer
select id, customer, kind, purpose, channel, state, text_version, text_hash, locale, source, evidence, origin, said_by,
    event, at, received
from consent_event where customer = $1 order by at, id;

-- name: last
select coalesce(max(id), 0) from consent_event;

-- name: follow
select id, customer, kind, purpose, channel, state, at from consent_event
where id > $1 and ((kind = 1 and purpose = 'analytics' and channel = 0) or kind = 3 or
    (kind = 2 and purpose = 'analytics' and channel = 0))
order by id;

-- name: export
select case kind when 1 then 'consent' when 2 then 'objection' else 'restriction' end, purpose,
    case channel when 0 then 'any' when 1 then 'email' when 2 then 'sms' when 3 then 'phone' when 4 then 'post'
        when 5 then 'push' else 'chat' end,
    case when kind = 1 and state = 1 then 'granted' when kind = 1 and state = 2 then 'refused'
        when kind = 1 then 'withdrawn' when state = 1 then 'raised' else 'lifted' end, text_version, text_hash, locale, source, evidence, at from consent_event
where customer = $1 order by at, id;

-- name: erase
update consent_event set evidence = null, source = '', locale = null,
    text_hash = case when text_version is null then null else text_hash end,
    purpose = case when purpose in (select name from consent_purpose) then purpose else '' end
where customer = $1;

-- name: purposes
select name, position, ground, marketing, profiling, categories, label_en, label_fr, version, changed_by, changed_at
from consent_purpose order by position, name;

-- name: purpose
select name, position, ground, marketing, profiling, categories, label_en, label_fr, version, changed_by, changed_at
from consent_purpose where name = $1;

-- name: purpose_put
insert into consent_purpose (name, position, ground, marketing, profiling, categories, label_en, label_fr, version,
    changed_by, changed_at)
values ($1, (select coalesce(max(position), 0) + 1 from consent_purpose), $2, $3, $4, $5, $6, $7, 1, $8, $9)
on conflict (name) do update set ground = excluded.ground, marketing = excluded.marketing,
    profiling = excluded.profiling, categories = excluded.categories, label_en = excluded.label_en,
    label_fr = excluded.label_fr, version = consent_purpose.version + 1, changed_by = excluded.changed_by,
    changed_at = excluded.changed_at;

-- name: text_last
select coalesce(max(version), 0) from consent_text where purpose = $1;

-- name: text_add
insert into consent_text (purpose, version, locale, text, hash, made_by, made_at) values ($1, $2, $3, $4, $5, $6, $7);

-- name: texts
select version, locale, text, hash, made_by, made_at from consent_text where purpose = $1
order by version desc, locale;

-- name: text_hash
select locale, hash from consent_text where purpose = $1 and version = $2 order by locale;

-- name: all
select id, customer, kind, purpose, channel, state, text_version, text_hash, locale, source, evidence, origin, said_by,
    event, at, received
from consent_event where customer > $1 order by customer, id;

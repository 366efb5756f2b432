-- Levers of the workspace's own, and what it says of those of the catalogue (plan/lever.c) when the key is one of these.
create table lever_own (
    key TEXT primary key,
    family TEXT not null,       -- loyalty, automation, experience, community, content
    name TEXT not null,
    use_when TEXT not null,
    prerequisites TEXT not null,
    kpi TEXT not null,          -- a metric of the catalogue
    aims TEXT not null,         -- JSON: ["convert"]
    pillars TEXT not null,      -- JSON
    conditions TEXT not null,   -- JSON
    skills TEXT not null,       -- JSON
    cost TEXT not null,         -- low, medium, high
    effort TEXT not null,
    integration INTEGER not null, -- 1..5
    scalability INTEGER not null,
    integrated INTEGER not null,
    effect_low REAL,            -- of the value at stake
    effect_high REAL,
    source TEXT not null,       -- of the effect
    changed_by INTEGER not null,
    changed_at INTEGER not null,
    version INTEGER not null
) STRICT;

-- For whom, to what end, with which levers: the table that ships, to be edited.
create table lever_choice (
    segment TEXT not null, -- key
    aim TEXT not null,
    levers TEXT not null,  -- JSON: keys, in order
    changed_by INTEGER not null,
    changed_at INTEGER not null,
    primary key (segment, aim)
) STRICT;
insert into lever_choice (segment, aim, levers, changed_by, changed_at) values
('free_users', 'convert', '["trial_offer_emails","webinars","tutorials","referral_programme"]', 0, 0),
('high_value', 'raise_clv', '["loyalty_programme","vip_support","exclusive_offers"]', 0, 0);

create table initiative (
    id INTEGER primary key,
    name TEXT not null,
    text TEXT not null,
    template TEXT not null,  -- '': none
    type TEXT not null,      -- family of levers
    lever TEXT not null,     -- key; '': none
    aim TEXT not null,       -- convert, raise_clv, reduce_churn …
    goal INTEGER,            -- a SMART goal
    segment TEXT not null,   -- key; '': everybody
    owner INTEGER,
    project INTEGER,         -- with its tasks and milestones
    budget_planned INTEGER,  -- minor units of the workspace's currency
    budget_actual INTEGER,
    effort_planned REAL,     -- days of work
    effort_actual REAL,
    starts INTEGER,
    ends INTEGER,
    kpi TEXT not null,       -- a metric of the catalogue; ''
    conditions TEXT not null, -- JSON
    pillars TEXT not null,   -- JSON
    skills TEXT not null,    -- JSON: what it takes
    systems TEXT not null,   -- JSON
    practices TEXT not null, -- JSON: keys of plan_item
    cause TEXT not null,     -- why customers leave, of what is against churn; 'unknown' is an answer
    pilot_share REAL,        -- 0..1 of the segment
    pilot_criterion REAL,    -- at least this change of the KPI, in its unit
    pilot_result REAL,
    pilot_low REAL,          -- 95 % interval
    pilot_high REAL,
    experiment TEXT not null, -- key of the one that proves it; ''
    status TEXT not null,    -- draft, pilot, active, adopted, not_adopted, closed
    made_by INTEGER not null,
    made_at INTEGER not null,
    version INTEGER not null
) STRICT;

-- What the plan has to do with, and what it is held to.
create table plan_setting (
    id INTEGER primary key,
    budget INTEGER,            -- minor units; null: not said
    horizon_days INTEGER not null,
    skills TEXT not null,      -- JSON: what the team can do
    systems TEXT not null,     -- JSON: what is in use
    market_owner INTEGER,      -- who watches the market
    market_days INTEGER not null,
    market_from INTEGER not null,     -- since when it is watched; 0: not yet
    market_reminded_at INTEGER not null,
    version INTEGER not null
) STRICT;
insert into plan_setting (id, budget, horizon_days, skills, systems, market_owner, market_days, market_from,
                          market_reminded_at, version)
values (1, null, 180, '[]', '[]', null, 90, 0, 0, 1);

-- The elements of the checklist and the NDR practices once they were edited; none of a list: the default of
-- plan/checklist.c.
create table plan_item (
    list TEXT not null, -- checklist, practices
    place INTEGER not null,
    key TEXT not null,
    name TEXT not null,
    text TEXT not null,
    rule TEXT not null, -- what the plan is looked at for; 'said': somebody says whether it is met
    met INTEGER not null,
    primary key (list, key)
) STRICT;

create table market_note (
    id INTEGER primary key,
    kind TEXT not null, -- competitor, trend, challenge, opportunity
    title TEXT not null,
    text TEXT not null,
    source TEXT not null,
    day INTEGER not null,
    made_by INTEGER not null,
    made_at INTEGER not null
) STRICT;

create table questionnaire_run (
    id INTEGER primary key,
    answers TEXT not null, -- JSON: {"tools":"…"}
    tasks TEXT not null,   -- JSON: numbers of the tasks it ended with
    made_by INTEGER not null,
    made_at INTEGER not null,
    finished_at INTEGER,
    version INTEGER not null
) STRICT;

-- Statistics that are quoted, with who says so.
create table evidence (
    key TEXT primary key,
    text_en TEXT not null,
    text_fr TEXT not null,
    document TEXT not null, -- where it is quoted; ''
    source TEXT not null,   -- who is said to have found it
    year INTEGER,
    reliability TEXT not null, -- primary, secondary, unsourced
    link TEXT not null,
    note_en TEXT not null,
    note_fr TEXT not null,
    changed_by INTEGER not null,
    changed_at INTEGER not null,
    version INTEGER not null
) STRICT;
insert into evidence (key, text_en, text_fr, document, source, year, reliability, link, note_en, note_fr,
                      changed_by, changed_at, version) values
('cost_of_winning_5_25',
 'Winning a new customer costs 5 to 25 times as much as keeping one.',
 'Gagner un nouveau client coûte 5 à 25 fois plus cher que d’en garder un.',
 '', 'Gallo, The Value of Keeping the Right Customers, Harvard Business Review online, 29 October 2014', 2014, 'unsourced',
 'https://hbr.org/2014/10/the-value-of-keeping-the-right-customers',
 'The article names no study; the range is repeated everywhere. Compare it with your own ratio (cac_ratio).',
 'L’article ne nomme aucune étude ; la fourchette est répétée partout. Comparez-la à votre propre ratio (cac_ratio).', 0, 0, 1),
('five_points_25_95',
 'Keeping 5 % more of the customers raises profits by 25 % to 95 %.',
 'Garder 5 % de clients de plus augmente les profits de 25 % à 95 %.',
 '', 'Reichheld & Schefter, E-Loyalty, Harvard Business Review 78(4):105-113', 2000, 'secondary',
 'https://hbr.org/2000/07/e-loyalty-your-secret-weapon-on-the-web',
 'Restates case studies of Bain & Company; the calculation behind it is not published.',
 'Reprend des études de cas de Bain & Company ; le calcul n’est pas publié.', 0, 0, 1),
('zero_defections',
 'Five points fewer defections raised profits by 25 % to 85 % in the service firms that were looked at.',
 'Cinq points de départs en moins ont augmenté les profits de 25 % à 85 % dans les entreprises de services étudiées.',
 '', 'Reichheld & Sasser, Zero Defections: Quality Comes to Services, Harvard Business Review 68(5):105-111', 1990, 'primary',
 'https://hbr.org/1990/09/zero-defections-quality-comes-to-services',
 'Case studies of the authors, 1980s, United States.',
 'Études de cas des auteurs, années 1980, États-Unis.', 0, 0, 1),
('value_of_retention',
 'One percent better retention raises the value of a firm’s customers by about 5 %; a percent cheaper acquisition by about 0.1 %.',
 'Une rétention meilleure d’un pour cent augmente la valeur des clients d’environ 5 % ; une acquisition moins chère d’un pour cent, d’environ 0,1 %.',
 '', 'Gupta, Lehmann & Stuart, Valuing Customers, Journal of Marketing Research 41(1):7-18', 2004, 'primary',
 'https://doi.org/10.1509/jmkr.41.1.7.25084',
 'Five listed firms; depends on their margins and discount rates.',
 'Cinq sociétés cotées ; dépend de leurs marges et taux d’actualisation.', 0, 0, 1),
('long_life',
 'Customers who stay long are not always the more profitable ones outside of contracts.',
 'Hors contrat, les clients qui restent longtemps ne sont pas toujours les plus rentables.',
 '', 'Reinartz & Kumar, On the Profitability of Long-Life Customers in a Noncontractual Setting, Journal of Marketing 64(4):17-35', 2000, 'primary',
 'https://doi.org/10.1509/jmkg.64.4.17.18077',
 '',
 '', 0, 0, 1),
('selling_to_customers',
 'The chance of selling to an existing customer is 60 % to 70 %, to a prospect 5 % to 20 %.',
 'La chance de vendre à un client est de 60 % à 70 %, à un prospect de 5 % à 20 %.',
 '', 'Farris, Bendle, Pfeifer & Reibstein, Marketing Metrics, Wharton School Publishing', 2006, 'unsourced',
 '',
 'The book gives no data for it.',
 'Le livre n’en donne pas les données.', 0, 0, 1),
('eighty_twenty',
 '80 % of revenue comes from 20 % of customers.',
 '80 % du chiffre d’affaires vient de 20 % des clients.',
 '', 'Pareto’s rule, as applied to customers', null, 'unsourced',
 '',
 'A rule of thumb. Your own figure: the metric concentration.',
 'Une règle empirique. Votre propre chiffre : l’indicateur concentration.', 0, 0, 1),
('perceived_indifference',
 '68 % of customers leave because they feel that nobody cares.',
 '68 % des clients partent parce qu’ils se sentent ignorés.',
 '', 'Attributed to the Rockefeller Corporation or the U.S. Small Business Administration', null, 'unsourced',
 '',
 'No study was ever found. Your own figure: the metric churn_reasons, indifference.',
 'Aucune étude n’a été retrouvée. Votre propre chiffre : l’indicateur churn_reasons, indifférence.', 0, 0, 1),
('silent_dissatisfied',
 'Most dissatisfied customers never complain to the firm.',
 'La plupart des clients mécontents ne se plaignent jamais à l’entreprise.',
 '', 'TARP, Consumer Complaint Handling in America, for the U.S. Office of Consumer Affairs', 1986, 'secondary',
 '',
 'The share (often quoted as 96 %) differs widely between sectors.',
 'La part (souvent citée à 96 %) varie beaucoup d’un secteur à l’autre.', 0, 0, 1),
('one_bad_experience',
 '32 % of customers would leave a brand they love after one bad experience.',
 '32 % des clients quitteraient une marque qu’ils aiment après une seule mauvaise expérience.',
 '', 'PwC, Experience Is Everything, survey of 15,000 people in 12 countries', 2018, 'primary',
 'https://www.pwc.com/us/en/services/consulting/library/consumer-intelligence-series/future-of-customer-experience.html',
 'What people say they would do, not what they did.',
 'Ce que les gens disent qu’ils feraient, non ce qu’ils ont fait.', 0, 0, 1),
('personalised_buying',
 '80 % of consumers say they are more likely to buy when the experience is personalised.',
 '80 % des consommateurs se disent plus enclins à acheter si l’expérience est personnalisée.',
 '', 'Epsilon, The Power of Me, survey of 1,000 people in the United States', 2018, 'primary',
 '',
 'Said, not observed; the publisher sells personalisation.',
 'Déclaré, non observé ; l’éditeur vend de la personnalisation.', 0, 0, 1),
('referred_customers',
 'Referred customers of a bank left 18 % less and were worth at least 16 % more than others.',
 'Les clients parrainés d’une banque sont partis 18 % moins souvent et valaient au moins 16 % de plus.',
 '', 'Schmitt, Skiera & Van den Bulte, Referral Programs and Customer Value, Journal of Marketing 75(1):46-59', 2011, 'primary',
 'https://doi.org/10.1509/jm.75.1.46',
 'One German bank, about 10,000 customers over three years.',
 'Une banque allemande, environ 10 000 clients sur trois ans.', 0, 0, 1),
('loyalty_programme_small',
 'Loyalty programmes raise the share of wallet, but by little.',
 'Les programmes de fidélité augmentent la part de dépenses du client, mais de peu.',
 '', 'Leenheer, van Heerde, Bijmolt & Smidts, Do Loyalty Programs Really Enhance Behavioral Loyalty?, International Journal of Research in Marketing 24(1):31-47', 2007, 'primary',
 'https://doi.org/10.1016/j.ijresmar.2006.10.005',
 'Dutch supermarkets; corrected for who joins.',
 'Supermarchés néerlandais ; corrigé de qui adhère.', 0, 0, 1),
('social_dollars',
 'Customers who joined a firm’s community spent about 19 % more because of it.',
 'Les clients entrés dans la communauté d’une enseigne ont dépensé environ 19 % de plus grâce à elle.',
 '', 'Manchanda, Packard & Pattabhiramaiah, Social Dollars, Marketing Science 34(3):367-387', 2015, 'primary',
 'https://doi.org/10.1287/mksc.2014.0890',
 'One retailer of media goods.',
 'Un seul détaillant de produits culturels.', 0, 0, 1),
('trial_customers',
 'Customers won by a free trial were worth 59 % less than others, and answered more to marketing.',
 'Les clients gagnés par un essai gratuit valaient 59 % de moins, et réagissaient plus au marketing.',
 '', 'Datta, Foubert & van Heerde, The Challenge of Retaining Customers Acquired with Free Trials, Journal of Marketing Research 52(2):217-234', 2015, 'primary',
 'https://doi.org/10.1509/jmr.12.0160',
 'One digital television service.',
 'Un seul service de télévision.', 0, 0, 1),
('proactive_harm',
 'Recommending a better plan to customers raised their churn from 6 % to 10 %.',
 'Recommander un meilleur forfait aux clients a fait passer leur attrition de 6 % à 10 %.',
 '', 'Ascarza, Iyengar & Schleicher, The Perils of Proactive Churn Prevention Using Plan Recommendations, Journal of Marketing Research 53(1):46-60', 2016, 'primary',
 'https://doi.org/10.1509/jmr.13.0483',
 'A field experiment: why a pilot with a control comes first.',
 'Une expérience de terrain : voilà pourquoi un pilote avec témoin vient d’abord.', 0, 0, 1),
('risk_is_not_lift',
 'Those most at risk are not those whom an action keeps: aiming at response rather than risk saved up to 8 points more.',
 'Les plus à risque ne sont pas ceux qu’une action retient : viser la réaction plutôt que le risque a gagné jusqu’à 8 points.',
 '', 'Ascarza, Retention Futility: Targeting High-Risk Customers Might Be Ineffective, Journal of Marketing Research 55(1):80-98', 2018, 'primary',
 'https://doi.org/10.1509/jmr.16.0163',
 'Two field experiments.',
 'Deux expériences de terrain.', 0, 0, 1),
('effort_and_loyalty',
 'Less effort for the customer goes with more loyalty than delighting them does.',
 'Moins d’effort pour le client va avec plus de fidélité que de chercher à l’enchanter.',
 '', 'Dixon, Freeman & Toman, Stop Trying to Delight Your Customers, Harvard Business Review 88(7/8):116-122', 2010, 'secondary',
 'https://hbr.org/2010/07/stop-trying-to-delight-your-customers',
 'A survey of 75,000 people by the Corporate Executive Board; association, loyalty as said.',
 'Une enquête du Corporate Executive Board auprès de 75 000 personnes ; association, fidélité déclarée.', 0, 0, 1),
('nps_and_growth',
 'Net Promoter was no better at telling growth than other measures.',
 'Le Net Promoter n’a pas mieux annoncé la croissance que d’autres mesures.',
 '', 'Keiningham, Cooil, Andreassen & Aksoy, A Longitudinal Examination of Net Promoter and Firm Revenue Growth, Journal of Marketing 71(3):39-51', 2007, 'primary',
 'https://doi.org/10.1509/jmkg.71.3.039',
 '',
 '', 0, 0, 1);

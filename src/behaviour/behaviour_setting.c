#include "behaviour/behaviour_setting.h"

#include "base/number.h"

const BehaviourNumberRule behaviour_number_rules[BEHAVIOUR_NUMBER_COUNT] = {
    [SESSION_MINUTES] = {"session_minutes", 30, 1, 1440,
                         PHRASE("a longer silence ends a visit", "un silence plus long termine une visite")},
    [TIME_ON_SITE_WEIGHT] = {"time_on_site_weight", 1, 0, 1000,
                             PHRASE("weight of time on site in engagement",
                                    "poids du temps passé sur le site dans l’engagement")},
    [TIME_ON_SITE_FULL_SECONDS] = {"time_on_site_full_seconds", 300, 1, 86400,
                                   PHRASE("a mean visit of so many seconds counts in full",
                                          "une visite moyenne d’autant de secondes compte en plein")},
    [CLICK_RATE_WEIGHT] = {"click_rate_weight", 1, 0, 1000,
                           PHRASE("weight of the click rate in engagement", "poids du taux de clic dans l’engagement")},
    [CLICK_RATE_FULL] = {"click_rate_full", 1, 0.001, 1,
                         PHRASE("this share of clicks among messages delivered counts in full",
                                "cette part de clics parmi les messages remis compte en plein")},
    [SOCIAL_WEIGHT] = {"social_weight", 1, 0, 1000,
                       PHRASE("weight of social participation in engagement",
                              "poids de la participation sociale dans l’engagement")},
    [SOCIAL_FULL_ACTIONS] = {"social_full_actions", 2, 0.01, 100000,
                             PHRASE("so many actions in 30 days count in full",
                                    "autant d’actions en 30 jours comptent en plein")},
    [PAGE_LOAD_MS] = {"page_load_ms", 3000, 1, 600000,
                      PHRASE("friction: 95 % of pages should load in so many milliseconds",
                             "friction\u00A0: 95\u202F% des pages devraient se charger en autant de millisecondes")},
    [ERROR_RATE] = {"error_rate", 0.02, 0, 1,
                    PHRASE("friction: at most this share of visits should meet an error",
                           "friction\u00A0: au plus cette part des visites devrait rencontrer une erreur")},
    [ABANDONMENT_RATE] = {"abandonment_rate", 0.7, 0, 1,
                          PHRASE("friction: at most this share of attempts should be abandoned",
                                 "friction\u00A0: au plus cette part des tentatives devrait être abandonnée")},
    [WAITING_MINUTES] = {"waiting_minutes", 240, 1, 525600,
                         PHRASE("friction: 95 % of tickets should have a first reply in so many minutes",
                                "friction\u00A0: 95\u202F% des tickets devraient recevoir une première réponse en "
                                "autant de minutes")},
};

const BehaviourEventsRule behaviour_events_rules[BEHAVIOUR_EVENTS_COUNT] = {
    [VISIT_EVENTS] = {"visit_events", "page|screen",
                      PHRASE("events of which visits are made: their first to their last is the time on site",
                             "événements dont sont faites les visites\u00A0: du premier au dernier, c’est le temps "
                             "passé")},
    [CLICK_EVENTS] = {"click_events", "Email Link Clicked",
                      PHRASE("events that are a click on a message", "événements qui sont un clic dans un message")},
    [DELIVERED_EVENTS] = {"delivered_events", "Email Delivered",
                          PHRASE("events of messages that could have been clicked",
                                 "événements des messages qui auraient pu l’être")},
    [SOCIAL_EVENTS] = {"social_events", "Product Shared|Cart Shared|Social Message Received",
                       PHRASE("what people do on social networks", "ce qui est fait sur les réseaux sociaux")},
    [ERROR_EVENTS] = {"error_events",
                      "Error Shown|Form Error|Payment Error|Page Not Found|Rage Click|App Error|Application Crashed",
                      PHRASE("events that are an error of the site or the application",
                             "événements qui sont une erreur du site ou de l’application")},
    [ATTEMPT_EVENTS] = {"attempt_events", "Checkout Started",
                        PHRASE("events with which an attempt begins",
                               "événements par lesquels commence une tentative")},
    [SUCCESS_EVENTS] = {"success_events", "orders",
                        PHRASE("events with which it succeeds; without one in the same visit it is abandoned",
                               "événements par lesquels elle aboutit\u202F; sans l’un d’eux dans la même visite, elle "
                               "est abandonnée")},
};

BehaviourSettings behaviour_settings_usual(void)
{
    BehaviourSettings settings;
    for (int i = 0; i < BEHAVIOUR_NUMBER_COUNT; i++) settings.number[i] = behaviour_number_rules[i].usual;
    for (int i = 0; i < BEHAVIOUR_EVENTS_COUNT; i++) settings.events[i] = str_of(behaviour_events_rules[i].usual);
    return settings;
}

static void take(BehaviourSettings *settings, Str name, Str value, Arena *arena)
{
    for (int i = 0; i < BEHAVIOUR_NUMBER_COUNT; i++) {
        double number;
        if (str_equal(name, str_of(behaviour_number_rules[i].name)) && number_parse(value, &number))
            settings->number[i] = number;
    }
    for (int i = 0; i < BEHAVIOUR_EVENTS_COUNT; i++)
        if (str_equal(name, str_of(behaviour_events_rules[i].name))) settings->events[i] = str_copy(arena, value);
}

bool behaviour_settings_read(StoreSession *session, Arena *arena, BehaviourSettings *settings, Error *error)
{
    Rows rows;
    *settings = behaviour_settings_usual();
    if (!store_select(session, &query_behaviour_setting_list, NO_VALUES, &rows, error)) return false;
    while (rows_next(&rows)) take(settings, rows_text(&rows, 0), rows_text(&rows, 1), arena);
    return rows_close(&rows, error);
}

static bool keep(StoreSession *session, const char *name, Str value, bool usual, Error *error)
{
    if (usual)
        return store_execute(session, &query_behaviour_setting_remove, VALUES(value_text(str_of(name))), NULL, error);
    return store_execute(session, &query_behaviour_setting_put, VALUES(value_text(str_of(name)), value_text(value)),
                         NULL, error);
}

bool behaviour_settings_store(StoreSession *session, const BehaviourSettings *settings, Arena *arena, Error *error)
{
    enum { DIGITS = 17 };
    for (int i = 0; i < BEHAVIOUR_NUMBER_COUNT; i++) {
        const BehaviourNumberRule *rule = &behaviour_number_rules[i];
        Str value = number_decimal(arena, settings->number[i], DIGITS);
        if (!keep(session, rule->name, value, settings->number[i] == rule->usual, error)) return false;
    }
    for (int i = 0; i < BEHAVIOUR_EVENTS_COUNT; i++) {
        const BehaviourEventsRule *rule = &behaviour_events_rules[i];
        bool usual = str_equal(settings->events[i], str_of(rule->usual));
        if (!keep(session, rule->name, settings->events[i], usual, error)) return false;
    }
    return true;
}

// glossary_http.c - what the words mean, before any tool: terms with definition, synonyms and stakes, and every metric
// of the catalogue with its own texts.
#include "base/json_put.h"
#include "crm/item_http.h"
#include "customer/likeness.h"
#include "measure/catalogue.h"
#include "module.h"

typedef struct Term {
    const char *key;
    Phrase name, definition, stake;
    const char *synonyms[2]; // by language, separated by '|'; both are found in either
    const char *metric;      // that measures it; NULL: none
} Term;

static const Term terms[] = {
    {"retention",
     PHRASE("Retention", "Rétention"),
     PHRASE("That customers stay: the share of those of the beginning who are still there at the end.",
            "Que les clients restent\u00A0: la part de ceux du début qui sont encore là à la fin."),
     PHRASE("Each point kept is revenue that need not be won again.",
            "Chaque point gardé est un revenu qu’il ne faut pas regagner."),
     {"customer retention|keeping customers|CRR", "fidélisation|conservation des clients|taux de rétention"},
     "crr"},
    {"churn",
     PHRASE("Churn", "Attrition"),
     PHRASE("That customers leave: the share of those of the beginning who are gone at the end.",
            "Que les clients partent\u00A0: la part de ceux du début qui ne sont plus là à la fin."),
     PHRASE("It works against all that acquisition brings in, month after month.",
            "Elle travaille contre tout ce que l’acquisition apporte, mois après mois."),
     {"attrition|customer loss|defection|turnover of customers", "attrition|désabonnement|perte de clientèle|churn"},
     "churn"},
    {"loyalty",
     PHRASE("Loyalty", "Fidélité"),
     PHRASE("That customers come back because they want to, and speak well of it; keeping them is not yet that.",
            "Que les clients reviennent parce qu’ils le veulent, et en disent du bien\u202F; les garder n’est pas "
            "encore cela."),
     PHRASE("Customers who are captive leave as soon as they can.",
            "Des clients captifs partent dès qu’ils le peuvent."),
     {"allegiance|attachment", "attachement|fidélité à la marque"},
     "nps"},
    {"cohort",
     PHRASE("Cohort", "Cohorte"),
     PHRASE("Customers who began in the same period, followed over time.",
            "Des clients qui ont commencé à la même période, suivis dans le temps."),
     PHRASE("It shows whether newer customers stay better than older ones did.",
            "Elle montre si les clients récents restent mieux que les anciens."),
     {"vintage", "génération de clients"},
     "cohort_retention"},
    {"segment",
     PHRASE("Segment", "Segment"),
     PHRASE("Customers for whom a rule holds.", "Des clients pour qui une règle est vraie."),
     PHRASE("What is done for all fits few.", "Ce qui est fait pour tous convient à peu."),
     {"audience|group", "audience|groupe|cible"},
     NULL},
    {"persona",
     PHRASE("Persona", "Persona"),
     PHRASE("A person who stands for a group: needs, motives, habits; tied to a rule and a real population.",
            "Une personne type pour un groupe\u00A0: besoins, motivations, habitudes\u202F; liée à une règle et à une "
            "population réelle."),
     PHRASE("It helps a team to speak of the same people.", "Elle aide une équipe à parler des mêmes personnes."),
     {"buyer persona|profile", "profil type"},
     NULL},
    {"clv",
     PHRASE("Customer lifetime value", "Valeur vie client"),
     PHRASE("What a customer is worth over the whole relation.", "Ce que vaut un client sur toute la relation."),
     PHRASE("It says how much may be spent to win and to keep somebody.",
            "Elle dit combien on peut dépenser pour gagner et garder quelqu’un."),
     {"CLV|LTV|lifetime value", "CLV|LTV|valeur à vie"},
     "clv"},
    {"lever",
     PHRASE("Lever", "Levier"),
     PHRASE("Something that can be done to keep customers: a programme, a message, a service.",
            "Ce que l’on peut faire pour garder des clients\u00A0: un programme, un message, un service."),
     PHRASE("Each has a cost, and an effect that has to be proven here.",
            "Chacun a un coût, et un effet à prouver ici."),
     {"tactic|tool|action", "tactique|outil|action"},
     NULL},
    {"pilot",
     PHRASE("Pilot", "Pilote"),
     PHRASE("A lever tried on a share of a segment, with a criterion said beforehand.",
            "Un levier essayé sur une part d’un segment, avec un critère dit à l’avance."),
     PHRASE("Some levers do harm; a pilot finds it out cheaply.",
            "Certains leviers nuisent\u202F; un pilote le dit à peu de frais."),
     {"test on a sample|trial run", "test sur un échantillon|essai"},
     "uplift"},
    {"control_group",
     PHRASE("Control group", "Groupe témoin"),
     PHRASE("Customers drawn by lot for whom nothing is done, to compare with.",
            "Des clients tirés au sort pour qui rien n’est fait, pour comparer."),
     PHRASE("Without it a change may come from anything.", "Sans lui, un changement peut venir de n’importe quoi."),
     {"holdout", "groupe de contrôle|holdout"},
     "uplift"},
    {"smart_goal",
     PHRASE("SMART goal", "Objectif SMART"),
     PHRASE("A goal that is specific, measurable, attainable, relevant and bound to a date.",
            "Un objectif spécifique, mesurable, atteignable, pertinent et daté."),
     PHRASE("What is not said cannot be missed, nor reached.",
            "Ce qui n’est pas dit ne peut être ni manqué ni atteint."),
     {"objective|target", "objectif|cible"},
     NULL},
    {"rfm",
     PHRASE("RFM", "RFM"),
     PHRASE("Customers by how lately, how often and for how much they bought.",
            "Les clients selon la date, la fréquence et le montant de leurs achats."),
     PHRASE("It finds the best and those about to leave without any model.",
            "Elle trouve les meilleurs et ceux sur le départ sans aucun modèle."),
     {"recency frequency monetary", "récence fréquence montant"},
     "rfm"},
};

static const Field term_fields[] = {
    {.name = "key", .type = FIELD_TEXT, .required = true},
    {.name = "term", .type = FIELD_TEXT, .required = true},
    {.name = "definition", .type = FIELD_TEXT, .required = true},
    {.name = "stake", .type = FIELD_TEXT, .nullable = true, .help = PHRASE("why it matters", "pourquoi cela compte")},
    {.name = "synonyms",
     .type = FIELD_ARRAY,
     .item = FIELD_TEXT,
     .required = true,
     .help = PHRASE("in French and English", "en français et en anglais")},
    {.name = "metric",
     .type = FIELD_TEXT,
     .nullable = true,
     .help = PHRASE("of the catalogue, that measures it", "du catalogue, qui le mesure")},
    {.name = "formula", .type = FIELD_TEXT, .nullable = true},
    {.name = "kind", .type = FIELD_TEXT, .words = "term|metric"},
    {0},
};
static const Shape term_shape = {.name = "GlossaryTerm", .fields = term_fields};
LIST_SHAPE(list_shape, "Glossary", term_shape);

typedef struct Entry {
    Str key, name, definition, stake, synonyms, metric, formula, kind;
} Entry;

static Entry entry_of_term(const Call *call, const Term *term)
{
    Str own = str_of(term->synonyms[call->locale]), other = str_of(term->synonyms[1 - call->locale]);
    return (Entry){.key = str_of(term->key),
                   .name = str_of(term->name.in[call->locale]),
                   .definition = str_of(term->definition.in[call->locale]),
                   .stake = str_of(term->stake.in[call->locale]),
                   .synonyms = str_format(call->arena, "%.*s|%.*s", STR_ARGS(own), STR_ARGS(other)),
                   .metric = str_of(term->metric ? term->metric : ""),
                   .kind = STR("term")};
}

static Entry entry_of_metric(const Call *call, const Metric *metric)
{
    Text synonyms = text_in(call->arena);
    Str rest = str_of(metric->aliases ? metric->aliases : ""), alias;
    text_add(&synonyms, str_of(metric->label.in[1 - call->locale]));
    while (str_cut(&rest, ' ', &alias)) text_addf(&synonyms, "|%.*s", STR_ARGS(alias));
    return (Entry){.key = str_format(call->arena, "metric:%s", metric->name),
                   .name = str_of(metric->label.in[call->locale]),
                   .definition = str_of(metric->definition.in[call->locale]),
                   .synonyms = text_str(&synonyms),
                   .metric = str_of(metric->name),
                   .formula = str_of(metric->formula ? metric->formula : ""),
                   .kind = STR("metric")};
}

// Case and accents do not matter.
static bool fits(const Call *call, const Entry *entry, Str wanted)
{
    if (!wanted.size) return true;
    Str all = str_format(call->arena, "%.*s %.*s %.*s", STR_ARGS(entry->name), STR_ARGS(entry->key),
                         STR_ARGS(entry->synonyms));
    return str_contains(likeness_twin_key(call->arena, all), wanted);
}

static void write_entry(JsonWriter *json, const Entry *entry)
{
    Str rest = entry->synonyms, synonym;
    json_begin_object(json);
    put_text(json, "key", entry->key);
    put_text(json, "term", entry->name);
    put_text(json, "definition", entry->definition);
    put_text_or_null(json, "stake", entry->stake);
    json_key(json, "synonyms");
    json_begin_array(json);
    while (str_cut(&rest, '|', &synonym))
        if (synonym.size && !str_equal_fold(synonym, entry->name)) json_string(json, synonym);
    json_end_array(json);
    put_text_or_null(json, "metric", entry->metric);
    put_text_or_null(json, "formula", entry->formula);
    put_text(json, "kind", entry->kind);
    json_end_object(json);
}

static bool get_glossary(Call *call, StoreSession *session, Error *error)
{
    (void)session;
    (void)error;
    Str wanted = call_query(call, "query"), head;
    if (wanted.size) {
        wanted = likeness_twin_key(call->arena, wanted);
        str_cut(&wanted, ':', &head); // what kind of key it is
        wanted = str_trim(wanted);
    }
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < COUNT_OF(terms); i++) {
        Entry entry = entry_of_term(call, &terms[i]);
        if (fits(call, &entry, wanted)) write_entry(&json, &entry);
    }
    for (size_t i = 0; i < metric_count(); i++) {
        Entry entry = entry_of_metric(call, metric_at(i));
        if (fits(call, &entry, wanted)) write_entry(&json, &entry);
    }
    json_end_array(&json);
    write_list_end(&json, call, false, 0);
    return true;
}

static const Parameter parameters[] = {
    {.name = "query",
     .type = FIELD_TEXT,
     .high = 200,
     .help = PHRASE("in term or synonyms, of either language", "dans le terme ou les synonymes, des deux langues")},
    {0},
};

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/glossary",
     .name = "getGlossary",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary =
         PHRASE("Terms with definition, synonyms and stakes", "Les termes, leur définition, synonymes et enjeux"),
     .parameters = parameters,
     .answer = &list_shape,
     .read = get_glossary},
    {0},
};

extern const Module glossary_module;
const Module glossary_module = {.name = "glossary", .routes = routes};

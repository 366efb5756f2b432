// GET and PATCH /api/v1/workspace.
#include "api/api.h"
#include "house.h"
#include "module.h"
#include "workspace/workspace.h"

static const Field settings_fields[] = {
    {.name = "version",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("grows with each change; the ETag", "croît à chaque changement\u00A0; l’ETag")},
    {.name = "name", .type = FIELD_TEXT, .required = true, .help = PHRASE("of the company", "de l’entreprise")},
    {.name = "time_zone",
     .type = FIELD_TIME_ZONE,
     .required = true,
     .help = PHRASE("days and periods are in it", "celui des jours et des périodes")},
    {.name = "currency",
     .type = FIELD_CURRENCY,
     .required = true,
     .help = PHRASE("of amounts that come without one", "celle des montants qui n’en portent pas")},
    {.name = "locale",
     .type = FIELD_TEXT,
     .required = true,
     .words = "en|fr",
     .help = PHRASE("of what nobody in particular asked for", "de ce que personne en particulier n’a demandé")},
    {.name = "base_url",
     .type = FIELD_URL,
     .required = true,
     .nullable = true,
     .help = PHRASE("where people reach the server; null: as each request came",
                    "l’adresse du serveur pour les gens\u00A0; null\u00A0: celle de chaque requête")},
    {.name = "tracking_consent",
     .type = FIELD_TEXT,
     .required = true,
     .words = "not_required|required",
     .help = PHRASE("required: behaviour is kept of those alone who consented to the purpose analytics",
                    "required\u00A0: seul est gardé le comportement de qui a consenti à la finalité analytics")},
    {.name = "business_model",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .words = "saas|ecommerce|retail|service",
     .help = PHRASE("decides which metrics come first and who counts as lost; null: not chosen",
                    "décide des indicateurs mis en avant et de qui compte comme perdu\u00A0; null\u00A0: non choisi")},
    {.name = "churn_rule",
     .type = FIELD_TEXT,
     .required = true,
     .words = "inactivity|contractual",
     .help = PHRASE("contractual: who ended the last subscription is lost; inactivity: who has not ordered for so long",
                    "contractual\u00A0: qui a résilié son dernier abonnement est perdu\u00A0; inactivity\u00A0: qui "
                    "n’a pas commandé depuis si longtemps")},
    {.name = "churn_window_days",
     .type = FIELD_INTEGER,
     .required = true,
     .nullable = true,
     .help = PHRASE("of inactivity: the window of figures that are asked for without one; null: found in the data",
                    "d’inactivité\u00A0: la fenêtre des chiffres demandés sans fenêtre\u00A0; null\u00A0: trouvée dans "
                    "les données")},
    {.name = "churn_recognition",
     .type = FIELD_TEXT,
     .required = true,
     .words = "end|cancel|period_end",
     .help = PHRASE("when a cancelled subscription is lost revenue: when it ends (end), when it is cancelled (cancel), "
                    "or when the period that is paid for ends (period_end)",
                    "quand un abonnement résilié est un revenu perdu\u00A0: à sa fin (end), à la résiliation (cancel) "
                    "ou à la fin de la période payée (period_end)")},
    {.name = "partial_loss",
     .type = FIELD_TEXT,
     .required = true,
     .words = "contraction|churn",
     .help = PHRASE("what losing one of several subscriptions of a customer is",
                    "ce qu’est la perte d’un abonnement parmi plusieurs d’un client")},
    {.name = "default_metrics",
     .type = FIELD_ARRAY,
     .item = FIELD_TEXT,
     .required = true,
     .help = PHRASE("names of the catalogue, most important first; from the business model",
                    "noms du catalogue, les plus importants d’abord\u00A0; selon le modèle d’activité")},
    {.name = "restart_needed",
     .type = FIELD_BOOLEAN,
     .required = true,
     .help = PHRASE("figures are in the new time zone or currency after the next start",
                    "les chiffres suivront le fuseau ou la devise au prochain démarrage")},
    {0},
};
static const Shape settings_shape = {.name = "Workspace", .fields = settings_fields};

static const Field change_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .low = 0, .high = 200},
    {.name = "time_zone", .type = FIELD_TIME_ZONE},
    {.name = "currency", .type = FIELD_CURRENCY},
    {.name = "locale", .type = FIELD_TEXT, .words = "en|fr"},
    {.name = "base_url", .type = FIELD_URL, .nullable = true, .low = 0, .high = 1024},
    {.name = "tracking_consent", .type = FIELD_TEXT, .words = "not_required|required"},
    {.name = "business_model", .type = FIELD_TEXT, .nullable = true, .words = "saas|ecommerce|retail|service"},
    {.name = "churn_rule", .type = FIELD_TEXT, .words = "inactivity|contractual"},
    {.name = "churn_window_days", .type = FIELD_INTEGER, .nullable = true, .low = 1, .high = 36500},
    {.name = "churn_recognition", .type = FIELD_TEXT, .words = "end|cancel|period_end"},
    {.name = "partial_loss", .type = FIELD_TEXT, .words = "contraction|churn"},
    {.name = "version", .type = FIELD_INTEGER, .read_only = true},
    {0},
};
static const Shape change_shape = {.name = "WorkspaceChange", .fields = change_fields};

static void write_model(JsonWriter *json, const WorkspaceSettings *settings)
{
    const Preset *preset = &presets[settings->business_model];
    json_key(json, "business_model");
    if (settings->business_model)
        json_string(json, str_of(preset->name));
    else
        json_null(json);
    json_key(json, "churn_rule");
    json_string(json, churn_rule_name(settings->churn_rule));
    json_key(json, "churn_window_days");
    if (settings->window_days)
        json_integer(json, settings->window_days);
    else
        json_null(json);
    json_key(json, "churn_recognition");
    json_string(json, churn_recognition_name(settings->churn_recognition));
    json_key(json, "partial_loss");
    json_string(json, partial_loss_name(settings->partial_loss));
    json_key(json, "default_metrics");
    json_begin_array(json);
    for (size_t i = 0; i < preset_metrics(settings->business_model); i++) json_string(json, str_of(preset->metrics[i]));
    json_end_array(json);
}

static void answer(Call *call, const WorkspaceSettings *settings, bool restart_needed)
{
    call_version(call, settings->version);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "version");
    json_integer(&json, settings->version);
    json_key(&json, "name");
    json_string(&json, settings->name);
    json_key(&json, "time_zone");
    json_string(&json, zone_name(settings->zone));
    json_key(&json, "currency");
    json_string(&json, str_of(settings->currency.code));
    json_key(&json, "locale");
    json_string(&json, locale_name(settings->locale));
    json_key(&json, "base_url");
    if (settings->base_url.size > 0)
        json_string(&json, settings->base_url);
    else
        json_null(&json);
    json_key(&json, "tracking_consent");
    json_string(&json, settings->tracking_consent ? STR("required") : STR("not_required"));
    write_model(&json, settings);
    json_key(&json, "restart_needed");
    json_boolean(&json, restart_needed);
    json_end_object(&json);
}

static bool differs(const WorkspaceSettings *a, const WorkspaceSettings *b)
{
    return !str_equal(zone_name(a->zone), zone_name(b->zone)) ||
           !str_equal(str_of(a->currency.code), str_of(b->currency.code));
}

static bool get_workspace(Call *call, StoreSession *session, Error *error)
{
    (void)session;
    (void)error;
    const Workspace *workspace = call->house->workspace;
    answer(call, workspace_settings(workspace), differs(workspace_settings(workspace), workspace_first(workspace)));
    return true;
}

static Str without_slash(Str url)
{
    while (url.size > 0 && url.data[url.size - 1] == '/') url.size--;
    return url;
}

// A model brings its churn rule and window with it, unless they are given beside it.
static void apply_model(const Call *call, WorkspaceSettings *settings)
{
    JsonValue value;
    int64_t days;
    if (json_member(call->body, STR("business_model"), &value)) {
        if (!business_model_parse(json_get_string(value, call->arena), &settings->business_model))
            settings->business_model = BUSINESS_NOT_CHOSEN;
        settings->churn_rule = presets[settings->business_model].churn;
        settings->window_days = presets[settings->business_model].window_days;
    }
    Str rule = shape_text(call->body, "churn_rule", call->arena);
    if (str_equal(rule, churn_rule_name(CHURN_CONTRACTUAL))) settings->churn_rule = CHURN_CONTRACTUAL;
    if (str_equal(rule, churn_rule_name(CHURN_BY_INACTIVITY))) settings->churn_rule = CHURN_BY_INACTIVITY;
    if (json_member(call->body, STR("churn_window_days"), &value))
        settings->window_days = json_get_integer(value, &days) ? (int32_t)days : 0;
}

static void apply_revenue(const Call *call, WorkspaceSettings *settings)
{
    Str recognition = shape_text(call->body, "churn_recognition", call->arena);
    Str loss = shape_text(call->body, "partial_loss", call->arena);
    ChurnRecognition recognised;
    PartialLoss partial;
    if (churn_recognition_parse(recognition, &recognised)) settings->churn_recognition = recognised;
    if (partial_loss_parse(loss, &partial)) settings->partial_loss = partial;
}

// The shape has checked every value.
static bool apply(const Call *call, WorkspaceSettings *settings, Error *error)
{
    JsonValue value;
    Str text = shape_text(call->body, "time_zone", call->arena);
    if (text.size > 0 && !zone_open(text, call->arena, &settings->zone, error)) return false;
    text = shape_text(call->body, "currency", call->arena);
    if (text.size > 0 && !currency_find(text, &settings->currency)) return false;
    text = shape_text(call->body, "locale", call->arena);
    if (text.size > 0 && !locale_parse(text, &settings->locale)) return false;
    text = shape_text(call->body, "tracking_consent", call->arena);
    if (text.size > 0) settings->tracking_consent = str_equal(text, STR("required"));
    apply_model(call, settings);
    apply_revenue(call, settings);
    if (json_member(call->body, STR("name"), &value)) settings->name = json_get_string(value, call->arena);
    if (json_member(call->body, STR("base_url"), &value))
        settings->base_url = without_slash(json_get_string(value, call->arena));
    return true;
}

static bool change_workspace(Call *call, StoreSession *session, Error *error)
{
    Workspace *workspace = call->house->workspace;
    WorkspaceSettings settings = *workspace_current(workspace);
    if (!call_if_match(call, settings.version, error) || !apply(call, &settings, error) ||
        !workspace_change(workspace, session, &settings, error))
        return false;
    call->audit_object = STR("workspace");
    answer(call, workspace_current(workspace), differs(workspace_current(workspace), workspace_first(workspace)));
    return true;
}

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/workspace",
     .name = "getWorkspace",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("The settings of the data folder", "Les réglages du dossier de données"),
     .answer = &settings_shape,
     .read = get_workspace},
    {.method = "PATCH",
     .path = "/api/v1/workspace",
     .name = "changeWorkspace",
     .access = ACCESS_ADMIN,
     .cost = COST_WRITE,
     .summary = PHRASE("Changes the settings that are given", "Modifie les réglages donnés"),
     .body = &change_shape,
     .answer = &settings_shape,
     .write = change_workspace},
    {0},
};

const Module workspace_module = {.name = "workspace", .routes = routes};

#include "serve/serve_cli.h"

#include "module.h"
#include "serve/house_open.h"
#include "serve/run.h"

extern const Route status_routes[];

static bool run(const CommandCall *call, Error *error)
{
    ServeSettings settings;
    return settings_read(call->options, call->arena, &settings, error) &&
           serve_run(&settings, call->options, call->locale, call->arena, error);
}

const Command serve_command = {
    .name = "serve",
    .summary = PHRASE("run the server on a data folder: HTTP API, tracking, background jobs",
                      "lancer le serveur sur un dossier de données\u00A0: API HTTP, suivi, tâches de fond"),
    .options = serve_options,
    .common = COMMON_DATA | COMMON_DATABASE | COMMON_ACTIVITY,
    .details =
        PHRASE("Listens until it is told to stop: SIGTERM or Ctrl-C finishes what was begun, a second one does "
               "not wait. SIGHUP reads the configuration again. docs/operating.md has the rest.",
               "Écoute jusqu'à ce qu'on l'arrête\u00A0: SIGTERM ou Ctrl-C termine ce qui est commencé, un second "
               "n'attend pas. SIGHUP relit la configuration. Le reste est dans docs/operating.md."),
    .examples = "fidele serve --data /var/lib/fidele\n"
                "fidele serve --database postgresql://fidele@db.example.com/fidele --base-url "
                "https://retention.example.com --proxy 127.0.0.1\n",
    .run = run,
};

extern const Command move_command;

static const Command *const commands[] = {&serve_command, &move_command, NULL};

extern const Module serve_module;
const Module serve_module = {.name = "serve", .commands = commands, .routes = status_routes};

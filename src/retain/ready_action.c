#include "retain/ready_action.h"

typedef struct ReadyAction {
    const char *key;
    Phrase label;
} ReadyAction;

static const ReadyAction ready_actions[] = {
    {"owner-call", PHRASE("Call by the owner", "Appel par la personne qui suit le client")},
    {"service-recovery", PHRASE("Service recovery mail", "E-mail d’excuses après un incident")},
    {"win-back-10", PHRASE("Win-back offer, 10 % off", "Offre de reconquête, 10\u202F% de remise")},
    {"pause-or-smaller-plan", PHRASE("A pause or a smaller plan", "Une pause ou une formule plus petite")},
};

Str next_action_label(const NextAction *action, Locale locale)
{
    for (size_t i = 0; !action->label.size && i < COUNT_OF(ready_actions); i++)
        if (str_equal(str_of(ready_actions[i].key), action->key)) return str_of(ready_actions[i].label.in[locale]);
    return action->label.size ? action->label : action->key;
}

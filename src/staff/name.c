#include "staff/name.h"

bool name_check(Str name, const char *path, Error *error)
{
    enum { CHARACTERS_MAX = 100, DELETE = 0x7F, CONTINUES = 0x80, LEADS = 0xC0 };
    size_t characters = 0;
    bool control = false;
    for (size_t i = 0; i < name.size; i++) {
        unsigned char byte = (unsigned char)name.data[i];
        control = control || byte < ' ' || byte == DELETE;
        characters += (byte & LEADS) != CONTINUES;
    }
    if (str_trim(name).size > 0 && characters <= CHARACTERS_MAX && !control) return true;
    return error_code(error, ERROR_INPUT, "invalid_value",
                      PHRASE("a name has 1 to 100 characters, without line ends and other control characters",
                             "un nom a de 1 à 100 caractères, sans fin de ligne ni autre caractère de contrôle"), ) ||
           error_at(error, str_of(path));
}

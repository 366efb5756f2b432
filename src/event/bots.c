#include "event/bots.h"

#include <string.h>

// In lower case, sorted; names that are part of no browser's. HTTP libraries are not among them: servers send with
// them.
static const char *const names[] = {
    "adsbot",
    "ahrefs",
    "applebot",
    "baiduspider",
    "bingpreview",
    "bytespider",
    "ccbot",
    "checkly",
    "chrome-lighthouse",
    "claudebot",
    "crawl",
    "curl/",
    "datadogsynthetics",
    "discordbot",
    "dotbot",
    "duckduckbot",
    "embedly",
    "facebookcatalog",
    "facebookexternalhit",
    "feedfetcher",
    "google-inspectiontool",
    "google-read-aloud",
    "google-structured-data",
    "googleother",
    "gptbot",
    "headlesschrome",
    "httpunit",
    "httrack",
    "ia_archiver",
    "lighthouse",
    "linkedinbot",
    "mediapartners-google",
    "meta-externalagent",
    "newrelicpinger",
    "nutch",
    "petalbot",
    "phantomjs",
    "pingdom",
    "pinterestbot",
    "prerender",
    "ptst/",
    "puppeteer",
    "qwantify",
    "scrapy",
    "selenium",
    "semrush",
    "seznambot",
    "siteimprove",
    "sitespeed.io",
    "skypeuripreview",
    "slackbot",
    "slurp",
    "spider",
    "statuscake",
    "telegrambot",
    "twitterbot",
    "uptimerobot",
    "w3c_validator",
    "wget/",
    "whatsapp/",
    "yandexbot",
    "zgrab",
};

static char lower(char byte)
{
    return 'A' <= byte && byte <= 'Z' ? (char)(byte + 32) : byte;
}

static bool starts(Str text, size_t at, const char *name)
{
    for (size_t i = 0; name[i]; i++)
        if (at + i >= text.size || lower(text.data[at + i]) != name[i]) return false;
    return true;
}

static bool is_letter(char byte)
{
    return 'a' <= lower(byte) && lower(byte) <= 'z';
}

// The word "bot" at the end of a name ("examplebot/1.0"); not of telephones ("CUBOT").
static bool ends_in_bot(Str text, size_t at)
{
    if (!starts(text, at, "bot") || (at + 3 < text.size && is_letter(text.data[at + 3]))) return false;
    return at < 2 || !starts(text, at - 2, "cubot");
}

bool bot_user_agent(Str user_agent)
{
    for (size_t at = 0; at < user_agent.size; at++) {
        char first = lower(user_agent.data[at]);
        if (first == 'b' && ends_in_bot(user_agent, at)) return true;
        for (size_t i = 0; i < COUNT_OF(names) && names[i][0] <= first; i++)
            if (names[i][0] == first && starts(user_agent, at, names[i])) return true;
    }
    return false;
}

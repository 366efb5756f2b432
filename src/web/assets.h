// assets.h - the files of the browser application, which lie in the program (tools/web_assets.sh writes the table).
#ifndef FIDELE_WEB_ASSETS_H
#define FIDELE_WEB_ASSETS_H

#include <stddef.h>

typedef struct WebBytes {
    const char *begin, *end; // NULL: there is none of this kind
} WebBytes;

typedef enum WebEncoding { WEB_IDENTITY, WEB_BROTLI, WEB_GZIP, WEB_ENCODINGS } WebEncoding;

typedef struct WebAsset {
    const char *path; // "index.html", "assets/index-BV7r.css"
    const char *tag;  // of its bytes
    WebBytes bytes[WEB_ENCODINGS];
} WebAsset;

extern const WebAsset web_assets[]; // in the order of their paths; ends with one without a path

#endif

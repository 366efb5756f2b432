#include "http/fault.h"

typedef struct FaultText {
    int status;
    const char *code;
    Phrase phrase;
} FaultText;

static const FaultText texts[HTTP_FAULT_COUNT] = {
    [HTTP_NOT_HTTP] = {400, "bad_request_line", PHRASE("this is no HTTP request", "ceci n’est pas une requête HTTP")},
    [HTTP_VERSION_MISSING] = {400, "bad_request_line", PHRASE("HTTP version missing", "version HTTP absente")},
    [HTTP_LINE_SPACES] = {400, "bad_request_line", PHRASE("single spaces expected", "espaces simples attendues")},
    [HTTP_VERSION_OTHER] = {505, "http_version",
                            PHRASE("HTTP/1.0 and HTTP/1.1 only", "HTTP/1.0 et HTTP/1.1 seulement")},
    [HTTP_METHOD_UNKNOWN] = {501, "unknown_method", PHRASE("method not known", "méthode inconnue")},
    [HTTP_METHOD_REFUSED] = {405, "method_not_allowed",
                             PHRASE("Allow header lists the methods",
                                    "méthode refusée\u00A0: l’en-tête Allow énumère les méthodes")},
    [HTTP_TARGET_TOO_LONG] = {414, "uri_too_long",
                              PHRASE("target limited to 8192 bytes", "cible limitée à 8192 octets")},
    [HTTP_TARGET_FORM] = {400, "bad_request_line", PHRASE("target must begin with /", "la cible doit commencer par /")},
    [HTTP_TARGET_BYTES] = {400, "bad_path",
                           PHRASE("control bytes and bytes beyond ASCII must be percent-encoded",
                                  "les octets de contrôle ou hors de l’ASCII doivent être codés par\u202F%")},
    [HTTP_PATH_NUL] = {400, "bad_path", PHRASE("NUL in path", "NUL dans le chemin")},
    [HTTP_PATH_ESCAPE] = {400, "bad_path", PHRASE("broken percent escape", "séquence «\u00A0%\u00A0» invalide")},
    [HTTP_PATH_UTF8] = {400, "invalid_utf8",
                        PHRASE("path is not valid UTF-8", "le chemin n’est pas de l’UTF-8 valide")},
    [HTTP_PATH_FRAGMENT] = {400, "bad_path", PHRASE("fragment not allowed", "fragment refusé")},

    [HTTP_BARE_LF] = {400, "bare_lf",
                      PHRASE("header lines must end in CRLF", "les lignes d’en-tête doivent finir par CRLF")},
    [HTTP_HEADER_CONTROL] = {400, "bad_header_value",
                             PHRASE("control byte in header", "octet de contrôle dans un en-tête")},
    [HTTP_HEADER_FOLDED] = {400, "bad_header_value",
                            PHRASE("folded headers are not accepted", "les en-têtes repliés sont refusés")},
    [HTTP_HEADER_NAME] = {400, "bad_header_name", PHRASE("header name not allowed", "nom d’en-tête refusé")},
    [HTTP_HEADER_NAME_SPACE] = {400, "bad_header_name", PHRASE("space before colon", "espace avant le deux-points")},
    [HTTP_HEADER_NAME_MISSING] = {400, "bad_header_name", PHRASE("header name missing", "nom d’en-tête absent")},
    [HTTP_HEADER_COLON_MISSING] = {400, "bad_header_name", PHRASE("colon missing", "deux-points absent")},
    [HTTP_HEADERS_TOO_MANY] = {431, "headers_too_large", PHRASE("at most 64 headers", "64 en-têtes au plus")},
    [HTTP_HEADERS_TOO_LARGE] = {431, "headers_too_large",
                                PHRASE("headers limited to 16384 bytes", "en-têtes limités à 16384 octets")},

    [HTTP_HEADER_TWICE] = {400, "duplicate_header",
                           PHRASE("{0} may appear once", "{0} ne peut apparaître qu’une fois")},
    [HTTP_HOST_MISSING] = {400, "missing_host", PHRASE("Host header is required", "l’en-tête Host est obligatoire")},
    [HTTP_HOST_BAD] = {400, "bad_host",
                       PHRASE("Host is not a valid host[:port]", "Host n’est pas de la forme hôte[:port]")},
    [HTTP_HOST_UNKNOWN] = {421, "unknown_host",
                           PHRASE("this server does not serve that host", "ce serveur ne sert pas cet hôte")},
    [HTTP_HOST_DIFFERS] = {421, "unknown_host",
                           PHRASE("target host differs from Host", "l’hôte de la cible n’est pas celui de Host")},
    [HTTP_OVERRIDE] = {400, "header_not_allowed",
                       PHRASE("method override is not supported",
                              "le remplacement de méthode n’est pas pris en charge")},
    [HTTP_FRAMING_BOTH] = {400, "conflicting_framing",
                           PHRASE("send Content-Length or Transfer-Encoding, not both",
                                  "envoyez Content-Length ou Transfer-Encoding, pas les deux")},
    [HTTP_FRAMING_DIFFERS] = {400, "conflicting_framing",
                              PHRASE("Content-Length given twice with different values",
                                     "Content-Length donné deux fois avec des valeurs différentes")},
    [HTTP_FRAMING_OLD] = {400, "conflicting_framing",
                          PHRASE("not allowed in HTTP/1.0", "Transfer-Encoding n’est pas permis en HTTP/1.0")},
    [HTTP_LENGTH_LIST] = {400, "bad_content_length",
                          PHRASE("Content-Length must be one number", "Content-Length doit être un seul nombre")},
    [HTTP_LENGTH_DIGITS] = {400, "bad_content_length",
                            PHRASE("digits only", "Content-Length\u00A0: des chiffres seulement")},
    [HTTP_LENGTH_TOO_LARGE] = {400, "bad_content_length",
                               PHRASE("number too large", "Content-Length\u00A0: nombre trop grand")},
    [HTTP_TRANSFER_ENCODING] = {501, "unsupported_transfer_encoding",
                                PHRASE("only chunked is supported", "seul chunked est pris en charge")},
    [HTTP_EXPECT] = {417, "expectation_failed", PHRASE("only 100-continue", "100-continue seulement")},
    [HTTP_ENCODING] = {415, "unsupported_encoding", PHRASE("identity and gzip only", "identity et gzip seulement")},
    [HTTP_ENCODING_TWICE] = {415, "unsupported_encoding", PHRASE("one encoding only", "un seul codage")},
    [HTTP_RANGE_SEVERAL] = {416, "bad_range", PHRASE("one range only", "un seul intervalle")},
    [HTTP_RANGE_OUT] = {416, "bad_range", PHRASE("range not satisfiable", "intervalle hors du contenu")},

    [HTTP_BODY_TOO_LARGE] = {413, "body_too_large", PHRASE("limit {0} bytes", "limite\u00A0: {0} octets")},
    [HTTP_BODY_SHORT] = {400, "short_body",
                         PHRASE("connection closed after {0} of {1} bytes",
                                "connexion fermée après {0} octets sur {1}")},
    [HTTP_CHUNK_SIZE] = {400, "bad_chunk",
                         PHRASE("chunk size must be hex digits", "la taille d’un morceau s’écrit en hexadécimal")},
    [HTTP_CHUNK_SIZE_LF] = {400, "bad_chunk", PHRASE("CRLF expected", "CRLF attendu")},
    [HTTP_CHUNK_TOO_LARGE] = {400, "bad_chunk", PHRASE("chunk size too large", "morceau trop grand")},
    [HTTP_CHUNK_EXTENSION] = {400, "bad_chunk", PHRASE("chunk extension too long", "extension de morceau trop longue")},
    [HTTP_CHUNK_END] = {400, "bad_chunk", PHRASE("CRLF expected after chunk", "CRLF attendu après le morceau")},
    [HTTP_TRAILERS_TOO_LARGE] = {431, "headers_too_large",
                                 PHRASE("trailers limited to 4096 bytes", "trailers limités à 4096 octets")},
    [HTTP_CHUNKS_SHORT] = {400, "short_body",
                           PHRASE("connection closed before the last chunk",
                                  "connexion fermée avant le dernier morceau")},
    [HTTP_GZIP_TOO_LARGE] = {413, "decompressed_too_large",
                             PHRASE("inflated body limited to {0} bytes", "corps décompressé limité à {0} octets")},
    [HTTP_GZIP_SHORT] = {400, "bad_gzip", PHRASE("gzip stream ends early", "le flux gzip finit trop tôt")},
    [HTTP_GZIP_TRAILED] = {400, "bad_gzip", PHRASE("bytes after gzip end", "octets après la fin du gzip")},
    [HTTP_GZIP_DAMAGED] = {400, "bad_gzip", PHRASE("gzip stream is damaged", "flux gzip endommagé")},

    [HTTP_HEADER_TIMEOUT] = {408, "header_timeout",
                             PHRASE("headers not complete in {0} s", "en-têtes incomplets après {0}\u00A0s")},
    [HTTP_BODY_TIMEOUT] = {408, "body_timeout",
                           PHRASE("body slower than 1024 bytes/s", "corps plus lent que 1024 octets/s")},
    [HTTP_OVERLOADED] = {503, "overloaded",
                         PHRASE("too many bodies are being received: try again in a second",
                                "trop de corps en cours de réception\u00A0: réessayez dans une seconde")},
    [HTTP_ANSWER_HEADER] = {500, "internal",
                            PHRASE("the answer could not be written", "la réponse n’a pas pu être écrite")},
};

int http_fault_status(HttpFault fault)
{
    assert(HTTP_FINE < fault && fault < HTTP_FAULT_COUNT);
    return texts[fault].status;
}

void http_fault_error(HttpFault fault, const Str *arguments, size_t count, Error *error)
{
    assert(HTTP_FINE < fault && fault < HTTP_FAULT_COUNT);
    int status = texts[fault].status;
    ErrorKind kind = status == 413   ? ERROR_TOO_LARGE
                     : status == 415 ? ERROR_UNSUPPORTED
                     : status == 405 ? ERROR_METHOD
                     : status == 503 ? ERROR_UNAVAILABLE
                     : status == 500 ? ERROR_FAILED
                                     : ERROR_MALFORMED;
    error_set(error, kind, texts[fault].phrase, arguments, count);
    error->code = texts[fault].code;
    if (status == 503) error->retry_seconds = 1;
}

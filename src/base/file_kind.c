#include "base/file_kind.h"

static const Phrase workbook =
    PHRASE("{0}: this is an Excel workbook; open it in Excel and save it as CSV",
           "{0} : c’est un classeur Excel ; ouvrez-le dans Excel et enregistrez-le au format CSV");
static const Phrase open_document =
    PHRASE("{0}: this is an OpenDocument spreadsheet; open it in LibreOffice and save it as CSV",
           "{0} : c’est un classeur OpenDocument ; ouvrez-le dans LibreOffice et enregistrez-le au format CSV");
static const Phrase zip =
    PHRASE("{0}: this is a ZIP archive; unpack it and name the file inside",
           "{0} : c’est une archive ZIP ; décompressez-la et indiquez le fichier qu’elle contient");
static const Phrase pdf =
    PHRASE("{0}: this is a PDF, made for printing; export the same table as CSV where it comes from",
           "{0} : c’est un PDF, fait pour l’impression ; exportez le même tableau au format CSV depuis son origine");
static const Phrase image =
    PHRASE("{0}: this is an image; export the table it shows as CSV where it comes from",
           "{0} : c’est une image ; exportez le tableau qu’elle montre au format CSV depuis son origine");
static const Phrase packed =
    PHRASE("{0}: this file is packed in a way that is not read here (gzip and zstd are); unpack it first",
           "{0} : ce fichier est compressé d’une façon non reconnue (gzip et zstd le sont) ; décompressez-le d’abord");
static const Phrase utf32 =
    PHRASE("{0}: this text is in UTF-32; save it as UTF-8", "{0} : ce texte est en UTF-32 ; enregistrez-le en UTF-8");

// The first that fits counts. A few letters alone decide nothing: a column may be called PK or BZh.
static const struct {
    Str start, holds; // `holds` stands anywhere in the file
    const Phrase *refusal;
} kinds[] = {
    {STR("PK\x03\x04"), STR("xl/workbook"), &workbook},
    {STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), STR(""), &workbook}, // OLE2, what Excel wrote before 2007
    {STR("PK\x03\x04"), STR("application/vnd.oasis.opendocument.spreadsheet"), &open_document},
    {STR("PK\x03\x04"), STR(""), &zip},
    {STR("PK\x05\x06"), STR(""), &zip}, // an empty one
    {STR("%PDF-"), STR(""), &pdf},
    {STR("\x89PNG\r\n\x1A\n"), STR(""), &image},
    {STR("\xFF\xD8\xFF"), STR(""), &image}, // JPEG
    {STR("GIF87a"), STR(""), &image},
    {STR("GIF89a"), STR(""), &image},
    {STR("BZh"), STR("1AY&SY"), &packed}, // bzip2
    {STR("\xFD"
         "7zXZ\0"),
     STR(""), &packed},
    {STR("7z\xBC\xAF\x27\x1C"), STR(""), &packed},
    {STR("Rar!\x1A\x07"), STR(""), &packed},
    {STR("\xFF\xFE\0\0"), STR(""), &utf32},
    {STR("\0\0\xFE\xFF"), STR(""), &utf32},
};

const Phrase *file_kind_refusal(Str bytes)
{
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (str_starts_with(bytes, kinds[i].start) && str_contains(bytes, kinds[i].holds)) return kinds[i].refusal;
    return NULL;
}

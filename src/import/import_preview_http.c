// import_preview_http.c - POST /api/v1/imports/preview: what is understood of a file, to be corrected by `mapping` and
// the other parameters before it is imported.
#include <string.h>

#include "base/file.h"
#include "house.h"
#include "import/cell.h"
#include "import/import_http.h"
#include "import/import_upload.h"

enum { SAMPLES = 3, SAMPLE_BYTES = 200 };

// ---- writing ----

static void write_text(JsonWriter *json, const char *key, Str text)
{
    json_key(json, key);
    if (text.size)
        json_string(json, text);
    else
        json_null(json);
}

static Str date_order_word(DateOrder order)
{
    static const Str words[] = {[DATE_ORDER_FIND] = STR(""),
                                [DATE_ORDER_DMY] = STR("dmy"),
                                [DATE_ORDER_MDY] = STR("mdy"),
                                [DATE_ORDER_YMD] = STR("ymd")};
    return words[order];
}

static void write_format(const Call *call, JsonWriter *json, const Reading *reading)
{
    const Table *table = &reading->table;
    bool csv = table->form == TABLE_CSV;
    json_key(json, "form"), json_string(json, csv ? STR("csv") : STR("json"));
    write_text(json, "delimiter",
               !csv                           ? STR("")
               : table->csv.delimiter == '\t' ? STR("tab")
                                              : str_format(call->arena, "%c", table->csv.delimiter));
    json_key(json, "charset"), json_string(json, charset_name(table->source.charset));
    write_text(json, "date_order", date_order_word(reading->date_order));
    write_text(json, "decimal",
               reading->decimal == '.'   ? STR("point")
               : reading->decimal == ',' ? STR("comma")
                                         : STR(""));
}

static Str sample_of(Str value)
{
    size_t size = value.size < SAMPLE_BYTES ? value.size : SAMPLE_BYTES;
    while (size < value.size && size && ((unsigned char)value.data[size] & 0xC0) == 0x80) size--;
    return (Str){value.data, size};
}

typedef struct Samples {
    RowCells row[SAMPLES];
    size_t rows;
} Samples;

static Samples take_samples(const Call *call, const Reading *reading)
{
    Samples samples = {0};
    for (size_t row = 0; row < reading->table.rows && samples.rows < SAMPLES; row++) {
        RowCells *cells = &samples.row[samples.rows];
        *cells =
            (RowCells){.reading = reading, .cells = cells_make(&reading->table, call->arena), .arena = call->arena};
        samples.rows += row_cells_read(cells, row);
    }
    return samples;
}

// What a value becomes with its field; what is kept under its own name stays as it is.
static void write_read(const Call *call, JsonWriter *json, RowCells *row, size_t column)
{
    const ColumnPlan *plan = &row->reading->column[column];
    Str shown = row->cells.value[column];
    bool fine = plan->use != USE_TARGET || cell_shown(row, plan->target, &shown);
    json_begin_object(json);
    json_key(json, "value"), json_string(json, sample_of(row->cells.value[column]));
    write_text(json, "read", fine && plan->use != USE_SKIP ? sample_of(shown) : STR(""));
    write_text(json, "reason", fine ? STR("") : str_of(fault_label(str_of(row->fault.code)).in[call->locale]));
    json_end_object(json);
}

static void write_columns(const Call *call, JsonWriter *json, const Reading *reading)
{
    Samples samples = take_samples(call, reading);
    json_key(json, "columns");
    json_begin_array(json);
    for (size_t i = 0; i < reading->table.columns; i++) {
        json_begin_object(json);
        json_key(json, "name"), json_string(json, reading->table.name[i]);
        json_key(json, "field");
        json_string(json, column_plan_word(&reading->options, &reading->column[i], call->arena));
        json_key(json, "samples");
        json_begin_array(json);
        for (size_t row = 0; row < samples.rows; row++) json_string(json, sample_of(samples.row[row].cells.value[i]));
        json_end_array(json);
        json_key(json, "values");
        json_begin_array(json);
        for (size_t row = 0; row < samples.rows; row++) write_read(call, json, &samples.row[row], i);
        json_end_array(json);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_fields(const Call *call, JsonWriter *json, ImportKind kind)
{
    json_key(json, "fields");
    json_begin_array(json);
    for (Target target = TARGET_SKIP + 1; target < TARGET_COUNT; target++) {
        if (!target_of_kind(target, kind)) continue;
        json_begin_object(json);
        json_key(json, "name"), json_string(json, str_of(targets[target].name));
        json_key(json, "label"), json_string(json, str_of(targets[target].label.in[call->locale]));
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_problem(const Call *call, JsonWriter *json, const Reading *reading)
{
    json_key(json, "problem");
    if (!reading->has_problem) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    json_key(json, "code"), json_string(json, str_of(reading->problem.code ? reading->problem.code : "invalid_value"));
    json_key(json, "message"), json_string(json, str_of(reading->problem.message[call->locale]));
    json_end_object(json);
}

// ---- the route ----

static Bytes copy_of(Str body)
{
    Bytes bytes = {0};
    bytes_make_room(&bytes, body.size);
    if (body.size) memcpy(bytes.data, body.data, body.size);
    bytes.size = body.size;
    return bytes;
}

static bool take_bytes(const Call *call, Bytes *bytes, Error *error)
{
    Str upload = call_query(call, "upload"), path;
    *bytes = (Bytes){0};
    if (!upload.size) *bytes = copy_of(call->request->body);
    return !upload.size || (import_upload_path(call->house->folder, upload, call->arena, &path, error) &&
                            file_load(path, TABLE_BYTES_MAX, bytes, error));
}

bool import_preview(Call *call, StoreSession *session, Error *error)
{
    (void)session;
    ImportKind kind = 0;
    ReadingOptions options;
    Reading reading;
    Bytes bytes;
    Str text, told = call_query(call, "kind");
    if (told.size && !import_kind_parse(told, &kind)) return import_refuse_kind(error);
    if (!import_read_options(call, kind, &text, &options, error) || !take_bytes(call, &bytes, error)) return false;
    options.lenient = true;
    if (!reading_open(&bytes, import_shown_name(call), &options, call->arena, &reading, error)) return false;
    kind = reading.options.kind;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "kind"), json_string(&json, import_kind_name(kind));
    json_key(&json, "bytes"), json_integer(&json, (int64_t)reading.table.source.text.size);
    json_key(&json, "rows"), json_integer(&json, (int64_t)reading.table.rows);
    write_format(call, &json, &reading);
    write_columns(call, &json, &reading);
    write_fields(call, &json, kind);
    write_problem(call, &json, &reading);
    json_end_object(&json);
    reading_close(&reading);
    return true;
}

static const Field value_fields[] = {
    {.name = "value", .type = FIELD_TEXT, .required = true, .help = PHRASE("as it stands", "telle quelle")},
    {.name = "read",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("what it becomes; null: nothing", "ce qu’elle devient\u202F; null\u00A0: rien")},
    {.name = "reason",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("why its row would be left out", "pourquoi sa ligne serait laissée de côté")},
    {.name = NULL}};
static const Shape value_shape = {.name = "ImportValue", .fields = value_fields};

static const Field column_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .required = true, .help = PHRASE("of the column", "de la colonne")},
    {.name = "field",
     .type = FIELD_TEXT,
     .required = true,
     .help = PHRASE("what it becomes: a field, traits.NAME, properties.NAME, or - for nothing",
                    "ce qu’elle devient\u00A0: un champ, traits.NOM, properties.NOM, ou - pour rien")},
    {.name = "samples",
     .type = FIELD_ARRAY,
     .required = true,
     .item = FIELD_TEXT,
     .help = PHRASE("values of the first rows", "valeurs des premières lignes")},
    {.name = "values",
     .type = FIELD_ARRAY,
     .required = true,
     .shape = &value_shape,
     .help = PHRASE("the same, and what each becomes", "les mêmes, et ce que chacune devient")},
    {.name = NULL}};
static const Shape column_shape = {.name = "ImportColumn", .fields = column_fields};

static const Field field_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .required = true, .help = PHRASE("for the mapping", "pour la correspondance")},
    {.name = "label", .type = FIELD_TEXT, .required = true, .help = PHRASE("what it is", "ce que c’est")},
    {.name = NULL}};
static const Shape field_shape = {.name = "ImportField", .fields = field_fields};

static const Field problem_fields[] = {{.name = "code",
                                        .type = FIELD_TEXT,
                                        .required = true,
                                        .help = PHRASE("as of the error", "comme celui de l’erreur")},
                                       {.name = "message",
                                        .type = FIELD_TEXT,
                                        .required = true,
                                        .help = PHRASE("what to decide", "ce qu’il faut décider")},
                                       {.name = NULL}};
static const Shape problem_shape = {.name = "ImportProblem", .fields = problem_fields};

static const Field preview_fields[] = {
    {.name = "kind",
     .type = FIELD_TEXT,
     .required = true,
     .help = PHRASE("what the rows are", "ce que sont les lignes")},
    {.name = "bytes", .type = FIELD_INTEGER, .required = true, .help = PHRASE("of its text", "de son texte")},
    {.name = "rows", .type = FIELD_INTEGER, .required = true, .help = PHRASE("of the file", "du fichier")},
    {.name = "form",
     .type = FIELD_TEXT,
     .required = true,
     .words = "csv|json",
     .help = PHRASE("how it is written", "comment il est écrit")},
    {.name = "delimiter",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("between columns", "entre les colonnes")},
    {.name = "charset", .type = FIELD_TEXT, .required = true, .help = PHRASE("character set", "jeu de caractères")},
    {.name = "date_order",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help =
         PHRASE("dmy, mdy or ymd; null: nothing hangs on it", "dmy, mdy ou ymd\u202F; null\u00A0: rien n’en dépend")},
    {.name = "decimal",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("point or comma; null: nothing hangs on it", "point ou comma\u202F; null\u00A0: rien n’en dépend")},
    {.name = "columns",
     .type = FIELD_ARRAY,
     .required = true,
     .shape = &column_shape,
     .help = PHRASE("in the order of the file", "dans l’ordre du fichier")},
    {.name = "fields",
     .type = FIELD_ARRAY,
     .required = true,
     .shape = &field_shape,
     .help = PHRASE("what columns may become", "ce que les colonnes peuvent devenir")},
    {.name = "problem",
     .type = FIELD_OBJECT,
     .required = true,
     .nullable = true,
     .shape = &problem_shape,
     .help = PHRASE("what has to be decided before it can be imported", "ce qu’il faut décider avant de l’importer")},
    {.name = NULL}};
const Shape import_preview_shape = {.name = "ImportPreview", .fields = preview_fields};

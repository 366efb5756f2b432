#include "base/test.h"
#include "prediction/lifetime_training.h"

// CDNOW's BG/NBD (Fader, Hardie & Lee 2005, table 2) with one of its numbers said otherwise.
static Str read_with(const char *unit_days, const char *parameter, const char *unit, const char *population)
{
    static const char zeros[] = "0,0,0,0,0,0,0,0,0";
    Str text = str_format(test_arena(),
                          "{\"version\":1,\"lifetime\":{\"model\":\"bg_nbd\",\"unit_days\":%s,\"parameter\":[%s,4.414,"
                          "0.793,2.426],\"covariance\":[%s,0,0,0,0,0,0,0]},\"amounts\":{\"unit\":%s,\"population\":%s,"
                          "\"parameter\":[6.25,3.74,15.44],\"covariance\":[%s]}}",
                          unit_days, parameter, zeros, unit, population, zeros);
    LifetimeFit fit;
    GammaGammaFit amounts;
    bool has_amounts;
    Error error = {0};
    return lifetime_content_read(text, test_arena(), &fit, &amounts, &has_amounts, &error)
               ? STR("read")
               : str_copy(test_arena(), str_of(error.message[LOCALE_EN]));
}

TEST(a_kept_lifetime_model_that_no_fit_can_be_is_refused)
{
    CHECK_TEXT(read_with("7", "0.243", "100", "3547"), "read");
    CHECK_TEXT(read_with("1e-315", "0.243", "100", "3547"),
               "the model is damaged or of another version (unit_days): train it again");
    CHECK_TEXT(read_with("7", "0", "100", "3547"),
               "the model is damaged or of another version (parameter): train it again");
    CHECK_TEXT(read_with("7", "1e300", "100", "3547"),
               "the model is damaged or of another version (parameter): train it again");
    CHECK_TEXT(read_with("7", "0.243", "0", "3547"),
               "the model is damaged or of another version (unit): train it again");
    CHECK_TEXT(read_with("7", "0.243", "100", "-1"),
               "the model is damaged or of another version (population): train it again");
}

#include "import/names.h"

#include <string.h>

#include "base/money.h"

enum { NAME_BYTES = 64 };

static const char *const role_names[COLUMN_ROLE_COUNT] = {
    [COLUMN_SKIP] = "-",
    [COLUMN_CUSTOMER] = "customer",
    [COLUMN_DATE] = "date",
    [COLUMN_TIME] = "time",
    [COLUMN_AMOUNT] = "amount",
    [COLUMN_PRICE] = "price",
    [COLUMN_QUANTITY] = "quantity",
    [COLUMN_ORDER] = "order",
    [COLUMN_PRODUCT] = "product",
    [COLUMN_CHANNEL] = "channel",
    [COLUMN_COUNTRY] = "country",
    [COLUMN_SEGMENT] = "segment",
    [COLUMN_PLAN] = "plan",
    [COLUMN_PROMOTION] = "promotion",
    [COLUMN_REASON] = "reason",
    [COLUMN_COST] = "cost",
    [COLUMN_MARGIN] = "margin",
    [COLUMN_ENDED] = "ended",
    [COLUMN_CURRENCY] = "currency",
    [COLUMN_STATUS] = "status",
};

Str column_role_name(ColumnRole role)
{
    return str_of(role_names[role]);
}

bool column_role_parse(Str name, ColumnRole *role)
{
    name = str_trim(name);
    for (ColumnRole i = 0; i < COLUMN_ROLE_COUNT; i++) {
        if (!str_equal_fold(name, str_of(role_names[i]))) continue;
        *role = i;
        return true;
    }
    *role = COLUMN_SKIP;
    return name.size == 0;
}

// Latin letters of U+00C0 .. U+00FF without their accents; '-' is no letter.
static const char latin_1_letters[] = "aaaaaaaceeeeiiiidnooooo-ouuuuytsaaaaaaaceeeeiiiidnooooo-ouuuuyty";

// One character of `name` at *at as a letter or digit, 0 when it is neither.
static char folded(Str name, size_t *at)
{
    unsigned char byte = (unsigned char)name.data[(*at)++];
    if (byte == 0xC3 && *at < name.size) {
        char letter = latin_1_letters[(unsigned char)name.data[(*at)++] & 0x3F];
        return letter == '-' ? 0 : letter;
    }
    if ('A' <= byte && byte <= 'Z') return (char)(byte + ('a' - 'A'));
    if (('a' <= byte && byte <= 'z') || ('0' <= byte && byte <= '9')) return (char)byte;
    return 0;
}

Str name_fold(Str name, char *buffer, size_t capacity)
{
    size_t size = 0;
    for (size_t at = 0; at < name.size && size < capacity;) {
        char letter = folded(name, &at);
        if (letter) buffer[size++] = letter;
    }
    return (Str){buffer, size};
}

// Folded names, the surest first. Sources: the export files of Shopify, WooCommerce, PrestaShop, Magento, Square,
// Stripe, PayPal, Amazon, Etsy, eBay, and the data sets people learn with (Online Retail, Olist).
static const char *const known_names[COLUMN_ROLE_COUNT] = {
    [COLUMN_CUSTOMER] =
        "customer customerid customeridentifier customernumber customerno customernr customercode customerkey "
        "customerref "
        "customerreference customeruniqueid custid custno idcustomer client clientid idclient clientnumber clientno "
        "numeroclient numerodeclient numclient ndeclient nclient noclient nodeclient codeclient refclient "
        "referenceclient "
        "identifiantclient clients userid iduser user uid buyerid buyeruserid buyer acheteur idacheteur memberid "
        "member "
        "membre idmembre adherent numeroadherent accountid account compte comptes comptclient compteclient idcompte "
        "numerocompte numerodecompte accountnumber contactid subscriberid abonne idabonne shopperid visitorid cid "
        "customeremail clientemail emailclient emailduclient customeremailaddress email emailaddress mail courriel "
        "adresseemail adressemail adressecourriel adresseelectronique billingemail emailbilling emailfacturation "
        "buyeremail payeremail fromemailaddress contactemail customerusername username pseudo customername nomclient "
        "nomduclient clientname buyername fullname nomcomplet billingname billtoname billingfullname shiptoname "
        "name nom customerphone phone telephone",
    [COLUMN_DATE] =
        "orderdate dateorder datecommande datedecommande datedelacommande orderdatetime orderpurchasetimestamp "
        "ordertimestamp "
        "ordertime purchasedate datedachat dateachat purchasetimestamp invoicedate datefacture datedefacture "
        "datedefacturation transactiondate datetransaction datedetransaction saledate datevente datedevente "
        "createddateutc createdutc createdat createddate createdon created datecreated datecreation datedecreation "
        "dateadd dateofpurchase orderedat ordereddate ordered purchasedat placedat orderplaced passeele processedat "
        "completedat datecompleted paidat paiddate datepaid datepaiement datedepaiement paymentdate bookingdate "
        "datetime dateheure dateetheure datehour timestamp date day jour eventtime eventdate when ts",
    [COLUMN_TIME] =
        "time heure ordertime heurecommande heuredecommande transactiontime purchasetime saletime heuredevente",
    [COLUMN_AMOUNT] =
        "amount montant montantttc total totalttc montanttotal montanttotalttc ordertotal totalorder totalcommande "
        "totaldelacommande montantcommande montantdelacommande orderamount ordervalue ordertotalamount grandtotal "
        "grandtotalpurchased grandtotalbase totalpaidtaxincl totalpaid totalamount amounttotal totalprice prixtotal "
        "totalpricetaxincl netsales grosssales totalcollected netamount amountpaid montantpaye paymentvalue "
        "revenue chiffredaffaires chiffreaffaires ca cattc sales salesamount saleamount vente ventes linetotal "
        "rowtotal "
        "itemtotal lineamount linetotalttc totalligne montantligne totalvalue value valeur spend spent gross net brut "
        "ordernet subtotal soustotal montantht totalht caht totalpaidtaxexcl totalpricetaxexcl dollars euros sum somme",
    [COLUMN_PRICE] =
        "price prix unitprice prixunitaire prixunitairettc prixunitaireht prixttc prixht puttc puht pu lineitemprice "
        "itemprice itemcost productprice unitpricetaxincl unitpricetaxexcl sellingprice saleprice prixdevente "
        "priceperunit priceeach unitpriceusd",
    [COLUMN_QUANTITY] =
        "quantity qty quantite qte lineitemquantity itemquantity productquantity quantitypurchased quantityrefund "
        "quantityordered "
        "orderquantity qtyordered quantitecommandee units unites nombre nombredarticles nbarticles numberofitems",
    [COLUMN_ORDER] =
        "order orderid idorder ordernumber orderno ordernr ordernum orderref orderreference ordername orderkey "
        "commande idcommande commandeid numerocommande numerodecommande numerodelacommande numcommande ncommande "
        "ndecommande nocommande referencecommande referencedelacommande refcommande amazonorderid purchaseorderid "
        "invoice invoiceno invoicenumber invoiceid facture numerofacture numerodefacture numfacture nfacture "
        "ndefacture "
        "nofacture reffacture transactionid idtransaction transactionnumber transaction receiptid receiptnumber "
        "receipt "
        "numeroticket ticket ticketid saleid saleno salesrecordnumber basketid basket cartid checkoutid chargeid "
        "paymentid "
        "incrementid bon numerodebon reference ref id",
    [COLUMN_PRODUCT] =
        "product productname produit produits nomproduit nomduproduit libelleproduit lineitemname itemname itemtitle "
        "articlename article designation libelle stockcode sku lineitemsku itemsku productsku productid idproduit "
        "referenceproduit codeproduit codearticle referencearticle asin itemid item productcode title description",
    [COLUMN_CHANNEL] =
        "channel saleschannel orderchannel ordersource canal canaldevente canalvente salessource source utmsource "
        "trafficsource "
        "acquisitionchannel acquisitionsource medium sourcename purchasepoint pointdevente magasin boutique store shop "
        "storename location",
    [COLUMN_COUNTRY] =
        "country pays countryname countrycode codepays customercountry billingcountry countrybilling paysfacturation "
        "paysdefacturation shippingcountry shipcountry countryshipping paysdelivraison payslivraison deliverycountry "
        "livraison delivery",
    [COLUMN_SEGMENT] =
        "segment customersegment segmentclient customergroup groupeclient customertype typeclient typedeclient "
        "categorieclient customercategory tier",
    [COLUMN_PLAN] =
        "plan planname plantier subscriptionplan formule forfait abonnement offre offer planid subscription",
    [COLUMN_PROMOTION] =
        "promotion promo promocode promotioncode promotionids codepromo codepromotionnel discountcode couponcode "
        "couponcodes coupon coupons codereduction bondereduction voucher vouchercode campaign campagne",
    [COLUMN_REASON] = "reason churnreason reasoncode cancellationreason cancelreason reasonforleaving motif "
                      "motifdedepart motifdepart "
                      "motifderesiliation motifresiliation raison raisondudepart",
    [COLUMN_COST] = "cost costs cout couts coutachat coutdachat coutdesventes coutderevient prixderevient prixdachat "
                    "cogs totalcost "
                    "costofgoods costprice purchasecost",
    [COLUMN_MARGIN] =
        "margin marge margebrute margenette grossmargin profit grossprofit netprofit benefice contribution",
    [COLUMN_ENDED] =
        "ended endedat enddate contractend contractenddate subscriptionend subscriptionended datefin datedefin "
        "datefincontrat datedefindecontrat finducontrat dateresiliation datederesiliation cancellationdate churndate",
    [COLUMN_CURRENCY] = "currency currencycode ordercurrency ordercurrencycode transactioncurrency currencyiso iso4217 "
                        "devise codedevise monnaie",
    [COLUMN_STATUS] = "status orderstatus statut statutcommande statutdelacommande etat etatcommande etatdelacommande "
                      "financialstatus "
                      "paymentstatus statutpaiement statutdupaiement transactionstatus osname orderstate",
};

// Words that make a name sound like a role, for names that no list holds ("date_cmd", "montant_net_eur").
static const char *const sounds[COLUMN_ROLE_COUNT] = {
    [COLUMN_CUSTOMER] =
        "customer client email mail buyer acheteur user utilisateur member membre adherent abonne cust account",
    [COLUMN_DATE] = "date created timestamp datetime jour day purchased ordered time",
    [COLUMN_AMOUNT] = "amount montant total revenue ttc value valeur sales ca spend paid",
    [COLUMN_PRICE] = "price prix",
    [COLUMN_QUANTITY] = "quantity qty quantite qte units",
    [COLUMN_ORDER] = "order commande invoice facture",
};

// Words that make it something else.
static const char *const discords =
    "birth birthday naissance shipping ship shipped delivery delivered livraison expedition tax taxes tva vat tip tips "
    "discount discounts remise refund refunded refunds rembourse fee fees frais count nombre nb number update updated "
    "modified modification cancelled canceled expiry due first last premiere derniere signup registration inscription "
    "city ville zip postal postcode address adresse street rue note notes comment status statut etat method mode "
    "currency devise type tenure monthly monthlycharges charges charge mrr arr rate ratio percent score";

static bool among(Str word, const char *words, int *place)
{
    int number = 1;
    for (Str rest = str_of(words), one; str_cut(&rest, ' ', &one); number++) {
        if (!str_equal(word, one)) continue;
        *place = number;
        return true;
    }
    return false;
}

// "ordertotal" from "Order Total (inc. tax)", "montant" from "Montant HT (EUR)": tax and currency at the end say how
// the amount is meant, not what the column is.
static Str without_tail(Str name)
{
    static const char *const tails[] = {"inctax", "incltax", "extax", "excltax", "taxincl", "taxexcl", "ttc", "ht"};
    enum { CODE = 3 };
    Currency currency;
    if (name.size > CODE + 1 && currency_find((Str){name.data + name.size - CODE, CODE}, &currency)) name.size -= CODE;
    for (size_t i = 0; i < COUNT_OF(tails); i++) {
        size_t size = strlen(tails[i]);
        bool ends = name.size > size && memcmp(name.data + name.size - size, tails[i], size) == 0;
        if (ends) return (Str){name.data, name.size - size};
    }
    return name;
}

// Cuts the next word off a name: at blanks, punctuation, and where a capital follows a small letter.
static Str next_word(Str *rest, char buffer[NAME_BYTES])
{
    size_t size = 0, at = 0;
    bool small = false;
    while (at < rest->size && size < NAME_BYTES) {
        bool capital = 'A' <= rest->data[at] && rest->data[at] <= 'Z';
        if (capital && small) break;
        small = 'a' <= rest->data[at] && rest->data[at] <= 'z';
        char letter = folded(*rest, &at);
        if (letter)
            buffer[size++] = letter;
        else if (size)
            break;
    }
    *rest = (Str){rest->data + at, rest->size - at};
    return (Str){buffer, size};
}

static int sound_rank(Str name, ColumnRole role)
{
    char buffer[NAME_BYTES];
    int best = 0, place;
    while (name.size) {
        Str word = next_word(&name, buffer);
        if (among(word, discords, &place)) return 0;
        if (among(word, sounds[role], &place) && (best == 0 || place < best)) best = place;
    }
    return best ? NAME_WEAK + best : 0;
}

int name_rank(Str name, ColumnRole role)
{
    char buffer[NAME_BYTES];
    int place;
    Str folded_name = name_fold(name, buffer, sizeof buffer);
    if (known_names[role] && folded_name.size) {
        if (among(folded_name, known_names[role], &place)) return place;
        if (among(without_tail(folded_name), known_names[role], &place)) return place;
    }
    return sounds[role] ? sound_rank(name, role) : 0;
}

bool name_says_nothing(Str name)
{
    char buffer[NAME_BYTES];
    int place;
    for (ColumnRole role = COLUMN_SKIP + 1; role < COLUMN_ROLE_COUNT; role++)
        if (name_rank(name, role)) return false;
    while (name.size)
        if (among(next_word(&name, buffer), discords, &place)) return false;
    return true;
}

bool name_is_cancelled(Str status)
{
    // Beginnings, folded: "annule" is also "annulee", "annulées"; "wc" is what WooCommerce puts before its own words.
    static const char *const beginnings[] = {"cancel",      "annul",         "void",          "fail",
                                             "echou",       "echec",         "refus",         "reject",
                                             "rejet",       "declin",        "denied",        "expir",
                                             "abandon",     "error",         "erreur",        "paymenterror",
                                             "paymentfail", "paiementrefus", "paiementechou", "erreurdepaiement",
                                             "wccancel",    "wcfail"};
    char buffer[NAME_BYTES];
    Str word = name_fold(status, buffer, sizeof buffer);
    for (size_t i = 0; i < COUNT_OF(beginnings); i++)
        if (str_starts_with(word, str_of(beginnings[i]))) return true;
    return false;
}

bool name_is_nobody(Str id)
{
    static const char *const words[] = {"-", "nan", "null", "none", "n/a", "na", "nil", "#n/a", "<na>", "nat"};
    if (id.size == 0) return true;
    if (!memchr("-nN#<", id.data[0], 5)) return false; // nearly all ids
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_equal_fold(id, str_of(words[i]))) return true;
    return false;
}

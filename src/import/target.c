#include "import/target.h"

#include <string.h>

#include "import/names.h"

enum { NAME_BYTES = 64 };

#define K(kind) (1U << IMPORT_##kind)
#define ALL_KINDS (K(CUSTOMERS) | K(ORDERS) | K(EVENTS) | K(SUBSCRIPTIONS) | K(TICKETS) | K(RESPONSES) | K(CONSENTS))

const char *const import_kind_words = "customers|orders|events|subscriptions|tickets|responses|consents";

typedef struct KindRow {
    Str name;
    Phrase label;
} KindRow;

static const KindRow kinds[IMPORT_KIND_COUNT] = {
    [IMPORT_CUSTOMERS] = {STR("customers"), PHRASE("customers", "clients")},
    [IMPORT_ORDERS] = {STR("orders"), PHRASE("orders", "commandes")},
    [IMPORT_EVENTS] = {STR("events"), PHRASE("events", "événements")},
    [IMPORT_SUBSCRIPTIONS] = {STR("subscriptions"), PHRASE("subscriptions", "abonnements")},
    [IMPORT_TICKETS] = {STR("tickets"), PHRASE("tickets", "tickets")},
    [IMPORT_RESPONSES] = {STR("responses"), PHRASE("survey responses", "réponses aux enquêtes")},
    [IMPORT_CONSENTS] = {STR("consents"), PHRASE("consents", "consentements")},
};

Str import_kind_name(ImportKind kind)
{
    return kinds[kind].name;
}

Phrase import_kind_label(ImportKind kind)
{
    return kinds[kind].label;
}

bool import_kind_parse(Str name, ImportKind *kind)
{
    for (ImportKind i = IMPORT_CUSTOMERS; i < IMPORT_KIND_COUNT; i++)
        if (str_equal(name, kinds[i].name)) {
            *kind = i;
            return true;
        }
    return false;
}

// Sources of the names: the export files of Shopify, WooCommerce, PrestaShop, Stripe, Zendesk, Freshdesk, Intercom,
// Delighted, Typeform, Mailchimp, and the data sets people learn with (Online Retail, RavenStack).
const TargetRow targets[TARGET_COUNT] = {
    [TARGET_SKIP] = {"-", ALL_KINDS, CELL_TEXT, NULL, "", PHRASE("left out", "laissé de côté")},
    [TARGET_USER_ID] = {"user_id", ALL_KINDS, CELL_TEXT, NULL,
                        "userid customerid customeridentifier customernumber customerno customernr customercode "
                        "customerref customerreference customeruniqueid custid custno idcustomer clientid idclient "
                        "clientnumber clientno numeroclient numerodeclient numclient ndeclient nclient noclient "
                        "nodeclient codeclient refclient referenceclient identifiantclient iduser user uid customer "
                        "client accountid idcompte numerocompte compteclient account compte buyerid memberid "
                        "idmembre idadherent numeroadherent contactid subscriberid requesterid idacheteur id",
                        PHRASE("customer number of your own", "votre numéro de client")},
    [TARGET_EMAIL] = {"email", ALL_KINDS, CELL_EMAIL, NULL,
                      "email emailaddress mail courriel adresseemail adressemail adressecourriel adresseelectronique "
                      "customeremail clientemail emailclient emailduclient customeremailaddress useremail "
                      "contactemail billingemail emailfacturation buyeremail payeremail requesteremail subscriberemail "
                      "personemail mel",
                      PHRASE("e-mail address", "adresse e-mail")},
    [TARGET_PHONE] = {"phone", ALL_KINDS, CELL_TEXT, NULL,
                      "phone phonenumber telephone tel mobile portable mobilephone customerphone numerodetelephone "
                      "numerotelephone billingphone gsm",
                      PHRASE("phone number", "numéro de téléphone")},
    [TARGET_EXTERNAL_ID] = {"external_id", ALL_KINDS, CELL_TEXT, NULL, "externalid idexterne identifiantexterne",
                            PHRASE("id in another program, as shop:123", "identifiant dans un autre logiciel, comme "
                                                                         "boutique:123")},
    [TARGET_ANONYMOUS_ID] = {"anonymous_id", ALL_KINDS, CELL_TEXT, NULL, "anonymousid visitorid idanonyme",
                             PHRASE("id of a device", "identifiant d’un appareil")},
    [TARGET_FIRST_NAME] = {"first_name", K(CUSTOMERS), CELL_TEXT, "first_name",
                           "firstname prenom givenname forename billingfirstname", PHRASE("first name", "prénom")},
    [TARGET_LAST_NAME] = {"last_name", K(CUSTOMERS), CELL_TEXT, "last_name",
                          "lastname surname familyname nomdefamille billinglastname nom",
                          PHRASE("last name", "nom de famille")},
    [TARGET_NAME] = {"name", K(CUSTOMERS), CELL_TEXT, "name",
                     "name fullname nomcomplet customername clientname nomclient nomduclient accountname contactname "
                     "displayname",
                     PHRASE("whole name", "nom complet")},
    [TARGET_BIRTHDAY] = {"birthday", K(CUSTOMERS), CELL_INSTANT, "birthday",
                         "birthday birthdate dateofbirth dob datedenaissance datenaissance naissance anniversaire",
                         PHRASE("date of birth", "date de naissance")},
    [TARGET_ADDRESS] = {"address", K(CUSTOMERS), CELL_TEXT, "address",
                        "address street address1 adresse rue streetaddress adressepostale billingaddress1",
                        PHRASE("street and number", "rue et numéro")},
    [TARGET_POSTAL_CODE] = {"postal_code", K(CUSTOMERS), CELL_TEXT, "postal_code",
                            "postalcode zip zipcode postcode codepostal cp billingzip",
                            PHRASE("postal code", "code postal")},
    [TARGET_CITY] = {"city", K(CUSTOMERS), CELL_TEXT, "city", "city town ville commune billingcity",
                     PHRASE("town", "ville")},
    [TARGET_COUNTRY] = {"country", K(CUSTOMERS) | K(ORDERS), CELL_TEXT, "country",
                        "country countrycode pays codepays billingcountry shippingcountry", PHRASE("country", "pays")},
    [TARGET_LANGUAGE] = {"language", K(CUSTOMERS), CELL_TEXT, "language", "language locale langue lang",
                         PHRASE("language", "langue")},
    [TARGET_COMPANY] = {"company", K(CUSTOMERS), CELL_TEXT, "company",
                        "company companyname organization organisation societe entreprise raisonsociale",
                        PHRASE("company", "entreprise")},
    [TARGET_CREATED_AT] =
        {"created_at", K(CUSTOMERS), CELL_INSTANT, "created_at",
         "createdat signupdate signedupat created datecreation datedecreation creele dateinscription "
         "datedinscription inscritle registeredat dateregistered customersince clientdepuis memberssince "
         "datecreated createddate",
         PHRASE("customer since", "client depuis")},
    [TARGET_ORDER_ID] = {"order_id", K(ORDERS), CELL_TEXT, "order_id",
                         "orderid ordernumber orderno order idorder commandeid idcommande numerocommande "
                         "numerodecommande ncommande ndecommande nocommande commande refcommande referencecommande "
                         "orderreference orderref invoice invoiceno invoiceid invoicenumber facture numerofacture "
                         "numerodefacture nfacture transactionid idtransaction transaction receiptid ticketdecaisse "
                         "amazonorderid name id",
                         PHRASE("order number", "numéro de commande")},
    [TARGET_AT] =
        {"at", K(ORDERS) | K(EVENTS) | K(RESPONSES) | K(CONSENTS) | K(SUBSCRIPTIONS), CELL_INSTANT, NULL,
         "at orderdate datecommande datedecommande datedelacommande orderdatetime orderpurchasetimestamp "
         "ordertimestamp purchasedate datedachat dateachat invoicedate datefacture datedefacture "
         "transactiondate datetransaction datedetransaction saledate datevente datedevente churndate "
         "eventdate eventtime eventtimestamp originaltimestamp timestamp occurredat happenedat respondedat "
         "submittedat responsedate dateresponse datereponse datedereponse reponduele consentdate "
         "dateconsentement datedeconsentement dateduconsentement optindate consentedat createdateutc createdutc "
         "createdat datecreated createddate datecreation datedecreation passeele commandele commandepasseele "
         "processedat completedat "
         "paidat datepaiement datedepaiement datetime dateheure dateetheure date jour day time when ts",
         PHRASE("when it happened", "quand")},
    [TARGET_CLOCK] = {"clock", K(ORDERS) | K(EVENTS), CELL_CLOCK, NULL,
                      "timeofday heure ordertime heurecommande heuredecommande transactiontime purchasetime "
                      "heuredevente",
                      PHRASE("time of day beside the date", "heure à côté de la date")},
    [TARGET_TOTAL] = {"total", K(ORDERS), CELL_AMOUNT, NULL,
                      "total totalttc montanttotal montanttotalttc montantttc ordertotal totalorder totalcommande "
                      "totaldelacommande montantcommande montantdelacommande orderamount ordervalue grandtotal "
                      "totalamount amounttotal totalprice prixtotal totalpaid amountpaid montantpaye paymentvalue "
                      "amount montant revenue chiffredaffaires chiffreaffaires ca cattc sales vente linetotal "
                      "totalligne montantligne rowtotal itemtotal value valeur net brut somme sum",
                      PHRASE("total of the order, or of the row", "total de la commande, ou de la ligne")},
    [TARGET_PRICE] = {"price", K(ORDERS) | K(SUBSCRIPTIONS), CELL_AMOUNT, "price",
                      "price unitprice prixunitaire prixunitairettc prixunitaireht prix prixttc prixht puttc puht pu "
                      "lineitemprice itemprice productprice sellingprice prixdevente priceperunit mrramount mrr "
                      "planprice planamount "
                      "amount montant tarif monthlyamount",
                      PHRASE("price of one piece; of a subscription: of one cycle",
                             "prix d’une pièce\u202F; d’un abonnement\u00A0: d’une période")},
    [TARGET_QUANTITY] = {"quantity", K(ORDERS) | K(SUBSCRIPTIONS), CELL_NUMBER, "quantity",
                         "quantity qty quantite qte lineitemquantity itemquantity productquantity orderquantity "
                         "qtyordered quantitecommandee units unites seats licences licenses sieges utilisateurs",
                         PHRASE("how many; of a subscription: seats",
                                "combien\u202F; d’un abonnement\u00A0: licences")},
    [TARGET_SKU] = {"sku", K(ORDERS), CELL_TEXT, "sku",
                    "sku productsku lineitemsku stockcode productid idproduit codeproduit referenceproduit refproduit "
                    "codearticle referencearticle refarticle itemid itemcode articleno productcode asin ean reference",
                    PHRASE("product number", "référence du produit")},
    [TARGET_PRODUCT] = {"product", K(ORDERS), CELL_TEXT, "name",
                        "product productname lineitemname itemname nomproduit nomduproduit produit article libelle "
                        "designation description item title",
                        PHRASE("product name", "nom du produit")},
    [TARGET_CATEGORY] = {"category", K(ORDERS) | K(TICKETS), CELL_TEXT, "category",
                         "category productcategory categorie categorieproduit famille rayon topic theme motif",
                         PHRASE("category", "catégorie")},
    [TARGET_BRAND] = {"brand", K(ORDERS), CELL_TEXT, "brand", "brand marque vendor fournisseur",
                      PHRASE("brand", "marque")},
    [TARGET_VARIANT] = {"variant", K(ORDERS), CELL_TEXT, "variant", "variant variante declinaison size taille",
                        PHRASE("variant", "variante")},
    [TARGET_COUPON] =
        {"coupon", K(ORDERS), CELL_TEXT, "coupon",
         "coupon couponcode discountcode codepromo codepromotion codereduction vouchercode voucher bondereduction",
         PHRASE("coupon", "code promotionnel")},
    [TARGET_DISCOUNT] = {"discount", K(ORDERS), CELL_AMOUNT, "discount",
                         "discount discountamount remise reduction montantremise rabais totaldiscounts",
                         PHRASE("discount on the order", "remise sur la commande")},
    [TARGET_TAX] = {"tax", K(ORDERS), CELL_AMOUNT, "tax", "tax taxes totaltax vat tva montanttva taxamount",
                    PHRASE("tax of the order", "taxes de la commande")},
    [TARGET_SHIPPING] =
        {"shipping", K(ORDERS), CELL_AMOUNT, "shipping",
         "shipping shippingcost shippingtotal fraisdeport fraisdelivraison livraison port shippingamount freight",
         PHRASE("shipping of the order", "livraison de la commande")},
    [TARGET_COST] = {"cost", K(ORDERS), CELL_AMOUNT, "cost",
                     "cost unitcost cout coutunitaire prixdachat prixachat cogs costprice",
                     PHRASE("what one piece costs you", "ce que vous coûte une pièce")},
    [TARGET_CURRENCY] = {"currency", K(ORDERS) | K(EVENTS) | K(SUBSCRIPTIONS), CELL_TEXT, "currency",
                         "currency currencycode devise codedevise monnaie ordercurrency",
                         PHRASE("currency (EUR, USD…)", "devise (EUR, USD…)")},
    [TARGET_STATUS] =
        {"status", K(ORDERS) | K(SUBSCRIPTIONS) | K(TICKETS), CELL_TEXT, "status",
         "status orderstatus statut statutcommande etat etatcommande financialstatus subscriptionstatus ticketstatus",
         PHRASE("status", "statut")},
    [TARGET_PROMOTION] = {"promotion", K(ORDERS), CELL_TEXT, "promotion", "promotion promo campaign campagne offre",
                          PHRASE("promotion that caused it", "promotion à l’origine")},
    [TARGET_CHANNEL] = {"channel", K(ORDERS) | K(TICKETS) | K(CONSENTS) | K(RESPONSES), CELL_TEXT, "channel",
                        "channel canal saleschannel canaldevente via medium ticketchannel canaldecontact",
                        PHRASE("channel", "canal")},
    [TARGET_PRODUCTS] = {"products", K(ORDERS), CELL_JSON, "products", "products produits lineitems items lignes",
                         PHRASE("lines of the order, a JSON list", "lignes de la commande, une liste JSON")},
    [TARGET_EVENT] = {"event", K(EVENTS) | K(SUBSCRIPTIONS), CELL_TEXT, NULL,
                      "event eventname evenement nomevenement nomdelevenement eventtype typeevenement action activity "
                      "change changetype type",
                      PHRASE("what happened", "ce qui s’est passé")},
    [TARGET_MESSAGE_ID] = {"message_id", K(EVENTS), CELL_TEXT, NULL, "messageid eventid idevenement insertid",
                           PHRASE("id of the event: the same twice counts once",
                                  "identifiant de l’événement\u00A0: deux fois le même compte une fois")},
    [TARGET_AMOUNT] = {"amount", K(EVENTS), CELL_AMOUNT, NULL, "amount montant total revenue value valeur",
                       PHRASE("amount", "montant")},
    [TARGET_PROPERTIES] = {"properties", K(EVENTS), CELL_JSON, NULL, "properties eventproperties proprietes",
                           PHRASE("properties, a JSON object", "propriétés, un objet JSON")},
    [TARGET_SUBSCRIPTION_ID] = {"subscription_id", K(SUBSCRIPTIONS), CELL_TEXT, "subscription_id",
                                "subscriptionid subscription idabonnement abonnementid numeroabonnement "
                                "numerodabonnement abonnement contractid contrat idcontrat numerocontrat id",
                                PHRASE("number of the subscription", "numéro de l’abonnement")},
    [TARGET_STARTED_AT] = {"started_at", K(SUBSCRIPTIONS), CELL_INSTANT, NULL,
                           "startdate startedat start datedebut datededebut debut subscribedat datesouscription "
                           "datedesouscription subscriptiondate currentperiodstart",
                           PHRASE("when it began", "début")},
    [TARGET_ENDED_AT] =
        {"ended_at", K(SUBSCRIPTIONS), CELL_INSTANT, NULL,
         "enddate endedat end datefin datedefin fin cancelledat canceledat canceledatutc cancellationdate "
         "dateresiliation datederesiliation resilieele",
         PHRASE("when it ended; empty: it goes on", "fin\u202F; vide\u00A0: il continue")},
    [TARGET_PLAN] =
        {"plan", K(SUBSCRIPTIONS), CELL_TEXT, "plan",
         "plan planname plantier planid formule offre abonnementtype typeabonnement product productname tier",
         PHRASE("plan", "formule")},
    [TARGET_MRR] = {"mrr", K(SUBSCRIPTIONS), CELL_AMOUNT, NULL,
                    "mrr mrramount monthlyamount monthlyrevenue monthlyrecurringrevenue montantmensuel revenumensuel "
                    "prixmensuel tarifmensuel mensualite",
                    PHRASE("what the whole subscription is worth a month", "valeur mensuelle de tout l’abonnement")},
    [TARGET_INTERVAL] = {"interval", K(SUBSCRIPTIONS), CELL_TEXT, "interval",
                         "interval billinginterval billingfrequency billingcycle billingperiod periodicite frequence "
                         "cycle periode planinterval",
                         PHRASE("cycle: day, week, month, quarter, year",
                                "période\u00A0: jour, semaine, mois, trimestre, an")},
    [TARGET_TRIAL] = {"trial", K(SUBSCRIPTIONS), CELL_FLAG, "trial", "trial istrial essai enessai estunessai",
                      PHRASE("it is a trial", "c’est un essai")},
    [TARGET_REASON] = {"reason", K(SUBSCRIPTIONS), CELL_TEXT, "reason",
                       "reason reasoncode cancellationreason churnreason motif raison motifresiliation "
                       "motifderesiliation feedback",
                       PHRASE("why it was cancelled", "motif de la résiliation")},
    [TARGET_TICKET_ID] =
        {"ticket_id", K(TICKETS) | K(RESPONSES), CELL_TEXT, "ticket_id",
         "ticketid ticket ticketnumber idticket numeroticket numerodeticket caseid casenumber requestid id",
         PHRASE("number of the ticket", "numéro du ticket")},
    [TARGET_OPENED_AT] = {"opened_at", K(TICKETS), CELL_INSTANT, NULL,
                          "openedat opened submittedat createdat created createdtime datecreation datedecreation "
                          "dateouverture datedouverture ouvertle receivedat date",
                          PHRASE("when it was opened", "ouverture")},
    [TARGET_SOLVED_AT] = {"solved_at", K(TICKETS), CELL_INSTANT, NULL,
                          "solvedat closedat resolvedat closed solved resolvedtime closedtime dateresolution "
                          "datederesolution resolule datecloture datedecloture closle",
                          PHRASE("when it was solved", "résolution")},
    [TARGET_SUBJECT] = {"subject", K(TICKETS), CELL_TEXT, "subject", "subject sujet objet titre title",
                        PHRASE("subject", "objet")},
    [TARGET_PRIORITY] = {"priority", K(TICKETS), CELL_TEXT, "priority", "priority priorite urgency urgence",
                         PHRASE("priority", "priorité")},
    [TARGET_AGENT] = {"agent", K(TICKETS) | K(RESPONSES), CELL_TEXT, "agent",
                      "agent assignee agentname assignea conseiller owner", PHRASE("who answered", "qui a répondu")},
    [TARGET_FIRST_REPLY_MINUTES] = {"first_reply_minutes", K(TICKETS), CELL_NUMBER, "first_reply_minutes",
                                    "firstresponsetimeminutes firstreplyminutes firstreplytimeinminutes "
                                    "delaipremierereponseminutes",
                                    PHRASE("minutes to the first reply", "minutes avant la première réponse")},
    [TARGET_SATISFACTION] = {"satisfaction", K(TICKETS), CELL_NUMBER, "satisfaction",
                             "satisfactionscore satisfactionrating satisfaction csat csatscore notesatisfaction",
                             PHRASE("how satisfied the customer was", "satisfaction du client")},
    [TARGET_RESPONSE_ID] = {"response_id", K(RESPONSES), CELL_TEXT, "response_id",
                            "responseid idreponse reponseid answerid id",
                            PHRASE("number of the response", "numéro de la réponse")},
    [TARGET_SURVEY] = {"survey", K(RESPONSES), CELL_TEXT, "survey",
                       "survey surveyname surveyid enquete nomenquete sondage questionnaire",
                       PHRASE("survey", "enquête")},
    [TARGET_METRIC] = {"metric", K(RESPONSES), CELL_TEXT, "metric", "metric surveytype typeenquete kind type",
                       PHRASE("nps, csat or ces", "nps, csat ou ces")},
    [TARGET_SCORE] =
        {"score", K(RESPONSES), CELL_NUMBER, "score",
         "score rating note nps npsscore notenps scorenps csat csatscore ces cesscore answer reponse value",
         PHRASE("score", "note")},
    [TARGET_COMMENT] = {"comment", K(RESPONSES), CELL_TEXT, "comment",
                        "comment comments commentaire verbatim feedback feedbacktext text texte remarque",
                        PHRASE("comment", "commentaire")},
    [TARGET_PURPOSE] = {"purpose", K(CONSENTS), CELL_TEXT, "purpose", "purpose consentpurpose finalite but usage",
                        PHRASE("purpose", "finalité")},
    [TARGET_STATE] =
        {"state", K(CONSENTS), CELL_TEXT, NULL,
         "state status consent consented consentement optin optinstatus etat statut accord subscribed abonne",
         PHRASE("granted or withdrawn", "donné ou retiré")},
    [TARGET_SOURCE] = {"source", K(CONSENTS), CELL_TEXT, "source",
                       "source consentsource origine provenance optinsource formulaire form collectedby",
                       PHRASE("where it was given", "où il a été recueilli")},
    [TARGET_TEXT_VERSION] = {"text_version", K(CONSENTS), CELL_TEXT, "text_version",
                             "textversion version versiontexte versiondutexte policyversion",
                             PHRASE("version of the text", "version du texte")},
};

bool target_of_kind(Target target, ImportKind kind)
{
    return targets[target].kinds & 1U << kind;
}

bool target_parse(Str name, ImportKind kind, Target *target)
{
    for (Target i = TARGET_SKIP; i < TARGET_COUNT; i++)
        if (str_equal(name, str_of(targets[i].name)) && target_of_kind(i, kind)) {
            *target = i;
            return true;
        }
    return false;
}

int target_rank(Str column, Target target)
{
    char buffer[NAME_BYTES];
    Str folded = name_fold(column, buffer, sizeof buffer), rest = str_of(targets[target].names), word;
    for (int rank = 1; folded.size && str_cut(&rest, ' ', &word); rank++)
        if (str_equal(word, folded)) return rank;
    return 0;
}

Str target_property_name(Arena *arena, Str column)
{
    Text name = text_in(arena);
    for (size_t i = 0; i < column.size; i++) {
        unsigned char c = (unsigned char)column.data[i];
        bool blank = c <= ' ' || c == 0x7F;
        if (blank && (!name.size || name.data[name.size - 1] == ' ')) continue;
        text_add_byte(&name, blank ? ' ' : c == '.' ? '_' : (char)c);
    }
    return str_trim(text_str(&name));
}

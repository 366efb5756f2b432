// inbound.mjs - what shops send: bodies in the shape in which Shopify and WooCommerce send them, invented throughout, and how
// they are signed.
import { createHmac, randomUUID } from "node:crypto";

export const hmac = (secret, body, encoding = "base64") => createHmac("sha256", secret).update(body).digest(encoding);
const text = (body) => (typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body));

/** A delivery of Shopify: {body, headers}. */
export function shopify(topic, body, { secret = "hush-hush-hush", id = randomUUID() } = {}) {
  const raw = text(body);
  return { body: raw, headers: { "content-type": "application/json", "x-shopify-topic": topic, "x-shopify-shop-domain": "tricot.myshopify.com",
    "x-shopify-webhook-id": id, "x-shopify-api-version": "2026-01", "x-shopify-hmac-sha256": hmac(secret, raw) } };
}

/** A delivery of WooCommerce. */
export function woo(topic, body, { secret = "hush-hush-hush", id = randomUUID() } = {}) {
  const raw = text(body);
  return { body: raw, headers: { "content-type": "application/json", "x-wc-webhook-topic": topic, "x-wc-webhook-source": "https://tricot.example/",
    "x-wc-webhook-delivery-id": id, "x-wc-webhook-signature": hmac(secret, raw) } };
}

/** A delivery signed as Standard Webhooks has it. `at`: seconds since 1970. */
export function standard(secret, body, { id = randomUUID(), at = Math.floor(Date.now() / 1000), version = "v1" } = {}) {
  const raw = text(body);
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  return { body: raw, headers: { "content-type": "application/json", "webhook-id": id, "webhook-timestamp": String(at),
    "webhook-signature": `${version},${hmac(key, `${id}.${at}.${raw}`)}` } };
}

const shopifyCustomer = {
  id: 7001, email: "ines@tricot.example", phone: "+33612345678", first_name: "Inès", last_name: "Moreau", note: null, tags: "fidèle, laine",
  created_at: "2026-01-05T10:00:00+01:00", updated_at: "2026-06-01T09:00:00+02:00",
  default_address: { company: null, address1: "3 rue des Lilas", city: "Lyon", province: "Rhône", zip: "69003", country_code: "FR" },
};

/** An order of Shopify: two lines, one discount, 62.40 EUR. */
export const shopifyOrder = (changes = {}) => ({
  id: 90001, admin_graphql_api_id: "gid://shopify/Order/90001", name: "#1042", order_number: 1042, email: "ines@tricot.example", phone: null,
  created_at: "2026-06-01T09:00:00+02:00", processed_at: "2026-06-01T09:00:00+02:00", updated_at: "2026-06-01T09:00:05+02:00", cancelled_at: null,
  currency: "EUR", financial_status: "paid", fulfillment_status: null, test: false, cart_token: "cart-1", note: null,
  total_price: "62.40", subtotal_price: "57.50", total_tax: "10.40", total_discounts: "2.50",
  total_shipping_price_set: { shop_money: { amount: "4.90", currency_code: "EUR" }, presentment_money: { amount: "4.90", currency_code: "EUR" } },
  discount_codes: [{ code: "LAINE", amount: "2.50", type: "fixed_amount" }],
  customer: shopifyCustomer, billing_address: null, customer_locale: "fr-FR", refunds: [],
  line_items: [
    { id: 1, product_id: 501, variant_id: 601, sku: "PULL-M", title: "Pull", variant_title: "M", vendor: "Tricot", price: "40.00", quantity: 1,
      discount_allocations: [{ amount: "2.50", amount_set: {} }] },
    { id: 2, product_id: 502, variant_id: null, sku: "LAINE-R", title: "Pelote", variant_title: null, vendor: "Tricot", price: "10.00", quantity: 2, discount_allocations: [] },
  ],
  ...changes,
});

export const shopifyRefund = (changes = {}) => ({
  id: 3001, order_id: 90001, created_at: "2026-06-10T12:00:00+02:00", processed_at: "2026-06-10T12:00:00+02:00", note: "trop petit",
  refund_line_items: [{ id: 1, line_item_id: 1, quantity: 1, subtotal: 37.5, total_tax: 6.25 }],
  transactions: [{ id: 1, kind: "refund", status: "success", amount: "37.50", currency: "EUR" }, { id: 2, kind: "refund", status: "failure", amount: "1.00", currency: "EUR" }],
  order_adjustments: [], ...changes,
});

export const shopifyCustomerBody = (changes = {}) => ({ ...shopifyCustomer, ...changes });

/** An order of WooCommerce: 59.90 EUR. */
export const wooOrder = (changes = {}) => ({
  id: 4750, parent_id: 0, number: "4750", status: "processing", currency: "EUR", prices_include_tax: true, customer_id: 12,
  date_created: "2026-06-01T09:00:00", date_created_gmt: "2026-06-01T07:00:00", date_modified_gmt: "2026-06-01T07:00:00", date_paid_gmt: "2026-06-01T07:00:00",
  discount_total: "5.00", discount_tax: "1.00", shipping_total: "4.90", total: "59.90", total_tax: "9.98", customer_note: "",
  billing: { first_name: "Noé", last_name: "Petit", company: "", address_1: "1 place du Marché", city: "Lille", state: "", postcode: "59000", country: "FR", email: "noe@tricot.example", phone: "+33698765432" },
  line_items: [{ id: 1, name: "Bonnet", product_id: 23, variation_id: 0, quantity: 2, subtotal: "55.00", total: "50.00", sku: "BON", price: 25 }],
  coupon_lines: [{ id: 9, code: "bienvenue", discount: "5.00" }], refunds: [], ...changes,
});

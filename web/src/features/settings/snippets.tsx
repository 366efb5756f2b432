import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useLanguage } from "~/i18n";
import { Snippet } from "./parts";

const ways = ["browser", "node", "curl"] as const;

function text_of(way: (typeof ways)[number], url: string, key: string): string {
  if (way === "node")
    return `import { Analytics } from "@segment/analytics-node";
const analytics = new Analytics({
  writeKey: "${key}",
  host: "${url}",
});
analytics.track({
  userId: "42",
  event: "Order Completed",
  properties: { order_id: "1001", total: "59.90", currency: "EUR" },
});`;
  if (way === "browser")
    return `import { AnalyticsBrowser } from "@segment/analytics-next";
const analytics = AnalyticsBrowser.load({
  writeKey: "${key}",
  cdnURL: "${url}",
});
analytics.page();
analytics.track("Product Viewed", { product_id: "7" });`;
  return `curl -u ${key}: ${url}/v1/track \\
  -H 'content-type: application/json' \\
  -d '{"userId":"42","event":"Order Completed","properties":{"order_id":"1001","total":"59.90","currency":"EUR"}}'`;
}

/** How to send events with a key, ready to be copied. */
export function Snippets({ url, secret }: { url: string; secret: string }) {
  const { t } = useLanguage();
  const [way, setWay] = useState<(typeof ways)[number]>("browser");
  return (
    <div style={{ marginTop: 14 }}>
      <SegmentedControl
        size="xs"
        aria-label={t("settings.snippet.ways")}
        value={way}
        onChange={(value) => setWay(value as typeof way)}
        data={ways.map((value) => ({ value, label: t(`settings.snippet.${value}`) }))}
      />
      <Snippet label={t(`settings.snippet.${way}_about`)} text={text_of(way, url.replace(/\/$/, ""), secret)} />
    </div>
  );
}

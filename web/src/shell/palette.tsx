import { Spotlight, type SpotlightActionData, spotlight } from "@mantine/spotlight";
import "@mantine/spotlight/styles.css";
import { IconArrowRight, IconSearch, IconUser } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useDeferredValue, useEffect, useState } from "react";
import { ask } from "~/api/client";
import { isAdministrator, useSession } from "~/api/session";
import type { CustomerList } from "~/api/types";
import { useLanguage } from "~/i18n";
import { areas, pages } from "~/pages";

/** Ctrl-K: pages, and customers found as one types. Loaded and opened the first time it is asked for. */
export default function Palette() {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const query = useDeferredValue(typed.trim());
  useEffect(() => {
    spotlight.open();
    addEventListener("fidele-palette", spotlight.open);
    return () => removeEventListener("fidele-palette", spotlight.open);
  }, []);
  const { data } = useQuery({
    queryKey: ["palette", query],
    queryFn: ({ signal }) => ask<CustomerList>("/customers", { query, limit: 6 }, signal),
    enabled: query.length >= 2,
  });
  const administrator = isAdministrator(useSession());
  const shown = pages.filter((page) => !page.path.includes("$") && (administrator || !page.administrator));
  const page_actions: SpotlightActionData[] = shown.map((page) => ({
    id: page.path,
    label: t(page.title),
    description: t(areas.find((area) => area.area === page.area)?.title ?? page.title),
    leftSection: <IconArrowRight size={16} aria-hidden />,
    onClick: () => navigate({ to: page.path }),
  }));
  const people: SpotlightActionData[] = (query.length >= 2 ? (data?.items ?? []) : []).map((line) => ({
    id: `customer:${line.id}`,
    label: line.name ?? line.email ?? `#${line.id}`,
    description: line.email ?? "",
    keywords: [query],
    leftSection: <IconUser size={16} aria-hidden />,
    onClick: () => navigate({ to: `/customers/${line.id}` }),
  }));
  return (
    <Spotlight
      actions={[...page_actions, ...people]}
      query={typed}
      onQueryChange={setTyped}
      shortcut={null}
      nothingFound={t("shell.nothing_found")}
      highlightQuery
      limit={12}
      searchProps={{
        leftSection: <IconSearch size={18} aria-hidden />,
        placeholder: t("shell.search"),
        "aria-label": t("shell.search"),
      }}
      attributes={{ content: { "aria-label": t("shell.palette") } }}
    />
  );
}

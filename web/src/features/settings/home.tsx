import { Link } from "@tanstack/react-router";
import { useSession } from "~/api/session";
import { useLanguage } from "~/i18n";
import { TextFilter, useFilters } from "~/ui/filters";
import { PageHeader } from "~/ui/page";
import { EmptyState } from "~/ui/states";
import { groups_for } from "./groups";
import "./settings.css";

const plain = (text: string) => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLocaleLowerCase();

/** All settings at a glance, found by a word. */
export default function SettingsHome() {
  const { t } = useLanguage();
  const session = useSession();
  const [search] = useFilters();
  const wanted = plain(search.q ?? "");
  const groups = groups_for(session)
    .map((group) => ({
      ...group,
      places: group.places.filter((one) => plain(`${t(one.title)} ${t(one.about)} ${t(group.title)}`).includes(wanted)),
    }))
    .filter((group) => group.places.length > 0);
  return (
    <div className="page">
      <PageHeader title={t("nav.settings")} about={t("settings.home_about")}>
        <TextFilter name="q" label={t("settings.find")} />
      </PageHeader>
      {groups.length === 0 && <EmptyState title={t("settings.none_found")}>{t("settings.none_found_do")}</EmptyState>}
      {groups.map((group) => (
        <section key={group.title} className="settings-group" aria-label={t(group.title)}>
          <h2>{t(group.title)}</h2>
          <div className="settings-tiles">
            {group.places.map((one) => (
              <Link key={one.path} to={one.path} className="settings-tile">
                <strong>{t(one.title)}</strong>
                <p className="quiet">{t(one.about)}</p>
              </Link>
            ))}
          </div>
        </section>
      ))}
    </div>
  );
}

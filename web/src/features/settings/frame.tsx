import { Link, useRouterState } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useSession } from "~/api/session";
import { type Key, useLanguage } from "~/i18n";
import { PageHeader } from "~/ui/page";
import { groups_for } from "./groups";
import "./settings.css";

/** A page of settings: the list of them all beside it; on a narrow screen a way back to that list. */
export function Settings(props: {
  title?: Key;
  heading?: string;
  about?: ReactNode;
  tools?: ReactNode;
  children: ReactNode;
}) {
  const { title, heading, about, tools, children } = props;
  const { t } = useLanguage();
  const session = useSession();
  const here = useRouterState({ select: (state) => state.location.pathname });
  const groups = groups_for(session);
  const place = groups.flatMap((group) => group.places).find((one) => one.path === here);
  return (
    <div className="settings">
      <nav className="settings-side no-print" aria-label={t("nav.settings")}>
        {groups.map((group) => (
          <section key={group.title}>
            <h2>{t(group.title)}</h2>
            <ul className="nav-list">
              {group.places.map((one) => (
                <li key={one.path}>
                  <Link
                    to={one.path}
                    className="nav-link"
                    data-here={here === one.path || here.startsWith(`${one.path}/`) || undefined}
                  >
                    {t(one.title)}
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </nav>
      <div className="page">
        <div>
          <Link to="/settings" className="settings-back no-print">
            ← {t("settings.all")}
          </Link>
          <PageHeader
            title={heading ?? t(title ?? place?.title ?? "nav.settings")}
            about={about ?? (place && t(place.about))}
          >
            {tools}
          </PageHeader>
        </div>
        {children}
      </div>
    </div>
  );
}

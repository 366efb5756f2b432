import {
  IconActivity,
  IconAdjustments,
  IconFlask,
  IconSend,
  IconTarget,
  IconUsers,
  IconUsersGroup,
} from "@tabler/icons-react";
import { Link, useRouterState } from "@tanstack/react-router";
import { useSession } from "~/api/session";
import { useLanguage } from "~/i18n";
import { type Area, areas, type Page, pages } from "~/pages";

const icons: Record<Area, typeof IconActivity> = {
  audit: IconActivity,
  goals: IconTarget,
  segments: IconUsersGroup,
  actions: IconSend,
  results: IconFlask,
  customers: IconUsers,
  settings: IconAdjustments,
};

/** The page that an address belongs to: the longest path that begins it. */
export function page_at(path: string): Page | undefined {
  const fits = (page: Page) => path === page.path || path.startsWith(`${page.path.replace(/\/\$.*/, "")}/`);
  return pages.filter(fits).sort((a, b) => b.path.length - a.path.length)[0];
}

function AreaLink({ area, here }: { area: (typeof areas)[number]; here: Page | undefined }) {
  const { t } = useLanguage();
  const Icon = icons[area.area];
  const listed = pages.filter((page) => page.area === area.area && page.listed);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const first = listed[0];
  if (!first) return null;
  const open = here?.area === area.area && listed.length > 1;
  const current = here?.area === area.area && !open;
  return (
    <li>
      <Link to={first.path} className="nav-link" data-here={current || undefined}>
        <Icon size={18} stroke={1.8} aria-hidden />
        {t(area.title)}
      </Link>
      {open && (
        <ul className="nav-list">
          {listed.map((page) => (
            <li key={page.path}>
              <Link
                to={page.path}
                className="nav-link"
                activeOptions={{ exact: true }}
                data-here={page.path === path || undefined}
              >
                {t(page.title)}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

export function Nav() {
  const { t } = useLanguage();
  const session = useSession();
  const here = page_at(useRouterState({ select: (state) => state.location.pathname }));
  return (
    <>
      <Link to="/audit" className="brand">
        <img src="/favicon.svg" alt="" width={26} height={26} />
        Fidèle
      </Link>
      <nav aria-label={t("shell.nav")}>
        <ul className="nav-list">
          {areas
            .filter((area) => area.step)
            .map((area) => (
              <AreaLink key={area.area} area={area} here={here} />
            ))}
        </ul>
        <hr style={{ border: 0, borderTop: "1px solid var(--border)", margin: "12px 8px" }} />
        <ul className="nav-list">
          {areas
            .filter((area) => !area.step)
            .map((area) => (
              <AreaLink key={area.area} area={area} here={here} />
            ))}
        </ul>
      </nav>
      <div className="nav-space" />
      <div className="nav-person">
        <strong>{session.person.name}</strong>
        <div className="quiet">{t(`role.${session.person.role}` as "role.administrator")}</div>
      </div>
    </>
  );
}

import { Burger, Drawer } from "@mantine/core";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { useLanguage } from "~/i18n";
import { Nav } from "./nav";
import { ShortcutHelp, useShortcuts } from "./shortcuts";
import { TopBar } from "./top_bar";

const Palette = lazy(() => import("./palette"));

/** The frame around every page: navigation, bar, palette, keys; the page itself takes the focus when it changes. */
export function Shell() {
  const { t } = useLanguage();
  const [open, setOpen] = useState(false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  const [palette, setPalette] = useState(false);
  useShortcuts();
  useEffect(() => {
    const want = () => setPalette(true);
    addEventListener("fidele-palette", want);
    return () => removeEventListener("fidele-palette", want);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new page
  useEffect(() => {
    setOpen(false);
    if (!first.current) main.current?.focus({ preventScroll: true });
    first.current = false;
  }, [path]);
  return (
    <div className="frame">
      <a className="skip" href="#main">
        {t("shell.skip")}
      </a>
      <aside className="frame-nav no-print">
        <Nav />
      </aside>
      <div>
        <header className="frame-bar">
          <Burger
            className="only-narrow"
            size="sm"
            opened={open}
            onClick={() => setOpen(true)}
            aria-label={t("shell.open_nav")}
          />
          <TopBar />
        </header>
        <main className="frame-main" id="main" ref={main} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <Drawer
        opened={open}
        onClose={() => setOpen(false)}
        position="left"
        size={280}
        title={t("shell.nav")}
        closeButtonProps={{ "aria-label": t("ui.close") }}
      >
        <Nav />
      </Drawer>
      <Suspense>{palette && <Palette />}</Suspense>
      <ShortcutHelp />
    </div>
  );
}

import { ActionIcon, Kbd, Menu, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { IconLanguage, IconLogout, IconMoon, IconSearch, IconSun, IconUser } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { act, Problem } from "~/api/client";
import { type Locale, useLanguage } from "~/i18n";
import { useNotice } from "~/ui/notice";

async function speak(locale: Locale, refused: (problem: string) => void) {
  try {
    await act("PATCH", "/session", { locale });
    location.reload();
  } catch (error) {
    refused(error instanceof Problem ? error.message : String(error));
  }
}

async function leave() {
  await act("DELETE", "/session").catch(() => undefined); // a session that is gone already is left too
  location.assign("/login");
}

export function TopBar() {
  const { t, locale } = useLanguage();
  const say = useNotice();
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme("light") === "dark";
  const other: Locale = locale === "fr" ? "en" : "fr";
  return (
    <>
      <button type="button" className="search-button" onClick={() => dispatchEvent(new Event("fidele-palette"))}>
        <IconSearch size={16} aria-hidden />
        {t("shell.search")}
        <Kbd size="xs">Ctrl K</Kbd>
      </button>
      <span className="frame-bar-space" />
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={t("shell.other_language")}
        onClick={() => speak(other, (problem) => say(problem || t("ui.failed")))}
      >
        <IconLanguage size={18} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={dark ? t("shell.light") : t("shell.dark")}
        onClick={() => setColorScheme(dark ? "light" : "dark")}
      >
        {dark ? <IconSun size={18} /> : <IconMoon size={18} />}
      </ActionIcon>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("shell.account")}>
            <IconUser size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component={Link} to="/settings/profile" leftSection={<IconUser size={16} />}>
            {t("nav.settings.profile")}
          </Menu.Item>
          <Menu.Item leftSection={<IconLogout size={16} />} onClick={leave}>
            {t("shell.sign_out")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

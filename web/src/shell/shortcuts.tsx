import { Kbd, Modal } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useLanguage } from "~/i18n";
import { pages } from "~/pages";

const off = "fidele keys off"; // WCAG 2.1.4: single keys can be switched off

export function keys_on(): boolean {
  return localStorage.getItem(off) === null;
}
export function switch_keys(on: boolean) {
  if (on) localStorage.removeItem(off);
  else localStorage.setItem(off, "1");
}

function is_typing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** "g" and a letter opens a page, "/" the filter of the page, "?" the list of keys. */
export function useShortcuts() {
  const navigate = useNavigate();
  useEffect(() => {
    let gone = 0; // when "g" was pressed
    const listen = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        dispatchEvent(new Event("fidele-palette"));
      }
      if (event.ctrlKey || event.metaKey || event.altKey || is_typing(event.target) || !keys_on()) return;
      const page = pages.find((one) => one.key === event.key);
      if (event.key === "g") {
        gone = event.timeStamp;
      } else if (page && event.timeStamp - gone < 1500) {
        gone = 0;
        navigate({ to: page.path });
      } else if (event.key === "/") {
        const filter = document.querySelector<HTMLInputElement>("[data-page-filter]");
        filter?.focus();
        if (filter) event.preventDefault();
      } else if (event.key === "?") {
        dispatchEvent(new Event("fidele-keys"));
      }
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, [navigate]);
}

export function ShortcutHelp() {
  const { t } = useLanguage();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const show = () => setOpen(true);
    addEventListener("fidele-keys", show);
    return () => removeEventListener("fidele-keys", show);
  }, []);
  return (
    <Modal
      opened={open}
      onClose={() => setOpen(false)}
      title={t("shell.keys")}
      closeButtonProps={{ "aria-label": t("ui.close") }}
    >
      <table className="table">
        <tbody>
          <tr>
            <td>{t("shell.palette")}</td>
            <td>
              <Kbd>Ctrl</Kbd> <Kbd>K</Kbd>
            </td>
          </tr>
          <tr>
            <td>{t("shell.filter")}</td>
            <td>
              <Kbd>/</Kbd>
            </td>
          </tr>
          {pages
            .filter((page) => page.key)
            .map((page) => (
              <tr key={page.path}>
                <td>{t(page.title)}</td>
                <td>
                  <Kbd>g</Kbd> <Kbd>{page.key}</Kbd>
                </td>
              </tr>
            ))}
        </tbody>
      </table>
    </Modal>
  );
}

import { Kbd, Modal } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useLanguage } from "~/i18n";
import { pages } from "~/pages";
import { is_single_key } from "~/ui/keys";

export { keys_on, switch_keys } from "~/ui/keys";

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
      if (!is_single_key(event)) return;
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
          <tr>
            <td>{t("shell.rows")}</td>
            <td>
              <Kbd>j</Kbd> <Kbd>k</Kbd> <Kbd>Enter</Kbd>
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

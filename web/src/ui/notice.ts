import { notifications } from "@mantine/notifications";
import { useLanguage } from "~/i18n";

/** Says in a corner that something is done. What went wrong belongs beside what was tried (ErrorState). */
export function useNotice(): (message: string) => void {
  const { t } = useLanguage();
  return (message) => {
    notifications.show({ message, closeButtonProps: { "aria-label": t("ui.close") } });
  };
}

import { Button } from "@mantine/core";
import { IconAdjustments } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { mayChange, useSession } from "~/api/session";
import { useLanguage } from "~/i18n";
import type { Headline } from "./api";

const HeadlineDialog = lazy(() => import("./headline_dialog"));

/** Opens the choice of the figures that stand first. */
export function HeadlineChoice({ headline }: { headline: Headline }) {
  const { t } = useLanguage();
  const session = useSession();
  const [open, setOpen] = useState(false);
  if (!mayChange(session)) return null;
  return (
    <>
      <Button variant="default" leftSection={<IconAdjustments size={16} aria-hidden />} onClick={() => setOpen(true)}>
        {t("audit.headline_choose")}
      </Button>
      {open && (
        <Suspense>
          <HeadlineDialog headline={headline} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

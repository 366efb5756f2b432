import { Button } from "@mantine/core";
import { Link, useRouter } from "@tanstack/react-router";
import { useLanguage } from "~/i18n";
import { ErrorState } from "~/ui/states";

export function Missing() {
  const { t } = useLanguage();
  return (
    <div className="page">
      <h1>{t("shell.missing")}</h1>
      <p>
        <Link to="/audit">{t("shell.home")}</Link>
      </p>
    </div>
  );
}

export function Trouble({ error }: { error: Error }) {
  const { t } = useLanguage();
  const router = useRouter();
  return (
    <div className="page">
      <h1>{t("shell.trouble")}</h1>
      <ErrorState error={error} />
      <p>
        <Button onClick={() => router.invalidate()}>{t("ui.retry")}</Button>
      </p>
    </div>
  );
}

import "./styles";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Problem } from "~/api/client";
import { session_query, workspace_query } from "~/api/session";
import { LanguageProvider, type Locale, load_messages } from "~/i18n";
import { router } from "~/router";
import { theme, variables } from "~/theme";

// The page may only use styles that carry the number of this answer (its policy).
const nonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";
Object.assign(globalThis, { __webpack_nonce__: nonce });

// After an upgrade the chunks of before are gone: load the page again, once.
addEventListener("vite:preloadError", (event) => {
  const at = Number(sessionStorage.getItem("loaded again") ?? 0);
  if (Date.now() - at < 10_000) return;
  event.preventDefault();
  sessionStorage.setItem("loaded again", String(Date.now()));
  location.reload();
});

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => error instanceof Problem && [0, 429, 503].includes(error.status) && count < 3,
    },
  },
});

async function start() {
  const [session, workspace] = await Promise.all([
    queries.fetchQuery(session_query),
    queries.fetchQuery(workspace_query),
  ]);
  const locale: Locale = session.person.locale;
  document.documentElement.lang = locale;
  const messages = await load_messages(locale);
  const element = document.getElementById("root");
  if (!element) throw new Error("the page has no root");
  createRoot(element).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={variables}
        defaultColorScheme="auto"
        getStyleNonce={() => nonce}
      >
        <QueryClientProvider client={queries}>
          <LanguageProvider
            locale={locale}
            messages={messages}
            timeZone={workspace.time_zone}
            currency={workspace.currency ?? "EUR"}
          >
            <Notifications position="bottom-right" />
            <RouterProvider router={router} />
          </LanguageProvider>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}

start().catch((error: unknown) => {
  if (error instanceof Problem && error.status === 401) return; // on the way to the sign-in page
  const element = document.getElementById("root");
  if (element)
    element.textContent =
      error instanceof Problem && error.message ? error.message : "Fidèle: no answer from the server.";
});

import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// `npm run dev` shows the application over a server that runs apart: FIDELE=http://127.0.0.1:8080.
const server = process.env.FIDELE ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "~": new URL("./src", import.meta.url).pathname } },
  build: {
    target: "es2022",
    assetsInlineLimit: 0, // the policy of the page allows no data: script, style or font
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    outDir: process.env.FIDELE_WEB_OUT ?? "dist",
    emptyOutDir: true,
  },
  server: {
    proxy: Object.fromEntries(
      ["/api", "/v1", "/login", "/logout", "/setup", "/page.css"].map((path) => [path, { target: server }]),
    ),
  },
  test: { environment: "jsdom", setupFiles: ["src/test_setup.ts"] },
});

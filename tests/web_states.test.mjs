// Every page while the server is slow, and when it fails: it says that it waits, then what went wrong, and stays usable.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { closeBrowser, demoServer, signIn } from "./browser.mjs";

after(closeBrowser);

const features = new URL("../web/src/features/", import.meta.url).pathname;
const paths = readdirSync(features)
  .flatMap((area) => [...readFileSync(`${features}${area}/pages.ts`, "utf8").matchAll(/path: "([^"$]+)"/g)].map(([, path]) => path))
  // The forms of what is new can be filled while their proposals are away.
  .filter((path) => path !== "/welcome" && !path.endsWith("/new"));
const problem = JSON.stringify({ type: "about:blank", title: "Internal error", status: 500, code: "internal", detail: "the disk is away", errors: [], request_id: "r-1" });
// What the frame itself asks, without which there is no page.
const frame = /\/api\/v1\/(session|workspace)(\?|$)/;

test("a slow server is waited for in words, and one that fails is told, on every page", { timeout: 300_000 }, async (t) => {
  const server = await demoServer(t, { customers: 60 });
  const { page } = await signIn(t, server, { locale: "en" });
  const held = [], errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.route("**/api/v1/**", (route) => {
    const request = route.request();
    return request.method() !== "GET" || frame.test(request.url()) || request.url().includes("/events/live") ? route.continue() : held.push(route);
  });
  const silent = [], quiet = [];
  assert.ok(paths.length > 45, String(paths.length));
  for (const path of paths) {
    await page.goto(server.url + path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    const asks = held.length > 0;
    if (asks && !(await page.getByRole("status").count())) silent.push(path);
    const end = Date.now() + 4000; // later questions come when the first have failed
    let told = false;
    while (asks && !told && Date.now() < end) {
      for (const route of held.splice(0)) await route.fulfill({ status: 500, contentType: "application/problem+json", body: problem }).catch(() => {});
      told = (await page.getByRole("alert").filter({ hasText: "the disk is away" }).count()) > 0;
    }
    if (asks && !told) quiet.push(path);
    assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1, path);
  }
  assert.deepEqual({ errors, silent, quiet }, { errors: [], silent: [], quiet: [] });
});

// The two languages: the same keys, the same values in each text, every branch of a plural, French typography, and no
// key that the sources do not name.
import { readdirSync, readFileSync } from "node:fs";

const read = (locale) =>
  Object.assign(
    {},
    ...readdirSync(`src/i18n/${locale}`)
      .filter((name) => name.endsWith(".json"))
      .map((name) => JSON.parse(readFileSync(`src/i18n/${locale}/${name}`, "utf8"))),
  );
const texts = { fr: read("fr"), en: read("en") };
const faults = [];
const values = (text) => [...new Set([...text.matchAll(/\{(\w+)[,}]/g)].map(([, name]) => name))].sort().join(" ");

for (const key of new Set([...Object.keys(texts.fr), ...Object.keys(texts.en)])) {
  const { [key]: fr } = texts.fr;
  const { [key]: en } = texts.en;
  if (fr === undefined || en === undefined) {
    faults.push(`${key}: lacks ${fr === undefined ? "French" : "English"}`);
    continue;
  }
  if (values(fr) !== values(en)) faults.push(`${key}: {${values(fr)}} in French, {${values(en)}} in English`);
  for (const text of [fr, en])
    if (/, (plural|select),/.test(text) && !/ other \{/.test(text)) faults.push(`${key}: no branch "other"`);
  if (/[^\s\u00a0\u202f]\s?[;!?](\s|$)/.test(fr.replaceAll(/https?:\S+/g, "")) && !/[\u202f\u00a0][;!?]/.test(fr))
    faults.push(`${key}: a narrow no-break space before ; ! ?`);
  if (/ :|\w:(\s|$)/.test(fr)) faults.push(`${key}: a no-break space before the colon`);
  if (/\d ?%|\} ?%/.test(fr.replaceAll(/[\u202f\u00a0]%/g, ""))) faults.push(`${key}: a no-break space before %`);
  if (/'/.test(fr) && !/'[{}]/.test(fr)) faults.push(`${key}: a typographic apostrophe (’)`);
}

const sources = readdirSync("src", { recursive: true })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => readFileSync(`src/${name}`, "utf8"))
  .join("\n");
const patterns = [...sources.matchAll(/`([a-z_.]+)\$\{/g)].map(([, beginning]) => beginning); // t(`ui.period.${x}`)
for (const key of Object.keys(texts.fr))
  if (!sources.includes(`"${key}"`) && !patterns.some((beginning) => key.startsWith(beginning)))
    faults.push(`${key}: used nowhere`);

// Texts come with the area of a page: no part may show those of another area unless its pages name it (texts: […]).
const areas = readdirSync("src/features");
for (const name of readdirSync("src", { recursive: true }).filter((one) => /\.tsx?$/.test(one))) {
  const own = name.match(/^features\/(\w+)\//)?.[1];
  if (name.startsWith("i18n/") || name.endsWith("/pages.ts")) continue;
  const pages = own ? readFileSync(`src/features/${own}/pages.ts`, "utf8") : "";
  const shown = new Set([
    own,
    ...[...pages.matchAll(/texts: \[([^\]]*)\]/g)].flatMap(([, list]) => list.match(/\w+/g)),
  ]);
  for (const [, key, area] of readFileSync(`src/${name}`, "utf8").matchAll(/["`](([a-z]+)\.[a-z_.0-9]+)/g))
    if (areas.includes(area) && !shown.has(area) && key in texts.fr)
      faults.push(`${key}: shown in ${name}, which is of another area (texts: ["${area}"] in its pages.ts)`);
}

if (faults.length) {
  console.error(faults.join("\n"));
  process.exit(1);
}
console.log(`${Object.keys(texts.fr).length} texts in two languages`);

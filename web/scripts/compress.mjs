// Beside each text file of the build, what goes out to browsers that take it: gzip and brotli, as small as they get.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const out = process.env.FIDELE_WEB_OUT ?? "dist";
for (const name of readdirSync(out, { recursive: true })) {
  if (!/\.(js|css|svg)$/.test(name)) continue;
  const bytes = readFileSync(`${out}/${name}`);
  writeFileSync(`${out}/${name}.gz`, gzipSync(bytes, { level: 9 }));
  const quality = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  writeFileSync(`${out}/${name}.br`, brotliCompressSync(bytes, { params: quality }));
}

// chdb_server.mjs - current ClickHouse (chdb, a Node library) behind ClickHouse's HTTP interface, as far as this program
// uses it: a query in the body, or in ?query= with the bytes of an INSERT … FORMAT RowBinary in the body.
//
//   const server = await startChdb();   // server.url("some_database")
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Those that are ClickHouse's own and not of its HTTP interface.
const passed = new Set(["max_query_size", "max_ast_elements", "max_expanded_ast_elements", "max_threads"]);

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

export async function startChdb() {
  const { Session } = await import("chdb");
  const folder = mkdtempSync(join(tmpdir(), "fidele-chdb-"));
  const session = new Session(join(folder, "data"));
  let inserts = 0;

  // The columns' types are those of the table that the rows go to.
  function insert(query, bytes) {
    const [, table, columns] = /^INSERT INTO (\S+) \(([^)]*)\) FORMAT RowBinary$/.exec(query);
    const types = new Map(session.query(`DESCRIBE TABLE ${table}`, "TabSeparated").trim().split("\n").map((line) => line.split("\t")));
    const structure = columns.split(", ").map((name) => `${name} ${types.get(name)}`).join(", ");
    const file = join(folder, `insert${inserts++}`);
    writeFileSync(file, bytes);
    try {
      session.query(`INSERT INTO ${table} (${columns}) SELECT ${columns} FROM file('${file}', 'RowBinary', '${structure}')`);
    } finally {
      rmSync(file);
    }
    return Buffer.alloc(0);
  }

  async function answer(url, body) {
    const query = url.searchParams.get("query");
    if (query) return insert(query, body);
    const settings = [...url.searchParams].filter(([name]) => passed.has(name)).map(([name, value]) => `${name} = ${value}`);
    const text = body.toString();
    const [, sql, format] = /^([^]*?)(?: FORMAT (\w+))?$/.exec(text);
    const select = sql.startsWith("SELECT") && settings.length ? `${sql} SETTINGS ${settings.join(", ")}` : sql;
    return Buffer.from((await session.queryAsync(select, { format: format ?? "TabSeparated" })).bytes());
  }

  let before = Promise.resolve(); // one after the other: the library is one session
  const server = createServer((request, response) => {
    before = before.then(async () => {
      try {
        const url = new URL(request.url, "http://localhost");
        const body = await bodyOf(request);
        response.end(request.method === "GET" ? "Ok.\n" : await answer(url, body));
      } catch (error) {
        response.statusCode = 500;
        response.end(`Code: 1000, ${error.message}`);
      }
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  return {
    url: (database) => `clickhouse://127.0.0.1:${port}/${database}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      session.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

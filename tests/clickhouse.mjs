// clickhouse.mjs - Debian's clickhouse-server (18.16) for tests: two processes on loopback that are the two shards of one
// cluster, each with its own folder and ports.
//
//   const cluster = await startCluster();
//   cluster.url("some_database")  // for --activity
//   await cluster.nodes[1].kill(); await cluster.nodes[1].start();
//   await cluster.stop();
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const living = new Set();
process.once("exit", () => living.forEach((child) => child.kill("SIGKILL")));

async function freePorts(count) {
  const servers = [];
  for (let i = 0; i < count; i++) {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    servers.push(server);
  }
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

const users = `<yandex>
<profiles><default><max_memory_usage>3000000000</max_memory_usage><max_threads>2</max_threads></default></profiles>
<users><default><password></password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></default></users>
<quotas><default></default></quotas>
</yandex>`;

function config(folder, ports, shards) {
  const shard = ({ tcp }) => `<shard><replica><host>127.0.0.1</host><port>${tcp}</port></replica></shard>`;
  return `<yandex>
<logger><level>warning</level><log>${folder}/log</log><errorlog>${folder}/errors</errorlog></logger>
<http_port>${ports.http}</http_port><tcp_port>${ports.tcp}</tcp_port><interserver_http_port>${ports.inner}</interserver_http_port>
<listen_host>127.0.0.1</listen_host><path>${folder}/data/</path><tmp_path>${folder}/tmp/</tmp_path>
<format_schema_path>${folder}/schemas/</format_schema_path><users_config>users.xml</users_config>
<default_profile>default</default_profile><default_database>default</default_database><mark_cache_size>67108864</mark_cache_size>
<merge_tree><old_parts_lifetime>1</old_parts_lifetime></merge_tree>
<remote_servers><pair>${shards.map(shard).join("")}</pair></remote_servers>
</yandex>`;
}

class Node {
  constructor(folder, ports) { Object.assign(this, { folder, ports }); }

  async start() {
    const child = spawn("/usr/sbin/clickhouse-server", [`--config-file=${this.folder}/config.xml`], { stdio: "ignore", cwd: this.folder });
    this.child = child;
    living.add(child);
    this.ended = once(child, "exit").then(() => living.delete(child));
    for (const until = Date.now() + 20_000; ;) {
      const answer = await fetch(`http://127.0.0.1:${this.ports.http}/`).catch(() => null);
      if (answer?.ok) return this;
      if (Date.now() > until || child.exitCode !== null) throw new Error(`clickhouse-server did not start in ${this.folder}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** SIGKILL: what it was about to do is not done. */
  async kill() { this.child.kill("SIGKILL"); await this.ended; }
  freeze() { this.child.kill("SIGSTOP"); }
  thaw() { this.child.kill("SIGCONT"); }

  /** The rows of a query, each an array of texts. */
  async ask(query) {
    const answer = await fetch(`http://127.0.0.1:${this.ports.http}/`, { method: "POST", body: query });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return text.split("\n").filter((line) => line !== "").map((line) => line.split("\t"));
  }
}

export async function startCluster() {
  const folder = mkdtempSync(join(tmpdir(), "fidele-clickhouse-"));
  const free = await freePorts(6);
  const ports = [0, 3].map((at) => ({ http: free[at], tcp: free[at + 1], inner: free[at + 2] }));
  const nodes = ports.map((own, i) => {
    const place = join(folder, `node${i + 1}`);
    mkdirSync(place);
    writeFileSync(join(place, "users.xml"), users);
    writeFileSync(join(place, "config.xml"), config(place, own, ports));
    return new Node(place, own);
  });
  await Promise.all(nodes.map((node) => node.start()));
  const hosts = ports.map(({ http }) => `127.0.0.1:${http}`);
  return {
    nodes,
    folder,
    url: (database) => `clickhouse://${hosts.join(",")}/${database}?cluster=pair`,
    ask: (query) => nodes[0].ask(query),
    /** No deletion goes on. */
    settled: async () => {
      for (const node of nodes)
        while ((await node.ask("SELECT count() FROM system.mutations WHERE is_done = 0"))[0][0] !== "0") await new Promise((resolve) => setTimeout(resolve, 50));
    },
    stop: async () => {
      for (const node of nodes) { node.thaw(); await node.kill(); }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

// As a program, for the tests in C: prints an address without its database, then takes orders, one a line (kill 1, start
// 1, freeze 0, thaw 0), and answers each with "ok". It ends when its input does.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const cluster = await startCluster();
  console.log(cluster.url(""));
  for await (const line of createInterface({ input: process.stdin })) {
    const [order, number] = line.split(" ");
    await cluster.nodes[Number(number)][order]();
    console.log("ok");
  }
  await cluster.stop();
}

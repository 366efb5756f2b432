// load.mjs - clients that send batches, remember what was acknowledged, and compare it with what the log holds.
//
// *acknowledged*: the client has read the 2xx. *lost*: acknowledged and not in the log. *doubled*: twice in the log.
import assert from "node:assert/strict";

export class Load {
  /** `clients` send batches of `size` events one after the other; a batch that was not acknowledged is sent again. */
  constructor(server, key, { clients = 8, size = 20, name = "load" } = {}) {
    Object.assign(this, { server, key, clients, size, name });
    this.acknowledged = new Set();
    this.sent = new Set();
    this.statuses = new Map();
    this.next = 0;
  }

  batch() {
    return Array.from({ length: this.size }, () => {
      const number = this.next++;
      const messageId = `${this.name}-${number}`;
      this.sent.add(messageId);
      return { type: "track", event: "Order Completed", userId: `${this.name}-user-${number % 997}`, messageId, properties: { order_id: messageId, total: (number % 9000) / 100 } };
    });
  }

  /** Sends once; true when it was acknowledged. */
  async send(batch) {
    let answer;
    try {
      answer = await this.server.post("/v1/batch", { batch }, { key: this.key, signal: AbortSignal.timeout(20_000) });
    } catch {
      return false; // the connection broke: it may be stored or not
    }
    this.statuses.set(answer.status, 1 + (this.statuses.get(answer.status) ?? 0));
    if (answer.status !== 200) return false;
    assert.deepEqual(answer.body.rejected, []);
    batch.forEach((event) => this.acknowledged.add(event.messageId));
    return true;
  }

  async #client() {
    let batch = this.batch();
    while (!this.stopping) {
      if (await this.send(batch)) batch = this.batch();
      else await new Promise((resolve) => setTimeout(resolve, 20));
    }
    this.left.push(batch);
  }

  start() {
    this.stopping = false;
    this.left = this.left ?? [];
    this.running = Promise.all(Array.from({ length: this.clients }, () => this.#client()));
  }

  async stop() {
    this.stopping = true;
    await this.running;
  }

  /** Every message id in the log with how often it is there. */
  async stored(adminKey) {
    const count = new Map();
    for (let cursor = ""; cursor !== null;) {
      const { status, body } = await this.server.get(`/api/v1/events?limit=1000${cursor && `&cursor=${cursor}`}`, { key: adminKey });
      assert.equal(status, 200);
      for (const event of body.items.filter(({ type }) => type !== "internal")) count.set(event.body.messageId, 1 + (count.get(event.body.messageId) ?? 0));
      cursor = body.next_cursor;
    }
    return count;
  }

  /** {lost, doubled, foreign}: all empty when every promise was kept. */
  async compare(adminKey) {
    const stored = await this.stored(adminKey);
    return {
      lost: [...this.acknowledged].filter((id) => !stored.has(id)),
      doubled: [...stored].filter(([, times]) => times > 1).map(([id]) => id),
      foreign: [...stored.keys()].filter((id) => id?.startsWith(this.name) && !this.sent.has(id)),
    };
  }
}

export const nothing = { lost: [], doubled: [], foreign: [] };
export const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Random numbers from a seed that is printed, so that a failure can be run again. */
export function seeded(t, seed = Number(process.env.FIDELE_SEED ?? Date.now() % 1e9)) {
  t.diagnostic(`FIDELE_SEED=${seed}`);
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let z = Math.imul(state ^ (state >>> 15), 1 | state);
    z = (z + Math.imul(z ^ (z >>> 7), 61 | z)) ^ z;
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How often a test repeats its trouble: few times in `make test`, the full figure of docs/reliability.md in `make torture`. */
export const times = (few, full) => (process.env.FIDELE_TORTURE ? full : few);

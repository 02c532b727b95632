import assert from "node:assert/strict";
import { test } from "node:test";
import { bearer, connectUrl, jsonHandshake, rs } from "../../support/rawClient.ts";
import { startTestService } from "../../support/signalRService.ts";
import type { TestService } from "../../support/signalRService.ts";

interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly length: string | null;
  readonly body: string;
}
interface Poller {
  poll(signal?: AbortSignal): Promise<Answer>;
  post(body: string): Promise<Answer>;
  delete(): Promise<Answer>;
}

async function poller(service: TestService): Promise<Poller> {
  const url = await connectUrl(service);
  const headers = await bearer(service);
  const ask = async (method: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await fetch(`${url}&_=${Date.now()}`, { ...init, method, headers });
    return { status: response.status, type: response.headers.get("content-type"), length: response.headers.get("content-length"), body: await response.text() };
  };
  return {
    poll: (signal) => ask("GET", signal === undefined ? {} : { signal }),
    post: (body) => ask("POST", { body }),
    delete: () => ask("DELETE"),
  };
}

const empty: Answer = { status: 200, type: "text/plain", length: "0", body: "" };
const data = (body: string): Answer => ({ status: 200, type: "application/octet-stream", length: String(Buffer.byteLength(body)), body });
const over = { status: 204, body: "" };
const outcome = ({ status, body }: Answer): { status: number; body: string } => ({ status, body });

async function ready(service: TestService): Promise<Poller> {
  const client = await poller(service);
  assert.deepEqual(await client.poll(), empty);
  assert.equal((await client.post(jsonHandshake)).status, 200);
  assert.deepEqual(await client.poll(), data(`{}${rs}`));
  return client;
}

void test("the first poll answers at once, the next hold for data, DELETE ends it", async (t) => {
  const service = await startTestService(t);
  const client = await poller(service);
  assert.deepEqual(await client.poll(), empty);
  const held = client.poll();
  assert.deepEqual(await client.post(jsonHandshake), empty);
  assert.deepEqual(await held, data(`{}${rs}`));
  await client.post(`{"target":"echo","arguments":["a","b"],"invocationId":"0","type":1}${rs}`);
  const answer = await client.poll();
  assert.equal(answer.body, `{"type":1,"target":"echo","arguments":["a","b (echo from server)"]}${rs}{"type":3,"invocationId":"0","result":null}${rs}`);
  assert.equal((await client.delete()).status, 202);
  assert.deepEqual(await client.post(`{"type":7}${rs}`), { status: 404, type: "text/plain", length: "26", body: "No Connection with that ID" });
});

void test("what waits goes out in one answer", async (t) => {
  const service = await startTestService(t);
  const client = await ready(service);
  await client.post(`{"type":1,"target":"nope","arguments":[],"invocationId":"1"}${rs}{"type":1,"target":"nope","arguments":[],"invocationId":"2"}${rs}`);
  let seen = "";
  while (!seen.includes(`"2"`)) seen += (await client.poll()).body;
  assert.equal(seen, ["1", "2"].map((id) => `{"type":3,"invocationId":"${id}","error":"Unknown hub method 'nope'"}${rs}`).join(""));
});

void test("a poll with nothing to say ends empty, so that proxies do not cut it", async (t) => {
  const service = await startTestService(t, { pollTimeoutMs: 10 });
  const client = await ready(service);
  assert.deepEqual(await client.poll(), empty);
});

void test("a newer poll replaces the one held; DELETE answers the one held with 204", async (t) => {
  const service = await startTestService(t);
  const client = await ready(service);
  const [first, second] = [client.poll(), client.poll()];
  assert.deepEqual(outcome(await Promise.race([first, second])), over);
  const deleted = await client.delete();
  assert.equal(deleted.status, 202);
  assert.deepEqual([outcome(await first), outcome(await second)], [over, over]);
});

void test("polls carry headers that keep caches out", async (t) => {
  const service = await startTestService(t);
  const response = await fetch(await connectUrl(service), { headers: await bearer(service) });
  assert.deepEqual(
    ["cache-control", "pragma", "expires"].map((name) => response.headers.get(name)),
    ["no-cache, no-store", "no-cache", "Thu, 01 Jan 1970 00:00:00 GMT"],
  );
});

void test("the server's close message is delivered before 204 ends the polling", async (t) => {
  const service = await startTestService(t, {}, false);
  const detach = service.attach("chat", { invoke: () => null });
  const client = await ready(service);
  detach();
  assert.deepEqual(await client.poll(), data(`{"type":7,"error":"ServerOffline"}${rs}`));
  assert.equal((await client.poll()).status, 204);
  assert.equal((await client.poll()).status, 404);
});

void test("a client that stays away too long is forgotten", async (t) => {
  // Long enough for the requests that open the connection on a machine with other work.
  const service = await startTestService(t, { awayTimeoutMs: 1_000 });
  await ready(service);
  assert.equal((await service.happened("disconnected"))["error"], "The client stopped polling.");
});

void test("a client that gives up its poll has time to come back", async (t) => {
  const service = await startTestService(t, { pollTimeoutMs: 20 });
  const client = await ready(service);
  const stop = new AbortController();
  const given = client.poll(stop.signal);
  stop.abort();
  await assert.rejects(given);
  // What is answered before the service noticed goes to the poll that was given up, as with any lost answer.
  let answer = "";
  while (answer === "") {
    await client.post(`{"type":1,"target":"nope","arguments":[],"invocationId":"1"}${rs}`);
    answer = (await client.poll()).body;
  }
  assert.match(answer, /Unknown hub method/);
});

void test("long polling has no pings: a held poll outlives the client timeout", async (t) => {
  const service = await startTestService(t, { keepAliveMs: 5, clientTimeoutMs: 10, pollTimeoutMs: 60 });
  const client = await ready(service);
  assert.deepEqual(await client.poll(), empty);
});

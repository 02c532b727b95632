import assert from "node:assert/strict";
import { test } from "node:test";
import { startAppServer } from "../../../support/appServer.ts";
import { connect } from "../../../support/officialClient.ts";
import { startTestService } from "../../../support/signalRService.ts";

const on = (server: string): Parameters<typeof connect>[4] => ({ claims: { "asrs.s.sn": server, "asrs.s.ssticky": "Required" } });

void test("a client answers an invocation of its own server, which cleans up after it", async (t) => {
  const service = await startTestService(t, {}, false);
  const server = await startAppServer(t, service);
  const [asking, answering] = [await connect(t, service), await connect(t, service)];
  answering.on("answer", (question: string) => `${question}: 42`);
  assert.equal(await asking.invoke("Ask", answering.connectionId, "what"), "what: 42");
  assert.equal(server.seen.some(({ kind }) => kind === "serviceMapping" || kind === "clientCompletion"), false);
});

void test("a client of another server answers too, mapping first and the owner's completion forwarded", async (t) => {
  const service = await startTestService(t, {}, false);
  const [first, second] = [await startAppServer(t, service, { serverId: "first" }), await startAppServer(t, service, { serverId: "second", sdk: "1.25" })];
  const [asking, answering] = [await connect(t, service, undefined, undefined, on("first")), await connect(t, service, undefined, undefined, on("second"))];
  answering.on("answer", (question: string) => `${question}: 43`);
  assert.equal(await asking.invoke("Ask", answering.connectionId, "what"), "what: 43");
  const [mapping] = first.seen.filter((message) => message.kind === "serviceMapping");
  assert.equal(mapping?.connectionId, answering.connectionId);
  assert.deepEqual(second.seen.filter(({ kind }) => kind === "serviceMapping"), []);
});

void test("nobody of that id, or one who leaves without an answer, fails the invocation", async (t) => {
  const service = await startTestService(t, {}, false);
  await startAppServer(t, service);
  const [asking, leaving] = [await connect(t, service), await connect(t, service)];
  await assert.rejects(asking.invoke("Ask", "nobody", "x"), /Connection 'nobody' does not exist\./);
  const asked = new Promise<void>((resolve) => leaving.on("answer", () => (resolve(), new Promise(() => {}))));
  const answer = asking.invoke("Ask", leaving.connectionId, "x");
  await asked;
  await Promise.all([assert.rejects(answer, /was closed before it answered/), leaving.stop()]);
});

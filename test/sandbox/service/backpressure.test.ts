import assert from "node:assert/strict";
import { test } from "node:test";
import { bearer, chatSocket, connectUrl, rs } from "../../support/rawClient.ts";
import { startTestService } from "../../support/signalRService.ts";

const call = (target: string, message: string, id?: string): string => `${JSON.stringify({ type: 1, target, arguments: ["a", message], invocationId: id })}${rs}`;

void test("a message of 16 MB goes in and comes out whole", async (t) => {
  const service = await startTestService(t);
  const socket = await chatSocket(t, service);
  const message = "x".repeat(16 * 1024 * 1024);
  socket.send(call("broadcastMessage", message));
  assert.equal(await socket.text(), `{"type":1,"target":"broadcastMessage","arguments":["a","${message}"]}${rs}`);
});

void test("a WebSocket message above the limit ends the connection with 1009", async (t) => {
  const service = await startTestService(t, { webSocketMessageBytes: 1000 });
  const socket = await chatSocket(t, service);
  socket.send(call("echo", "x".repeat(1000)));
  assert.equal((await socket.closed).code, 1009);
});

void test("a record cut into ever more frames ends at the same limit", async (t) => {
  const service = await startTestService(t, { webSocketMessageBytes: 1000 });
  const socket = await chatSocket(t, service);
  for (let count = 0; count < 3; count++) socket.send("x".repeat(400));
  assert.equal(await socket.text(), `{"type":7,"error":"Connection closed with an error."}${rs}`);
});

void test("who does not read what others say is dropped, and the others chat on", async (t) => {
  const service = await startTestService(t, { dropBytes: 256 * 1024 });
  const [slow, talker] = [await chatSocket(t, service), await chatSocket(t, service)];
  slow.socket.pause();
  const message = "x".repeat(64 * 1024);
  const dropped = (): boolean => service.events.some(({ event }) => event === "disconnected");
  for (let count = 0; count < 2000 && !dropped(); count++) {
    talker.send(call("broadcastMessage", message));
    assert.match(await talker.text(), /broadcastMessage/);
  }
  assert.equal(dropped(), true, "the slow client was never dropped");
  assert.equal((await service.happened("disconnected"))["error"], "The client did not read what it was sent.");
  talker.send(call("echo", "still here"));
  assert.match(await talker.text(), /still here/);
});

void test("who asks without reading answers is read no further, and gets every answer later", async (t) => {
  // Were it read on, its answers would pile up and it would be dropped.
  const service = await startTestService(t, { pauseBytes: 64 * 1024, dropBytes: 1024 * 1024 });
  const [socket, other] = [await chatSocket(t, service), await chatSocket(t, service)];
  socket.socket.pause();
  const message = "x".repeat(32 * 1024);
  const count = 2000;
  for (let number = 0; number < count; number++) socket.send(call("echo", message));
  // Meanwhile another client is served a hundred times.
  for (let number = 0; number < 100; number++) {
    other.send(call("echo", "x"));
    await other.text();
  }
  assert.ok(socket.socket.bufferedAmount > 0, "everything was taken from a client that reads nothing");
  socket.socket.resume();
  for (let number = 0; number < count; number++) assert.equal((await socket.text()).length, message.length + `{"type":1,"target":"echo","arguments":["a"," (echo from server)",""]}`.length - 2);
});

void test("the body of a send has a limit", async (t) => {
  const service = await startTestService(t, { postBytes: 1000 });
  const url = await connectUrl(service);
  const headers = await bearer(service);
  assert.equal((await fetch(url, { headers })).status, 200);
  assert.equal((await fetch(url, { method: "POST", headers, body: "x".repeat(1001) })).status, 413);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { bearer, chatSocket, connectUrl, jsonHandshake, negotiate, openSocket, refusedUpgrade, rs } from "../../support/rawClient.ts";
import type { RawSocket } from "../../support/rawClient.ts";
import { setMode, startTestService } from "../../support/signalRService.ts";

const closeWithError = `{"type":7,"error":"Connection closed with an error."}${rs}`;
const echo = (id: string): string => `{"type":1,"target":"ECHO","arguments":["a","${id}"],"invocationId":"${id}"}${rs}`;

void test("a json client sees the bytes of the sample's contract", async (t) => {
  const service = await startTestService(t);
  const [alice, bob] = [await chatSocket(t, service), await chatSocket(t, service)];
  alice.send(`{"target":"broadcastMessage","arguments":["_SYSTEM_","alice JOINED"],"type":1}${rs}`);
  const joined = `{"type":1,"target":"broadcastMessage","arguments":["_SYSTEM_","alice JOINED"]}${rs}`;
  assert.deepEqual([await alice.text(), await bob.text()], [joined, joined]);
  alice.send(`{"target":"echo","arguments":["alice","yo"],"invocationId":"0","type":1}${rs}`);
  assert.equal(await alice.text(), `{"type":1,"target":"echo","arguments":["alice","yo (echo from server)"]}${rs}`);
  assert.equal(await alice.text(), `{"type":3,"invocationId":"0","result":null}${rs}`);
  alice.send(`{"target":"nope","arguments":[],"invocationId":"1","type":1}${rs}`);
  assert.equal(await alice.text(), `{"type":3,"invocationId":"1","error":"Unknown hub method 'nope'"}${rs}`);
});

void test("a messagepack client shakes hands in text and goes on in binary", async (t) => {
  const service = await startTestService(t);
  const socket = await openSocket(t, service);
  socket.send(`{"protocol":"messagepack","version":1}${rs}`);
  assert.equal(await socket.text(), `{}${rs}`);
  socket.send(Buffer.from("14950180A130A46563686F92A5616C696365A2796F", "hex"));
  const { data, binary } = await socket.next();
  assert.equal(binary, true);
  assert.match(data.toString("latin1"), /echo.*alice.*yo \(echo from server\)/s);
  const completion = (await socket.next()).data.toString("hex").toUpperCase();
  // A void completion of kind 2, or of kind 3 with nil: clients read both alike.
  assert.match(completion, /^(?:06940380A13002|07950380A13003C0)$/);
});

void test("handshakes in binary frames, cut frames and frames with several records are read", async (t) => {
  const service = await startTestService(t);
  const socket = await openSocket(t, service);
  const bytes = Buffer.from(`${jsonHandshake}${echo("1")}${echo("ü")}`);
  const cut = bytes.indexOf("ü") + 1;
  socket.send(bytes.subarray(0, 10));
  socket.send(bytes.subarray(10, cut));
  socket.send(bytes.subarray(cut));
  const answers = [];
  for (let count = 0; count < 5; count++) answers.push(await socket.text());
  assert.equal(answers[0], `{}${rs}`);
  assert.equal(answers[2], `{"type":3,"invocationId":"1","result":null}${rs}`);
  assert.equal(answers[4], `{"type":3,"invocationId":"ü","result":null}${rs}`);
});

void test("a client that skipped negotiation is taken, with the user of its token", async (t) => {
  const service = await startTestService(t);
  const token = await service.token({ userId: "ann" });
  const socket = await openSocket(t, service, `${service.url}/client?hub=chat&access_token=${token}`, {});
  socket.send(jsonHandshake);
  assert.equal(await socket.text(), `{}${rs}`);
  assert.equal((await service.happened("connected"))["userId"], "ann");
});

void test("an id that nobody has, or that ran out, gets 404", async (t) => {
  const service = await startTestService(t, { idTimeoutMs: 20 });
  const headers = await bearer(service);
  const unknown = await refusedUpgrade(`${service.url}/client/?hub=chat&id=AAAAAAAAAAAAAAAAAAAAAA`, headers);
  assert.deepEqual([unknown.status, unknown.body, unknown.headers["content-type"]], [404, "No Connection with that ID", undefined]);
  const { path, status, reason } = await service.happened("refused");
  assert.deepEqual([path, status, reason], ["/client/", 404, "No Connection with that ID"]);
  const url = await connectUrl(service);
  const { promise, resolve } = Promise.withResolvers<void>();
  // The id's own timer was started before this one and runs as long.
  setTimeout(resolve, 30);
  await promise;
  assert.equal((await refusedUpgrade(url, headers)).status, 404);
});

void test("an id of another hub gets 404, like one that nobody has", async (t) => {
  const service = await startTestService(t);
  const { connectionToken = "" } = await negotiate(service);
  const other = await refusedUpgrade(`${service.url}/client/?hub=news&id=${connectionToken}`, { Authorization: `Bearer ${await service.token({ hub: "news" })}` });
  assert.deepEqual([other.status, other.body], [404, "No Connection with that ID"]);
});

void test("with strict request ids a connect that lost its own gets 404", async (t) => {
  const service = await startTestService(t, { strictRequestId: true });
  const { connectionToken = "" } = await negotiate(service, "hub=chat&negotiateVersion=1&asrs_request_id=abc");
  assert.equal((await refusedUpgrade(`${service.url}/client/?hub=chat&id=${connectionToken}`, await bearer(service))).status, 404);
  await openSocket(t, service, `${service.url}/client/?hub=chat&id=${connectionToken}&asrs_request_id=abc`);
});

void test("a second WebSocket on an id gets 409, a POST 405, another transport 400, a DELETE 400", async (t) => {
  const service = await startTestService(t);
  const url = await connectUrl(service);
  await openSocket(t, service, url);
  const headers = await bearer(service);
  assert.equal((await refusedUpgrade(url, headers)).status, 409);
  const ask = async (method: string): Promise<unknown[]> => {
    const response = await fetch(url, { method, headers });
    return [response.status, await response.text()];
  };
  assert.deepEqual(await ask("POST"), [405, "POST requests are not allowed for WebSocket connections."]);
  assert.deepEqual(await ask("GET"), [400, "Cannot change transports mid-connection"]);
  assert.deepEqual(await ask("DELETE"), [400, "Cannot terminate this connection using the DELETE endpoint."]);
  assert.equal((await ask("PATCH"))[0], 405);
});

void test("a handshake that cannot be done is answered with its error, then the socket closes", async (t) => {
  const service = await startTestService(t);
  for (const [handshake, error] of [
    [`{"protocol":"blazorpack","version":1}`, "The protocol 'blazorpack' is not supported."],
    [`{"protocol":"json","version":3}`, "The server does not support version 3 of the 'json' protocol."],
    ["hello", "An unexpected error occurred during connection handshake."],
    [`{"type":6}`, "An unexpected error occurred during connection handshake."],
  ]) {
    const socket = await openSocket(t, service);
    socket.send(`${handshake}${rs}`);
    assert.equal(await socket.text(), `${JSON.stringify({ error })}${rs}`);
    assert.equal((await socket.closed).code, 1000);
  }
});

void test("a tool that never sends its handshake hears that it was canceled", async (t) => {
  const service = await startTestService(t, { handshakeTimeoutMs: 10 });
  const socket = await openSocket(t, service);
  assert.equal(await socket.text(), `{"error":"Handshake was canceled."}${rs}`);
  assert.equal((await socket.closed).code, 1000);
});

void test("a Default service without app server says so in the handshake", async (t) => {
  const service = await startTestService(t, {}, false);
  const socket = await openSocket(t, service);
  socket.send(jsonHandshake);
  assert.match(await socket.text(), /^\{"error":"SignalR Service is now in 'Default' service mode\. .* However app servers are not connected\."\}.$/s);
  await socket.closed;
});

void test("a Serverless service connects clients and drops their invocations", async (t) => {
  const service = await startTestService(t, { keepAliveMs: 50 });
  setMode(service.signalR, "Serverless");
  const socket = await chatSocket(t, service);
  socket.send(`{"type":1,"target":"echo","arguments":["a","b"],"invocationId":"0"}${rs}`);
  assert.equal(await socket.text(), `{"type":6}${rs}`);
});

void test("the loss of the app server ends its clients", async (t) => {
  const service = await startTestService(t, {}, false);
  const detach = service.attach("Chat", { invoke: () => 42 });
  const socket = await chatSocket(t, service);
  socket.send(`{"type":1,"target":"x","arguments":[],"invocationId":"0"}${rs}`);
  assert.equal(await socket.text(), `{"type":3,"invocationId":"0","result":42}${rs}`);
  detach();
  assert.equal(await socket.text(), `{"type":7,"error":"ServerOffline"}${rs}`);
  assert.equal((await socket.closed).code, 1000);
});

void test("silence brings pings, and a silent client is given up", async (t) => {
  const service = await startTestService(t, { keepAliveMs: 20, clientTimeoutMs: 70 });
  const socket = await chatSocket(t, service);
  assert.equal(await socket.text(), `{"type":6}${rs}`);
  let last = "";
  while (!last.includes(`"type":7`)) last = await socket.text();
  assert.equal(last, `{"type":7,"error":"Client hasn't sent a message/ping within the configured ClientTimeoutInterval.","allowReconnect":true}${rs}`);
});

void test("invalid JSON ends the connection with an error, unknown types and fields do not", async (t) => {
  const service = await startTestService(t);
  const socket = await chatSocket(t, service);
  socket.send(`{"type":99,"x":1}${rs}{"type":6,"y":{}}${rs}{"extra":true,"arguments":["a","b"],"type":1,"target":"echo"}${rs}`);
  assert.match(await socket.text(), /echo from server/);
  socket.send(`{"type":1,${rs}`);
  assert.equal(await socket.text(), closeWithError);
  assert.equal((await socket.closed).code, 1000);
});

void test("a client's close message ends its connection and frees its id", async (t) => {
  const service = await startTestService(t);
  const socket = await chatSocket(t, service);
  socket.send(`{"type":7}${rs}`);
  assert.equal((await socket.closed).code, 1000);
  const { error } = await service.happened("disconnected");
  assert.equal(error, undefined);
});

void test("a host that fails tells its caller no details", async (t) => {
  const service = await startTestService(t, {}, false);
  service.attach("chat", {
    invoke: () => {
      throw new Error("database password");
    },
  });
  const socket = await chatSocket(t, service);
  socket.send(`{"type":1,"target":"Save","arguments":[],"invocationId":"0"}${rs}`);
  assert.equal(await socket.text(), `{"type":3,"invocationId":"0","error":"Failed to invoke 'Save' due to an error on the server."}${rs}`);
});

void test("a connection ends with its user's authentication only where the token says so", async (t) => {
  const service = await startTestService(t);
  const aeo = String(Math.floor(Date.now() / 1000));
  const open = async (claims: Record<string, string>): Promise<RawSocket> => openSocket(t, service, `${service.url}/client/?hub=chat&access_token=${await service.token({ claims })}`, {});
  const bound = await open({ "asrs.s.coae": "true", "asrs.s.aeo": aeo });
  assert.equal((await bound.closed).code, 1000);
  const free = await open({ "asrs.s.aeo": aeo });
  free.send(jsonHandshake);
  assert.equal(await free.text(), `{}${rs}`);
});

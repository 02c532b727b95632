import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import type { Server } from "node:http";
import { connect } from "node:net";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { BodyTooLarge, createLoopbackServer, listen, readBody, stopServer } from "../../src/sandbox/loopback.ts";

async function start(t: TestContext): Promise<{ readonly server: Server; readonly port: number; readonly upgraded: () => number }> {
  let upgrades = 0;
  const server = createLoopbackServer({
    request: (incoming, response) => {
      readBody(incoming, 10).then(
        (body) => response.end(`got ${body.length}`),
        (error: unknown) => response.writeHead(error instanceof BodyTooLarge ? 413 : 500, { Connection: "close" }).end(),
      );
    },
    upgrade: (_request, socket) => {
      upgrades += 1;
      socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
    },
  });
  const port = await listen(server, 0);
  t.after(() => stopServer(server));
  return { server, port, upgraded: () => upgrades };
}

function ask(port: number, host: string, headers: Record<string, string> = {}): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  const sent = request({ host: "127.0.0.1", port, headers: { ...headers, Host: host } }, (response) => {
    response.resume();
    resolve(response.statusCode);
  });
  sent.on("upgrade", (response, socket) => {
    socket.destroy();
    resolve(response.statusCode);
  });
  sent.on("error", reject).end();
  return promise;
}

void test("only 127.0.0.1 and localhost with the port are answered, for requests and upgrades", async (t) => {
  const { port, upgraded } = await start(t);
  const upgrade = { Connection: "Upgrade", Upgrade: "x" };
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`])
    assert.deepEqual([await ask(port, host), await ask(port, host, upgrade)], [200, 101]);
  for (const host of ["127.0.0.1", "evil.example", `evil.example:${port}`, `127.0.0.1:${port + 1}`, `127.0.0.1.evil.example:${port}`])
    assert.deepEqual([host, await ask(port, host), await ask(port, host, upgrade)], [host, 403, 403]);
  assert.equal(upgraded(), 3);
});

void test("it listens on 127.0.0.1 only, and a port in use is an error", async (t) => {
  const { server, port } = await start(t);
  assert.partialDeepStrictEqual(server.address(), { address: "127.0.0.1" });
  const second = createLoopbackServer({ request: () => undefined });
  await assert.rejects(listen(second, port), { code: "EADDRINUSE" });
});

void test("stopping ends idle, waiting and upgraded connections and frees the port", async (t) => {
  const { server, port } = await start(t);
  const idle = connect(port, "127.0.0.1");
  const upgraded = connect(port, "127.0.0.1");
  upgraded.write(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n`);
  await once(upgraded, "data");
  upgraded.resume();
  const ended = Promise.all([once(idle, "close"), once(upgraded, "close")]);
  for (const socket of [idle, upgraded]) socket.on("error", () => undefined);
  await stopServer(server);
  await ended;
  const next = createLoopbackServer({ request: () => undefined });
  assert.equal(await listen(next, port), port);
  await stopServer(next);
  await stopServer(next);
});

void test("a body is read up to its limit", async (t) => {
  const { port } = await start(t);
  const post = async (body: string): Promise<readonly [number, string]> => {
    const response = await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body });
    return [response.status, await response.text()];
  };
  assert.deepEqual(await post("0123456789"), [200, "got 10"]);
  assert.deepEqual(await post("0123456789x"), [413, ""]);
});

void test("bytes that are no HTTP get 400 and do no harm", async (t) => {
  const { port } = await start(t);
  const socket = connect(port, "127.0.0.1");
  socket.end("\u0000nonsense\r\n\r\n");
  const [data] = await once(socket, "data");
  assert.match(String(data), /^HTTP\/1\.1 400 /);
  assert.equal(await ask(port, `127.0.0.1:${port}`), 200);
});

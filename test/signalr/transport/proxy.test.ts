import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { connect } from "../../../src/signalr/connection.ts";
import { environmentProxy, proxyFor } from "../../../src/signalr/transport/proxy.ts";
import { startConnectProxy } from "../../support/connectProxy.ts";
import type { ConnectProxy, ConnectProxyOptions } from "../../support/connectProxy.ts";
import { httpHub } from "../httpHub.ts";
import { Recorder } from "../recorder.ts";
import { scriptedHub } from "../scriptedHub.ts";

const TLS = {
  cert: readFileSync(new URL("../fixtures/test-only.cert.pem", import.meta.url), "utf8"),
  key: readFileSync(new URL("../fixtures/test-only.key.pem", import.meta.url), "utf8"),
};

async function proxy(t: TestContext, options: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const started = await startConnectProxy(options);
  t.after(() => started.close());
  return started;
}

for (const tls of [undefined, TLS]) {
  void test(`negotiate and WebSocket go through the proxy that is given, ${tls === undefined ? "in the clear" : "with TLS inside the tunnel"}`, async (t) => {
    const hub = await scriptedHub(t, { socket: (peer) => peer.accept(), ...(tls === undefined ? {} : { tls }) });
    const { url, asked } = await proxy(t);
    const connection = await connect({ url: hub.url, proxy: url.replace("://", "://ann:s%40fe@"), tls: { rejectUnauthorized: false } }, new Recorder());
    await connection.close();
    const authority = new URL(hub.url).host;
    const credentials = `Basic ${Buffer.from("ann:s@fe").toString("base64")}`;
    assert.deepEqual(asked, [{ authority, credentials }, { authority, credentials }]);
  });
}

void test("Server-Sent Events and long polling go through it too, and a resolver may send some hosts straight", async (t) => {
  const { url, asked } = await proxy(t);
  for (const transport of ["serverSentEvents", "longPolling"] as const) {
    const hub = await httpHub(t);
    await (await connect({ url: hub.url, transport, proxy: () => url }, new Recorder())).close();
  }
  const through = asked.length;
  assert.ok(through >= 6);
  const other = await httpHub(t);
  await (await connect({ url: other.url, transport: "longPolling", proxy: () => undefined }, new Recorder())).close();
  assert.equal(asked.length, through);
});

for (const [status, code] of [[407, "proxyAuthentication"], [403, "proxyRefused"]] as const) {
  void test(`a proxy that answers ${status} is named, and not taken for the server`, async (t) => {
    const hub = await httpHub(t);
    const { url } = await proxy(t, { status });
    const seen = new Recorder();
    await assert.rejects(connect({ url: hub.url, proxy: url }, seen), { code });
    assert.deepEqual(seen.lines, [`negotiate ${code}`]);
    assert.deepEqual(hub.requests, []);
  });
}

void test("a proxy over TLS is trusted by the session's own authority or where its certificate is not checked; the server behind it is checked all the same", async (t) => {
  const hub = await scriptedHub(t, { socket: (peer) => peer.accept(), tls: TLS });
  const { url, asked } = await proxy(t, { tls: TLS });
  const lax = { url, authorization: "Bearer of-the-proxy", rejectUnauthorized: false };
  await (await connect({ url: hub.url, proxy: () => url, tls: { ca: TLS.cert } }, new Recorder())).close();
  await assert.rejects(connect({ url: hub.url, proxy: () => url }, new Recorder()), { code: "proxyUnreachable" });
  assert.equal(asked.length, 2);
  await assert.rejects(connect({ url: hub.url, proxy: () => lax }, new Recorder()), { code: "certificateNotTrusted" });
  assert.deepEqual(asked[2], { authority: new URL(hub.url).host, credentials: "Bearer of-the-proxy" });
});

void test("a proxy that is not there, or is none, is named", async (t) => {
  const hub = await httpHub(t);
  const gone = createServer().listen(0, "127.0.0.1");
  await once(gone, "listening");
  const { port } = gone.address() as AddressInfo;
  gone.close();
  await once(gone, "close");
  await assert.rejects(connect({ url: hub.url, proxy: `127.0.0.1:${port}` }, new Recorder()), { code: "proxyUnreachable" });
  await assert.rejects(connect({ url: hub.url, proxy: "socks5://127.0.0.1:1" }, new Recorder()), { code: "invalidProxy" });
});

void test("the environment says which hosts go through which proxy", () => {
  const environment = { HTTPS_PROXY: "http://secure:1", http_proxy: "http://plain:2", NO_PROXY: "internal.example, .corp.example:8443,10.0.0.7" };
  const cases: readonly (readonly [url: string, proxy: string | undefined])[] = [
    ["https://hub.example/chat", "http://secure:1"],
    ["wss://hub.example/chat", "http://secure:1"],
    ["http://hub.example/chat", "http://plain:2"],
    ["ws://hub.example/chat", "http://plain:2"],
    ["https://internal.example/", undefined],
    ["https://a.internal.example/", undefined],
    ["https://notinternal.example/", "http://secure:1"],
    ["https://a.corp.example:8443/", undefined],
    ["https://a.corp.example/", "http://secure:1"],
    ["https://10.0.0.7/", undefined],
    ["https://localhost:5001/", undefined],
    ["http://127.0.0.1:80/", undefined],
    ["http://[::1]:80/", undefined],
  ];
  for (const [url, expected] of cases) {
    assert.equal(environmentProxy(new URL(url), environment), expected, url);
  }
  assert.equal(environmentProxy(new URL("https://hub.example/"), { ...environment, NO_PROXY: "*" }), undefined);
  assert.equal(environmentProxy(new URL("https://hub.example/"), {}), undefined);
  assert.equal(proxyFor(new URL("https://hub.example/"), "proxy:3128")?.url.href, "http://proxy:3128/");
});

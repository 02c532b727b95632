import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { assert as check, asyncProperty, constantFrom, dictionary, integer, oneof, string } from "fast-check";
import { examine } from "../../src/doctor/examine.ts";
import type { ProbeResult } from "../../src/doctor/model.ts";
import { reportMarkdown } from "../../src/doctor/report.ts";
import type { Subject } from "../../src/doctor/subject.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { connect } from "../../src/signalr/connection.ts";
import { parseConnectionString } from "../../src/signalr/connectionString.ts";
import { serviceTarget } from "../../src/signalr/connectTarget.ts";
import { Cancelled } from "../../src/signalr/problem.ts";
import { startConnectProxy } from "../support/connectProxy.ts";
import { startOwnApp } from "../support/ownApp.ts";
import { publishSandbox } from "../support/published.ts";
import { NEGOTIATED } from "../signalr/scriptedHub.ts";
import type { Script } from "../signalr/scriptedHub.ts";
import { Recorder } from "../signalr/recorder.ts";
import { sandboxSubject } from "./cases/sandbox.ts";
import type { Scene, SceneOptions } from "./cases/sandbox.ts";
import { gatewayAndService, healthy } from "./cases/wire.ts";

const deadlines = { wireMs: 8_000, planeMs: 20_000 };
const faults = (probes: readonly ProbeResult[]): readonly string[] => probes.filter(({ outcome }) => outcome !== "ok").map(({ id, outcome, evidence }) => `${id} ${outcome}: ${evidence}`);

const gatewayNegotiate: SceneOptions["publish"] = ({ appServerUrl }) => ({ layout: "gatewayNegotiate", appNegotiate: { url: `${appServerUrl}/chat/negotiate` } });

void suite("what is well", () => {
  for (const layout of ["webSocket", "http"] as const) {
    void test(`is found well in the layout ${layout}, with a call, a page's origin and a large message`, async (t) => {
      const subject = await sandboxSubject(t, { publish: { layout }, subject: { origin: "https://pages.example", invoke: { target: "echo", args: ["ann", "hi"] }, messageBytes: 100_000, holdMs: 50 } });
      const { verdict, probes } = await examine(subject, { deadlines });
      assert.deepEqual(faults(probes), []);
      assert.equal(verdict.outcome, "ok");
      const asked = probes.map(({ id }) => id);
      const own = layout === "webSocket" ? ["gateway.upgrade", "gateway.handshake", "gateway.invoke"] : ["gateway.stream", "gateway.stream.handshake", "gateway.stream.invoke", "gateway.poll", "gateway.poll.handshake", "gateway.close"];
      for (const id of [...own, ...own.map((each) => each.replace("gateway", "service")), "gateway.preflight"]) assert.ok(asked.includes(id), `${id} in ${asked.join(" ")}`);
    });
  }

  void test("is found well where the gateway negotiates with an app, from the gateway on and from the app on", async (t) => {
    for (const subject of [{}, ({ sandbox: { line } }: Scene) => ({ appUrl: `${line.appServerUrl}/chat` })]) {
      const { verdict, probes } = await examine(await sandboxSubject(t, { publish: gatewayNegotiate, subject }), { deadlines });
      assert.deepEqual(faults(probes), []);
      assert.equal(verdict.outcome, "ok");
      assert.deepEqual(probes.filter(({ id }) => /^gateway\.(?:negotiate|upgrade|handshake)$/.test(id)).map(({ id }) => id), ["gateway.upgrade", "gateway.handshake"]);
    }
  });

  void test("is found well with an app of one's own as the hub's server; once that is gone, it is what is missing", async (t) => {
    const sandbox = await startSandbox({ app: "external" });
    t.after(() => sandbox.stop());
    const { connectionString: text } = await publishSandbox(sandbox.line);
    const app = await startOwnApp(t, text, "my-app");
    const subject: Subject = { title: "chat", connectionString: parseConnectionString(text), hub: "chat", appUrl: app.hubUrl, network: { headers: {} }, invoke: { target: "Echo", args: ["hi"] } };
    const well = await examine(subject, { deadlines });
    assert.deepEqual(faults(well.probes), []);
    assert.ok(well.probes.some(({ id }) => id === "gateway.invoke"));
    app.server.stop();
    while (sandbox.service.connections().some(({ servers }) => servers.length > 0)) await new Promise((resolve) => sandbox.service.onConnectionsChanged(() => resolve(undefined)));
    const { verdict } = await examine(subject, { deadlines });
    assert.deepEqual([verdict.outcome, verdict.place, verdict.causes[0]?.code], ["failed", "the app", "appServerNotConnected"]);
  });

  void test("costs no more requests at the gateway than the connection it examines", async (t) => {
    const seen: string[] = [];
    const sandbox = await startSandbox({ event: ({ part, event, method }) => part === "gateway" && seen.push(`${event} ${JSON.stringify(method)}`) });
    t.after(() => sandbox.stop());
    const connectionString = parseConnectionString((await publishSandbox(sandbox.line)).connectionString);
    const bare = await connect(serviceTarget({ connectionString, hub: "chat" }), new Recorder());
    await bare.close();
    const connecting = seen.splice(0);
    assert.ok(connecting.length >= 2, "negotiate and upgrade");
    const { verdict } = await examine({ title: "chat", connectionString, hub: "chat", network: { headers: {} } }, { deadlines });
    assert.equal(verdict.outcome, "ok");
    assert.deepEqual(seen.filter((each) => !each.startsWith("closed")), connecting.filter((each) => !each.startsWith("closed")));
  });
});

void suite("an examination", () => {
  void test("tells each answer as it comes, and ends at once when it is cancelled, with nothing left open", async (t) => {
    const subject = await gatewayAndService(t, { ...healthy, post: () => undefined });
    const stop = new AbortController();
    const told: string[] = [];
    const run = examine(subject, { deadlines, signal: stop.signal, told: ({ id }) => {
      told.push(id);
      if (id === "service.handshake") stop.abort();
    } });
    await assert.rejects(run, Cancelled);
    assert.ok(told.includes("service.negotiate") && !told.includes("gateway.negotiate"), told.join(" "));
  });

  void test("gives a subscription key to the gateway, and to the service none", async (t) => {
    const keys: (string | string[] | undefined)[] = [];
    const noting = (): Script => ({ ...healthy, post: ({ headers }, response) => {
      keys.push(headers["ocp-apim-subscription-key"]);
      response.setHeader("content-type", "application/json").end(NEGOTIATED);
    } });
    const subject = await gatewayAndService(t, noting(), noting(), { network: { headers: { "Ocp-Apim-Subscription-Key": "s3cret" } } });
    await examine(subject, { deadlines });
    assert.deepEqual(new Set(keys), new Set(["s3cret", undefined]));
  });

  void test("does not take the service's 404 for a hub that was made up for a fault, and takes the gateway's for one", async (t) => {
    const unknown: Script = { ...healthy, refuse: { status: "404 Not Found", body: "" } };
    const { hub: _hub, ...both } = await gatewayAndService(t, unknown, unknown);
    const { verdict, probes } = await examine(both, { deadlines });
    assert.equal(verdict.outcome, "ok", verdict.text);
    assert.match(probes.find(({ id }) => id === "gateway.upgrade")?.evidence ?? "", /404.*made up/);
    const { hub: _other, ...one } = await gatewayAndService(t, unknown, healthy);
    assert.deepEqual([(await examine(one, { deadlines })).verdict.place, (await examine({ ...both, hub: "chat" }, { deadlines })).verdict.place], ["the gateway", "the service"]);
  });

  void test("goes by the proxy, and leaves name and TCP to it", async (t) => {
    const proxy = await startConnectProxy();
    t.after(() => proxy.close());
    const { network, ...subject } = await gatewayAndService(t, healthy);
    const { verdict, probes } = await examine({ ...subject, network: { ...network, proxy: proxy.url } }, { deadlines });
    assert.equal(verdict.outcome, "ok", verdict.text);
    assert.deepEqual(probes.filter(({ id }) => /\.(?:dns|tcp|tls)$/.test(id)), []);
  });

  void test("has a verdict whatever a gateway answers, and tells no token", async (t) => {
    const words = constantFrom("Resource not found", "'hub' query parameter is required.", "<html><title>x</title></html>", "{", '{"url":"http://h"}', '{"error":"no"}', '{"message":"quota"}', '{"connectionId":1}', "eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiJ4In0.c2lnbmF0dXJl", "");
    const header = constantFrom("www-authenticate", "content-type", "retry-after", "location", "date", "x-ms-request-id");
    let answer: { readonly status: number; readonly body: string; readonly headers: Readonly<Record<string, string>> } = { status: 200, body: "", headers: {} };
    const subject: Subject = await gatewayAndService(t, { ...healthy, post: (_seen, response) => void response.writeHead(answer.status, answer.headers).end(answer.body) });
    await check(
      asyncProperty(integer({ min: 200, max: 599 }), oneof(words, string({ maxLength: 40 })), dictionary(header, constantFrom("text/html", "Bearer error=\"invalid_token\", error_description=\"expired\"", "/x", "soon", "0")), async (status, body, headers) => {
        answer = { status, body, headers };
        const diagnosis = await examine(subject, { deadlines });
        assert.notEqual(diagnosis.verdict.text, "");
        assert.equal(diagnosis.probes.some(({ causes }) => causes?.some(({ code }) => code === "unexpected")), false, JSON.stringify({ answer, faults: faults(diagnosis.probes) }));
        assert.doesNotMatch(reportMarkdown(diagnosis), /eyJ/);
      }),
      { numRuns: 60 },
    );
  });
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { giveConnectionString } from "../../../src/sandbox/appClient.ts";
import { Cancelled, Problem } from "../../../src/signalr/problem.ts";
import { connectionStringOf, startTestApp } from "../../support/sandboxApp.ts";
import type { TestApp } from "../../support/sandboxApp.ts";

async function refusal(app: TestApp, connectionString: string, token = app.armToken): Promise<Problem> {
  const before = app.connectionString;
  const error: unknown = await giveConnectionString(app.url, token, connectionString).catch((reason: unknown) => reason);
  assert.ok(error instanceof Problem);
  assert.equal(app.connectionString, before);
  assert.equal(app.changes(), 0);
  return error;
}

void test("a string handed over is kept, told without its key, and shown in the status", async (t) => {
  const app = await startTestApp(t);
  const status = async (): Promise<unknown> => (await fetch(`${app.url}/.sandbox/status`)).json();
  assert.deepEqual(await status(), { serviceEndpoint: app.service.url, clientEndpoint: null });
  const given = connectionStringOf(app.service, "http://127.0.0.1:5");
  await giveConnectionString(app.url, app.armToken, `${given}\n`);
  assert.equal(app.connectionString, given);
  assert.equal(app.changes(), 1);
  assert.deepEqual(await status(), { serviceEndpoint: app.service.url, clientEndpoint: "http://127.0.0.1:5/" });
  assert.deepEqual(app.events.map(({ event, clientEndpoint }) => [event, clientEndpoint]), [["connectionString", "http://127.0.0.1:5/"]]);
  assert.equal(JSON.stringify(app.events).includes(app.service.signalR.keys.primary), false);
});

void test("each bad string is refused with what is wrong with it, and the old one stays", async (t) => {
  const app = await startTestApp(t);
  const { url, signalR } = app.service;
  const key = signalR.keys.primary;
  for (const [text, words] of [
    [`AccessKey=${key};Version=1.0;`, /Endpoint/],
    [`Endpoint=nonsense;AccessKey=${key};Version=1.0;`, /Endpoint/],
    [`Endpoint=${url};AccessKey=${key};ClientEndpoint=ftp://x;`, /ClientEndpoint/],
    [`Endpoint=http://127.0.0.1:1;AccessKey=${key};Version=1.0;`, /belongs to the service at/],
    [`Endpoint=${url.replace("127.0.0.1", "localhost")};AccessKey=${key};Version=1.0;`, /belongs to the service at/],
    [`Endpoint=${url};AccessKey=regenerated-since;Version=1.0;`, /none of the service's present keys/],
    [`Endpoint=${url};AuthType=azure;Version=1.0;`, /no AccessKey/],
    ["", /./],
  ] as const) {
    const problem = await refusal(app, text);
    assert.match(problem.message, words, text);
    assert.equal(problem.details.status, 400);
    assert.equal(JSON.stringify(problem.details).includes(key), false);
  }
});

void test("who does not hold the sandbox's token is told which profile to take", async (t) => {
  const app = await startTestApp(t);
  const problem = await refusal(app, connectionStringOf(app.service), "another");
  assert.equal(problem.details.status, 401);
  assert.match(problem.details.nextStep ?? "", /profile/);
});

void test("an app server that is not there is named; a cancel is no error", async (t) => {
  const app = await startTestApp(t);
  const connectionString = connectionStringOf(app.service);
  await assert.rejects(giveConnectionString(app.url, app.armToken, connectionString, AbortSignal.abort()), Cancelled);
  await app.stop();
  await assert.rejects(giveConnectionString(app.url, app.armToken, connectionString), (error) => error instanceof Problem && error.code === "appServerUnreachable" && error.message.includes(app.url));
});

void test("only PUT, and nothing as long as a document", async (t) => {
  const app = await startTestApp(t);
  const url = `${app.url}/.sandbox/connection-string`;
  assert.equal((await fetch(url)).status, 405);
  const long = await fetch(url, { method: "PUT", headers: { Authorization: `Bearer ${app.armToken}` }, body: "x".repeat(20_000) });
  assert.equal(long.status, 413);
});

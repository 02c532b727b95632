import assert from "node:assert/strict";
import { test } from "node:test";
import { answerProblem } from "../../src/signalr/answerProblem.ts";
import { connect } from "../../src/signalr/connection.ts";
import { Problem } from "../../src/signalr/problem.ts";
import { Recorder } from "./recorder.ts";
import { scriptedHub } from "./scriptedHub.ts";

const hop = { kind: "upgrade", url: "ws://gateway/client", withToken: true } as const;
const told = (reason: string | undefined, body: string): string => answerProblem({ status: 403, reason, headers: {}, body }, hop).message;

void test("a refusal tells the words behind its status where there is nothing else, and where they say more than the status", () => {
  assert.match(told("Hub not allowed", ""), /403: Hub not allowed$/);
  assert.match(told("Forbidden", ""), /403: the answer has no text$/);
  assert.match(told("Hub not allowed", '{"statusCode":403,"message":"Quota is used up"}'), /403: Quota is used up$/);
  assert.doesNotMatch(told("Bearer eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiJ4In0.c2ln", ""), /eyJ/);
});

void test("on the wire too: at negotiate and at the upgrade", async (t) => {
  const negotiate = await scriptedHub(t, { post: (_seen, response) => void response.writeHead(403, "Hub not allowed").end() });
  const upgrade = await scriptedHub(t, { refuse: { status: "503 App negotiate not reachable", body: "" } });
  for (const [url, words] of [[negotiate.url, /403: Hub not allowed/], [upgrade.url, /503: App negotiate not reachable/]] as const) {
    await assert.rejects(connect({ url }, new Recorder()), (error) => error instanceof Problem && words.test(error.message));
  }
});

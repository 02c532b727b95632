import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultChoices } from "../../src/console/protocol.ts";
import type { ConsoleTarget } from "../../src/console/target.ts";
import { Scene } from "./consoleScene.ts";

const integration: ConsoleTarget = { kind: "integration", title: "chat", address: "https://apim.example/client", key: "chat", transport: "serverSentEvents", resolve: async () => ({ url: "https://apim.example/client" }) };

void test("the transport a target suggests is chosen until the person chooses another one", async (t) => {
  const scene = new Scene(t, integration);
  await scene.ready();
  assert.deepEqual(scene.status().choices, { ...defaultChoices, transport: "serverSentEvents" });
  await scene.ask("connect", { address: integration.address, userId: "" });
  assert.equal(scene.hub.options?.transport, "serverSentEvents");
  await scene.ask("disconnect", null);
  await scene.ask("connect", { address: integration.address, userId: "", choices: { ...defaultChoices, transport: "longPolling" } });
  const later = new Scene(t, integration, scene.memory);
  await later.ready();
  assert.equal(later.status().choices?.transport, "longPolling");
});

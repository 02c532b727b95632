import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { ConsoleHost } from "../../src/console/consoleHost.ts";
import type { ConsolePlatform } from "../../src/console/platform.ts";
import { protocolVersion, readHostMessage } from "../../src/console/protocol.ts";
import type { Activity, ConsoleStatus, HostMessage, ProblemView, RequestName, RequestParams, Row } from "../../src/console/protocol.ts";
import { hubTarget } from "../../src/console/target.ts";
import type { ConsoleTarget } from "../../src/console/target.ts";
import { FakeHub } from "./fakeHub.ts";
import { fakePlatform } from "./fakePlatform.ts";

export const address = "https://app.example/chat";

/** A console with a hub without a network, and everything its page was told. */
export class Scene {
  readonly hub = new FakeHub();
  /** The hub the next connection is made to. */
  next = this.hub;
  /** How often the doctor was asked. */
  examined = 0;
  readonly posted: HostMessage[] = [];
  readonly copied: string[] = [];
  /** What the person picks. */
  file: string | undefined;
  network: ReturnType<ConsolePlatform["network"]> = {};
  readonly files = new Map<string, string>();
  readonly memory: Map<string, unknown>;
  readonly host: ConsoleHost;
  #id = 0;

  constructor(t: TestContext, target: ConsoleTarget = hubTarget(address), memory = new Map<string, unknown>()) {
    this.memory = memory;
    this.host = new ConsoleHost(
      target,
      fakePlatform({
        post: (message) => {
          assert.deepEqual(readHostMessage(structuredClone(message)), message, "the page would refuse this message");
          this.posted.push(message);
        },
        copy: async (text) => void this.copied.push(text),
        keepTranscript: async (text) => void this.copied.push(text.join("")),
        pickFile: async () => (this.file === undefined ? undefined : new TextEncoder().encode(this.file)),
        examine: () => void (this.examined += 1),
        network: () => this.network,
        memory: this.memory,
        messages: { read: async (place) => this.files.get(place), write: async (place, text) => void this.files.set(place, text) },
      }),
      { open: (...given) => this.next.open(...given) },
    );
    t.after(() => this.host.dispose());
  }

  async ready(filter = ""): Promise<void> {
    await this.host.receive({ type: "ready", version: protocolVersion, filter });
  }

  async ask<Name extends RequestName>(name: Name, params: RequestParams<Name>): Promise<{ value?: unknown; problem?: ProblemView }> {
    const id = ++this.#id;
    await this.host.receive({ type: "request", id, name, params });
    const answer = this.posted.find((message) => (message.type === "result" || message.type === "refused") && message.id === id);
    if (answer?.type === "result") return { value: answer.value };
    if (answer?.type === "refused") return { problem: answer.problem };
    throw new assert.AssertionError({ message: `${name} was not answered.` });
  }

  /** The page hears of what happened: every timer that waits is over. */
  tick(t: TestContext): void {
    t.mock.timers.tick(200);
    const batch = this.posted.findLast((message) => message.type === "batch");
    if (batch?.type === "batch") void this.host.receive({ type: "ack", generation: batch.generation, sequence: batch.sequence });
  }

  activity(): Activity | undefined {
    const message = this.posted.findLast(({ type }) => type === "activity");
    return message?.type === "activity" ? message.activity : undefined;
  }

  /** What the page shows. */
  rows(): Row[] {
    const batches = this.posted.flatMap((message) => (message.type === "batch" ? [message] : []));
    const generation = batches.at(-1)?.generation;
    return batches.filter((batch) => batch.generation === generation).flatMap(({ rows }) => rows);
  }

  status(): ConsoleStatus {
    return this.host.status;
  }
}

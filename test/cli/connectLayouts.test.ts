import assert from "node:assert/strict";
import { test } from "node:test";
import { sandboxFixture } from "./support.ts";
import type { Result } from "./support.ts";

/** The transport that was opened, as the trace tells it. */
function opened({ stderr }: Result): string | undefined {
  return /upgrade \{"transport":"(\w+)"/.exec(stderr)?.[1];
}

void test("connect --hub takes the first transport the integration's layout carries, unless one is asked for", async (t) => {
  const { run } = await sandboxFixture(t);
  assert.equal((await run(["publish", "--layout", "http", "--yes"])).code, 0);
  const connect = (...more: readonly string[]): Promise<Result> => run(["connect", "--hub", "chat", "--json", "--log-level", "trace", "--invoke", 'echo("ann", "hi")', ...more]);
  const ways: readonly (readonly [args: readonly string[], transport: string])[] = [
    [[], "serverSentEvents"],
    [["--protocol", "messagepack"], "longPolling"],
    [["--transport", "longPolling"], "longPolling"],
  ];
  for (const [args, transport] of ways) {
    const result = await connect(...args);
    assert.deepEqual([result.code, opened(result)], [0, transport], `${args.join(" ")}: ${result.stderr}`);
  }
  for (const args of [["--transport", "webSockets"], ["--stateful-reconnect"]]) {
    const asked = await connect(...args);
    assert.deepEqual([asked.code, opened(asked)], [1, "webSockets"], "it is tried as asked");
    assert.match(asked.stderr, /layout http does not carry this transport\. It carries: ServerSentEvents, LongPolling\./);
  }
});

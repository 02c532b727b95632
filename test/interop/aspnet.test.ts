import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { openSession } from "../../src/console/session.ts";
import type { LogRecord } from "../../src/console/record.ts";
import { startAspNet, whyNoDotnet } from "./aspNetServer.ts";

const root = join(import.meta.dirname, "..", "..");

void test("an ASP.NET Core SignalR app", { skip: whyNoDotnet() ?? false }, async (t) => {
  const hub = `${await startAspNet(t)}/chat`;

  await t.test("the console's engine chats with it and sees every hop and record", async () => {
    const records: LogRecord[] = [];
    const session = await openSession({ connect: { url: hub } }, { record: (record) => records.push(record) });
    const answer = await session.invoke("Echo", ["ann", "hello"]);
    assert.equal(answer.result, "ann: hello");
    assert.match((await session.invoke("Throws", [])).error ?? "", /HubException: as asked/);
    assert.match((await session.invoke("Nowhere", [])).error ?? "", /Method does not exist/);
    const broadcast = await session.invoke("BroadcastMessage", ["ann", "to all"]);
    assert.equal(broadcast.error, undefined);
    await session.close();
    const kinds = records.map(({ direction, kind }) => `${direction} ${kind}`);
    assert.deepEqual(kinds.slice(0, 6), ["local negotiate", "local upgrade", "sent handshake", "received handshake", "sent invocation", "received completion"]);
    assert.ok(records.some((record) => record.direction === "received" && record.kind === "invocation" && record.members.target === "broadcastMessage"));
    assert.equal(kinds.at(-1), "local closed");
  });

  await t.test("when the server aborts the connection, the session says that it ended", async () => {
    const records: LogRecord[] = [];
    const session = await openSession({ connect: { url: hub } }, { record: (record) => records.push(record) });
    await session.send("Quit", []);
    await session.closed;
    assert.equal(records.at(-1)?.kind, "closed");
  });

  await t.test("the command line connects, invokes and writes a transcript", async () => {
    const { code, stdout } = await cli(["connect", hub, "--json", "--invoke", 'Echo("ann", "from the command line")', "--invoke", "Slow(20)"]);
    assert.equal(code, 0);
    const [header, ...lines] = stdout.trim().split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.equal(header?.["format"], "signalr-transcript");
    assert.deepEqual(lines.filter(({ kind }) => kind === "completion").map(({ result }) => result), ["ann: from the command line", "at last"]);
  });

  await t.test("a method that throws ends the command line with 1 and its words", async () => {
    const { code, stderr } = await cli(["connect", hub, "--invoke", "Throws()"]);
    assert.equal(code, 1);
    assert.match(stderr, /as asked/);
  });
});

function cli(args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(root, "src", "cli", "main.ts"), ...args], { timeout: 30_000 }, (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }));
  });
}

import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { HttpTransportType, HubConnectionBuilder, LogLevel } from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import { FrameLog } from "../../src/console/frameLog.ts";
import { openSession } from "../../src/console/session.ts";
import type { ProtocolName } from "../../src/signalr/events.ts";
import { inTurns, say, timed } from "./measure.ts";

const records = 200_000;
const batches = { "a record a frame": 1, "50 records a frame": 50 } as const;

/** A flood over loopback: our session keeping every record in its log, against the official client, which keeps nothing. */
export async function benchIngest(): Promise<void> {
  const flood = await startFlood();
  try {
    for (const protocol of ["json", "messagepack"] as const) {
      for (const [how, batch] of Object.entries(batches)) {
        const path = `${protocol}/${records}/${batch}`;
        const ms = await inTurns(5, { ours: () => ours(`${flood.url}/${path}`, protocol), official: () => official(`${flood.url}/${path}`, protocol) });
        say(`ingest, ${protocol}, ${how}`, records / ms.ours, records / ms.official, "records/ms", "the official client");
      }
    }
  } finally {
    flood.stop();
  }
}

async function startFlood(): Promise<{ readonly url: string; stop(): void }> {
  const child = fork(fileURLToPath(new URL("./flood.ts", import.meta.url)), { stdio: ["ignore", "pipe", "inherit", "ipc"] });
  const { stdout } = child;
  if (stdout === null) throw new Error("The flood has no output.");
  const [line] = (await once(stdout, "data")) as [Buffer];
  return { url: `http://127.0.0.1:${Number(line.toString())}`, stop: () => void child.kill() };
}

async function ours(url: string, protocol: ProtocolName): Promise<number> {
  const log = new FrameLog(1024 ** 3);
  const over = Promise.withResolvers<void>();
  const session = await openSession({ connect: { url, protocol, skipNegotiation: true } }, {
    record(record) {
      log.append(record);
      // Before the flood: the upgrade, the handshake in both directions, and the call that asks for it.
      if (log.size > records + 4) over.resolve();
    },
  });
  const ms = await timed(async () => {
    await session.send("flood", []);
    await over.promise;
  });
  if (log.size < records) throw new Error(`Only ${log.size} records were kept.`);
  await session.close();
  return ms;
}

async function official(url: string, protocol: ProtocolName): Promise<number> {
  const builder = new HubConnectionBuilder().withUrl(url, { transport: HttpTransportType.WebSockets, skipNegotiation: true }).configureLogging(LogLevel.None);
  const connection = (protocol === "json" ? builder : builder.withHubProtocol(new MessagePackHubProtocol())).build();
  const over = Promise.withResolvers<void>();
  let count = 0;
  connection.on("price", () => count++);
  connection.on("done", () => over.resolve());
  await connection.start();
  const ms = await timed(async () => {
    await connection.send("flood");
    await over.promise;
  });
  if (count !== records) throw new Error(`The official client saw ${count} records.`);
  await connection.stop();
  return ms;
}

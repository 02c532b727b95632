import { once } from "node:events";
import { connect as tcpConnect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { examine } from "../../src/doctor/examine.ts";
import type { Subject } from "../../src/doctor/subject.ts";
import { connect } from "../../src/signalr/connection.ts";
import { parseConnectionString } from "../../src/signalr/connectionString.ts";
import { serviceTarget } from "../../src/signalr/connectTarget.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { publishSandbox } from "../support/published.ts";
import { inTurns, say, timed } from "./measure.ts";

/** One way, in milliseconds: as near as a region next door. */
const latencyMs = 15;

/** The doctor, all being well, against the bare connection through the gateway that it examines; everything comes a little late, as on a real network. */
export async function benchDoctor(): Promise<void> {
  const sandbox = await startSandbox();
  const ends: (() => void)[] = [];
  try {
    const { connectionString } = await publishSandbox(sandbox.line);
    const [gateway, service] = await Promise.all([sandbox.line.gatewayUrl, sandbox.line.serviceEndpoint].map((url) => late(url, ends)));
    const { accessKey = "" } = parseConnectionString(connectionString);
    const far = parseConnectionString(`Endpoint=${service ?? ""};AccessKey=${accessKey};Version=1.0;ClientEndpoint=${gateway ?? ""};`);
    const subject: Subject = { title: "bench", connectionString: far, hub: "chat", network: { headers: {} } };
    const { url, accessToken } = serviceTarget({ connectionString: far, hub: "chat" });
    const { doctor, bare } = await inTurns(15, {
      doctor: () => timed(async () => {
        const { verdict } = await examine(subject);
        if (verdict.outcome !== "ok") throw new Error(verdict.text);
      }),
      bare: () => timed(async () => {
        const connection = await connect({ url, accessToken }, { hop: () => undefined, record: () => undefined, closed: () => undefined });
        await connection.close();
      }),
    });
    say(`doctor, all well, ${latencyMs} ms each way`, doctor, bare, "ms", "one bare connection");
  } finally {
    for (const end of ends) end();
    await sandbox.stop();
  }
}

/** The same server further away: what crosses is held for a while. It is called by its own name, as the sandbox answers to no other. */
async function late(url: string, ends: (() => void)[]): Promise<string> {
  const { hostname, port, host } = new URL(url);
  const named = (data: Buffer): Buffer => Buffer.from(data.toString("latin1").replace(/^host: .*$/im, `Host: ${host}`), "latin1");
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = tcpConnect(Number(port), hostname);
    for (const [from, to] of [[near, far], [far, near]] as const) {
      sockets.add(from);
      from.setNoDelay(true);
      from.on("data", (data: Buffer) => setTimeout(() => to.write(from === near ? named(data) : data), latencyMs));
      from.on("close", () => setTimeout(() => to.destroy(), latencyMs));
      from.on("error", () => undefined);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  ends.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

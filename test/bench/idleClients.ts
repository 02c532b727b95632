/** A process of its own for idle clients, so that their memory is not counted: `url token count` on its command line, `ready` on stdout. */
import { once } from "node:events";
import { WebSocket } from "ws";

const [url = "", token = "", count = "0"] = process.argv.slice(2);

async function idle(): Promise<void> {
  const socket = new WebSocket(url, { perMessageDeflate: false, headers: { Authorization: `Bearer ${token}` } });
  await once(socket, "open");
  socket.send('{"protocol":"json","version":1}\u001e');
  await once(socket, "message");
}

const atOnce = 50;
for (let open = 0; open < Number(count); open += atOnce) await Promise.all(Array.from({ length: Math.min(atOnce, Number(count) - open) }, idle));
process.stdout.write("ready\n");
process.stdin.resume().on("end", () => process.exit(0));

import type { ServerResponse } from "node:http";
import type { Post } from "./wire.ts";

const negotiated = '{"negotiateVersion":1,"connectionId":"a","connectionToken":"b","availableTransports":[{"transport":"ServerSentEvents","transferFormats":["Text"]},{"transport":"LongPolling","transferFormats":["Text","Binary"]}]}';
const handshake = "{}\u001e";

/** Serves Server-Sent Events as it should, and answers polls that have to wait with `status`. */
export function polling(status: number): Post {
  const streams = new Set<ServerResponse>();
  let polls = 0;
  return (seen, response) => {
    if (seen.url.includes("/negotiate")) return void response.setHeader("content-type", "application/json").end(negotiated);
    if (seen.headers.accept === "text/event-stream") {
      streams.add(response.setHeader("content-type", "text/event-stream"));
      return void response.write(":\r\n\r\n");
    }
    if (seen.method === "POST") {
      for (const stream of streams) stream.write(`data: ${handshake}\r\n\r\n`);
      return void response.end();
    }
    if (seen.method === "DELETE") return void response.writeHead(202).end();
    polls += 1;
    // The first poll only opens the connection.
    return void (polls === 1 ? response.end() : response.writeHead(status).end(status === 200 ? handshake : ""));
  };
}

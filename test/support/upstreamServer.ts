import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import type { TestContext } from "node:test";

export interface UpstreamCall {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface UpstreamServer {
  readonly url: string;
  /** The next call not taken yet. */
  next(): Promise<UpstreamCall>;
}

/** Web hooks that keep what they were sent, stopped after the test. */
export async function startUpstream(t: TestContext, answer: (call: UpstreamCall, response: ServerResponse) => void = (_call, response) => void response.end()): Promise<UpstreamServer> {
  const calls: UpstreamCall[] = [];
  const waiting: (() => void)[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const call = { path: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks) };
      calls.push(call);
      for (const wake of waiting.splice(0)) wake();
      answer(call, response);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close().closeAllConnections());
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`,
    async next() {
      for (;;) {
        const call = calls.shift();
        if (call !== undefined) return call;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
  };
}

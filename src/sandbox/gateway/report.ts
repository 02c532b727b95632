import type { IncomingMessage, ServerResponse } from "node:http";
import { MASK, redactUrl } from "../../signalr/redact.ts";
import type { Json, PartOptions } from "../model.ts";
import type { Route } from "./routes.ts";
import { keyNames } from "./subscriptionKey.ts";
import type { Crossed } from "./tunnel.ts";

/** Tells the sandbox's event stream about one request. */
export interface Report {
  /** Instead of the answer: the request became a WebSocket. Gives what to call when that is closed. */
  opened(): (crossed: Crossed) => void;
}

/** Reports a request once its answer is out, or was given up. The path goes through the redactor; headers and bodies are never told. */
export function report(request: IncomingMessage, response: ServerResponse, route: Route | undefined, event: PartOptions["event"]): Report {
  const began = performance.now();
  const tell = (name: string, members: Readonly<Record<string, Json>>): void =>
    event({
      time: new Date().toISOString(),
      part: "gateway",
      event: name,
      method: request.method ?? "",
      path: redactedPath(request.url ?? "", route),
      api: route?.api.id ?? null,
      operation: route?.operation?.id ?? null,
      ...members,
      ms: Math.round(performance.now() - began),
    });
  const silence = (): void => void response.off("finish", answered).off("close", answered);
  const answered = (): void => {
    silence();
    tell("request", { status: response.statusCode, ...(response.writableFinished ? {} : { aborted: true }) });
  };
  response.on("finish", answered).on("close", answered);
  return {
    opened(): (crossed: Crossed) => void {
      silence();
      tell("request", { status: 101 });
      return ({ sent, received }) => tell("webSocketClosed", { sent, received });
    },
  };
}

/** The redactor reads whole URLs, and cannot know a key parameter of an API's own naming. */
function redactedPath(url: string, route: Route | undefined): string {
  const origin = "http://gateway";
  const masked = redactUrl(url.startsWith("/") ? origin + url : url).replace(origin, "");
  const [path = "", ...query] = masked.split("?");
  const keyName = route === undefined ? undefined : keyNames(route.api).query.toLowerCase();
  const parameters = query.join("?").split("&").map((part) => (part.split("=")[0]?.toLowerCase() === keyName ? `${part.split("=")[0]}=${MASK}` : part));
  return query.length === 0 ? path : `${path}?${parameters.join("&")}`;
}

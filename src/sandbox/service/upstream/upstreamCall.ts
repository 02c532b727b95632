import { createHmac } from "node:crypto";
import type { SignalRModel } from "../../model.ts";
import type { ClientConnection } from "../clientConnection.ts";
import { clientClaims } from "../servers/clientClaims.ts";
import type { UpstreamEvent } from "./template.ts";

/** Largest answer that is read (service-protocol section 11). */
const answerBytes = 16 * 1024 * 1024;

export interface UpstreamAnswer {
  readonly status: number;
  readonly body: Uint8Array;
}

/** The answer is beyond 16 MB. */
export class TooLarge extends Error {
  override readonly name = "TooLarge";

  constructor() {
    super(`The answer is larger than ${answerBytes} bytes.`);
  }
}

/** What of a token is about the token and not about its user. */
const system = /^(?:asrs\.s\..*|aud|exp|iat|nbf|iss)$/;

/**
 * Posts an event of a client to its upstream, signed with both of the service's present keys.
 * @throws whatever `fetch` throws, and TooLarge
 */
export async function callUpstream(url: string, { identity, request }: ClientConnection, { hub, category, event }: UpstreamEvent, signalR: SignalRModel, contentType: string, body: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<UpstreamAnswer> {
  const { connectionId, userId, claims } = identity;
  const signatures = [signalR.keys.primary, signalR.keys.secondary].map((key) => `sha256=${createHmac("sha256", key).update(connectionId).digest("hex")}`);
  const userClaims = clientClaims(claims).filter(([type]) => !system.test(type));
  const headers: Record<string, string> = {
    "Content-Type": contentType,
    "X-ASRS-Connection-Id": connectionId,
    "X-ASRS-Hub": hub,
    "X-ASRS-Category": category,
    "X-ASRS-Event": event,
    "X-ASRS-User-Claims": userClaims.map(([type, value]) => `${type.replace(/^asrs\.u\./, "")}: ${value}`).join(","),
    "X-ASRS-Client-Query": request.query,
    "X-ASRS-Signature": signatures.join(","),
    ...(userId === undefined ? {} : { "X-ASRS-User-Id": userId }),
  };
  const sendable = Object.entries(headers).map(([name, value]) => [name, headerText(value)] as [string, string]);
  const response = await fetch(url, { method: "POST", redirect: "manual", headers: sendable, body, signal });
  return { status: response.status, body: await readAnswer(response) };
}

/** UTF-8 as it is: headers hold bytes, and a user's name may hold anything. */
function headerText(value: string): string {
  return Buffer.from(value.replaceAll(/[\r\n\0]/g, " ")).toString("latin1");
}

async function readAnswer(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > answerBytes) throw new TooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

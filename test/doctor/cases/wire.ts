import type { TestContext } from "node:test";
import type { Subject } from "../../../src/doctor/subject.ts";
import { parseConnectionString } from "../../../src/signalr/connectionString.ts";
import { createClientToken } from "../../../src/signalr/token.ts";
import { scriptedHub } from "../../signalr/scriptedHub.ts";
import type { Script } from "../../signalr/scriptedHub.ts";

export const KEY = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefgh";
const NO_SETTINGS: Subject["network"] = { headers: {} };

export type Post = NonNullable<Script["post"]>;

/** A hub that does everything right. */
export const healthy: Script = { socket: (peer) => peer.accept() };

/** Answers every POST with these. */
export function answering(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Post {
  return (_seen, response) => void response.writeHead(status, headers).end(body);
}

/** The gateway's JSON error (apim-facts 2.2). */
export function gatewayError(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Post {
  return answering(status, JSON.stringify({ statusCode: status, message }), { "content-type": "application/json", ...headers });
}

/** The service's 401 (signalr-protocol 7.3). */
export function bearerError(description: string, headers: Readonly<Record<string, string>> = {}): Post {
  return answering(401, "", { "www-authenticate": `Bearer error="invalid_token", error_description="${description}"`, ...headers });
}

/** A gateway and the service behind it that do as the scripts say, with a string that names both. */
export async function gatewayAndService(t: TestContext, gateway: Script, service: Script = healthy, more: Partial<Subject> = {}): Promise<Subject> {
  const [through, straight] = await Promise.all([scriptedHub(t, gateway), scriptedHub(t, service)]);
  return throughAndStraight(through.url, straight.url, more);
}

export function throughAndStraight(gatewayUrl: string, serviceUrl: string, more: Partial<Subject> = {}): Subject {
  return { title: "chat", connectionString: parseConnectionString(`Endpoint=${serviceUrl};AccessKey=${KEY};Version=1.0;ClientEndpoint=${gatewayUrl};`), hub: "chat", network: NO_SETTINGS, ...more };
}

/** An app that answers negotiate as the script says, with nothing else known. */
export async function onlyApp(t: TestContext, post: Post, more: Partial<Subject> = {}): Promise<Subject> {
  const app = await scriptedHub(t, { ...healthy, post });
  return { title: "app", appUrl: `${app.url}/chat`, network: NO_SETTINGS, ...more };
}

/** What an app sends on with; by default all as it should be. */
export interface Redirect {
  /** By which name the gateway is called; the service is 127.0.0.1. */
  readonly gatewayHost?: string;
  readonly url?: (gateway: string, service: string) => string;
  readonly token?: (service: string) => Promise<string> | string;
}

/** An app in front of a gateway and a service that are well; the app's redirect is what the case is about. */
export async function redirectingApp(t: TestContext, { url, token, gatewayHost = "127.0.0.1" }: Redirect, scripts: { readonly gateway?: Script; readonly service?: Script } = {}): Promise<Subject> {
  const [gateway, service] = await Promise.all([scriptedHub(t, scripts.gateway ?? healthy), scriptedHub(t, scripts.service ?? healthy)]);
  const gatewayUrl = gateway.url.replace("127.0.0.1", gatewayHost);
  const target = url?.(gatewayUrl, service.url) ?? `${gatewayUrl}/client/?hub=chat&asrs_request_id=x`;
  const accessToken = await (token ?? goodToken)(service.url);
  const app = await scriptedHub(t, { post: redirecting(target, accessToken) });
  const known = throughAndStraight(gatewayUrl, service.url);
  const { hub: _hub, ...rest } = known;
  return { ...rest, title: "app", appUrl: `${app.url}/chat` };
}

export function redirecting(url: string, accessToken: string): Post {
  return (_seen, response) => void response.setHeader("content-type", "application/json").end(JSON.stringify({ negotiateVersion: 0, url, accessToken, availableTransports: [] }));
}

export async function goodToken(service: string): Promise<string> {
  return await createClientToken({ accessKey: KEY, endpoint: service, hub: "chat" });
}

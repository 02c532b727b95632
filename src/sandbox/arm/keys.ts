import { randomBytes } from "node:crypto";
import { textOf } from "../model.ts";
import type { SignalRModel } from "../model.ts";

/** A SignalR Service access key: base64 of random bytes, as real ones. */
export function newServiceKey(): string {
  return randomBytes(32).toString("base64");
}

/** An API Management subscription key: 32 hexadecimal digits, as real ones. */
export function newSubscriptionKey(): string {
  return randomBytes(16).toString("hex");
}

/** The service's URL without trailing slash. Plain http on loopback stands for the real one's https. */
export function serviceEndpoint(service: SignalRModel): string {
  const { hostName, publicPort } = service.properties;
  return `http://${textOf(hostName)}${publicPort === 80 ? "" : `:${Number(publicPort)}`}`;
}

/** The connection string ARM's `listKeys` gives for one of the service's keys. */
export function serviceConnectionString(service: SignalRModel, key: string): string {
  return `Endpoint=${serviceEndpoint(service)};AccessKey=${key};Version=1.0;`;
}

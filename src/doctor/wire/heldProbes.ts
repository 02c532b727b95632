import { setTimeout as delay } from "node:timers/promises";
import * as l10n from "@vscode/l10n";
import { Problem } from "../../signalr/problem.ts";
import { failed, ok, warning } from "../finding.ts";
import type { Finding, Probe } from "../model.ts";
import type { Passage } from "./passage.ts";
import type { Way } from "./wayProbes.ts";

/** How often a hub pings unless it is told otherwise, in milliseconds (signalr-protocol 4.4). */
const PING_MS = 15_000;
/** How much longer than that a ping may take to get here. */
const PING_GRACE_MS = 5_000;

/** What is asked of an open connection: a call, a large message, and time. Each only where the person asked for it. */
export function heldProbes(way: Way, passage: Passage, handshake: string): readonly Probe[] {
  const { subject, target, deadlineMs } = way;
  const { invoke, holdMs = 0, messageBytes, hub, appUrl } = subject;
  if (hub === undefined && appUrl === undefined) {
    return [];
  }
  const id = (name: string): string => `${handshake.replace(/\.?handshake$/, "")}.${name}`;
  const common = { target, needs: [handshake], deadlineMs };
  return [
    ...(invoke === undefined ? [] : [{ ...common, id: id("invoke"), question: l10n.t("Does the hub answer {0}?", invoke.target), run: (signal: AbortSignal) => invoked(passage, invoke.target, invoke.args, signal) }]),
    ...(messageBytes === undefined ? [] : [{ ...common, id: id("message"), question: l10n.t("Does a message of {0} bytes pass?", messageBytes), run: () => large(passage, messageBytes) }]),
    ...(holdMs === 0 ? [] : [{ ...common, id: id("keepAlive"), deadlineMs: deadlineMs + holdMs, question: l10n.t("Does the connection live for {0} seconds?", holdMs / 1000), run: (signal: AbortSignal) => held(passage, holdMs, signal) }]),
  ];
}

async function invoked(passage: Passage, target: string, args: readonly unknown[], signal: AbortSignal): Promise<Finding> {
  const connection = await passage.connection;
  const { error, roundTripMs } = await connection.invoke(target, args, { signal });
  if (error === undefined) {
    return ok(l10n.t("Answered after {0} ms.", Math.round(roundTripMs)));
  }
  const unknown = /unknown hub method/i.test(error);
  const code = unknown ? "methodUnknown" : /status code/i.test(error) ? "upstreamFailed" : "invocationFailed";
  return failed(l10n.t("The hub answered with an error: {0}", error), {
    code,
    text: unknown
      ? l10n.t("The hub has no method {0}: it is misspelled, or another hub answers.", target)
      : code === "upstreamFailed"
        ? l10n.t("The service is Serverless, and its upstream did not answer as it has to.")
        : l10n.t("The hub's method failed."),
    nextStep: code === "upstreamFailed" ? l10n.t("Look at the upstream's URL in the service's settings and at the function behind it.") : l10n.t("Look at the app's log; the text above is its own."),
  });
}

/** A ping with a member nobody knows, which hubs skip (signalr-protocol 4.1); what is behind it is answered only if it passed. */
async function large(passage: Passage, bytes: number): Promise<Finding> {
  const connection = await passage.connection;
  const text = `{"type":6,"filler":"${"x".repeat(Math.max(0, bytes - 24))}"}\u001e`;
  await connection.sendRaw(new TextEncoder().encode(text), false);
  const probing = "signalr-apim-doctor-unknown-method";
  try {
    await connection.invoke(probing, []);
  } catch (error) {
    if (!(error instanceof Problem)) {
      throw error;
    }
    return failed(error.message, {
      code: "messageTooLarge",
      text: l10n.t("The connection ended at a message of {0} bytes: the hub takes less (32 KB unless MaximumReceiveMessageSize says otherwise), or the gateway does.", bytes),
      nextStep: l10n.t("Raise the hub's limit, or send less at once."),
    });
  }
  return ok(l10n.t("It passed."));
}

async function held(passage: Passage, holdMs: number, signal: AbortSignal): Promise<Finding> {
  const connection = await passage.connection;
  const begin = Date.now();
  const over = new AbortController();
  const end = await Promise.race([connection.closed, delay(holdMs, undefined, { signal: AbortSignal.any([signal, over.signal]) })]);
  over.abort();
  const pings = passage.received.filter(({ kind, time }) => kind === "ping" && time >= begin).length;
  const lived = Math.round((Date.now() - begin) / 1000);
  if (end !== undefined) {
    const evidence = l10n.t("It ended after {0} seconds: {1}", lived, end.problem?.message ?? end.reason);
    return failed(evidence, {
      code: end.problem?.code ?? "closedEarly",
      text: end.problem?.details.likelyCause ?? l10n.t("The server or something on the way closed it."),
      nextStep: l10n.t("Look for an idle time-out of {0} seconds on the way; a gateway's has to be longer than the hub's ping of {1} seconds.", lived, PING_MS / 1000),
    });
  }
  return holdMs >= PING_MS + PING_GRACE_MS && pings === 0
    ? warning(l10n.t("It lived for {0} seconds, and no ping came.", lived), {
        code: "noPing",
        text: l10n.t("The hub does not ping, or pings are held back on the way; clients give up after 30 seconds of silence."),
        nextStep: l10n.t("Compare the hub's KeepAliveInterval with the clients' server time-out; for Server-Sent Events look at buffer-response."),
      })
    : ok(l10n.t("It lived for {0} seconds, with {1} pings.", lived, pings));
}

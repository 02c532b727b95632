import * as l10n from "@vscode/l10n";
import type { TransportName } from "../../signalr/events.ts";
import type { ConnectOptions } from "../../signalr/connection.ts";
import { Problem } from "../../signalr/problem.ts";
import { failed, ok } from "../finding.ts";
import type { Finding, Probe, ProbeTarget } from "../model.ts";
import type { Subject } from "../subject.ts";
import { clockProbe } from "./clock.ts";
import { heldProbes } from "./heldProbes.ts";
import { closeProbe, preflightProbe } from "./httpProbes.ts";
import { linkProbes, noLink } from "./linkProbes.ts";
import { Passage } from "./passage.ts";
import { madeUpHub } from "./places.ts";
import type { ClientPlace } from "./places.ts";

export interface WayProbes {
  readonly probes: readonly Probe[];
  end(): Promise<void>;
}

/** What the parts of one way share. */
export interface Way {
  readonly target: ProbeTarget;
  readonly place: ClientPlace;
  readonly subject: Subject;
  readonly deadlineMs: number;
}

/** The way to a place of the subject. A subscription key is the gateway's business, and nothing for the service's log. */
export function wayTo(target: ProbeTarget, place: ClientPlace, subject: Subject, deadlineMs: number): Way {
  if (target !== "service") {
    return { target, place, subject, deadlineMs };
  }
  const headers = Object.fromEntries(Object.entries(subject.network.headers).filter(([name]) => !/subscription-key$/i.test(name)));
  return { target, place, subject: { ...subject, network: { ...subject.network, headers } }, deadlineMs };
}

/** Everything that is asked of one way to the hub, over each of the transports. The first transport's connection also shows negotiate. */
export function wayProbes(way: Way, transports: readonly TransportName[]): WayProbes {
  const { target, place, subject, deadlineMs } = way;
  // A hub at the app itself: the way to it, and its negotiate, are asked by the app's own probes.
  const atApp = target === "app";
  const link = atApp ? noLink : linkProbes(target, place.url, subject.network, deadlineMs);
  const [first = "webSockets", ...more] = transports;
  const passages = [first, ...more].map((transport) => ({ transport, passage: new Passage(connectOptions(way, transport)) }));
  for (const { passage } of passages) {
    passage.start();
  }
  const negotiate = atApp ? undefined : negotiateProbe(way, passages[0]?.passage, link.last);
  const last = negotiate === undefined ? link.last : [negotiate.id];
  const perTransport = place.accessToken === undefined && place.bare !== true && !atApp ? [] : passages.flatMap(({ transport, passage }) => transportProbes(way, transport, passage, last));
  const preflights = atApp ? [] : preflightProbe(way, link.last);
  const probes = [
    ...link.probes,
    ...(negotiate === undefined ? [] : [negotiate]),
    ...preflights,
    ...(negotiate === undefined || passages[0] === undefined ? [] : clockProbe(way, passages[0].passage, last)),
    ...perTransport,
  ];
  return {
    probes,
    async end() {
      await Promise.all([link.end(), ...passages.map(({ passage }) => passage.end())]);
    },
  };
}

function connectOptions({ place, subject, deadlineMs }: Way, transport: TransportName): ConnectOptions {
  const { headers, query, tls, proxy } = subject.network;
  return {
    url: place.url,
    headers,
    transport,
    handshakeTimeoutMs: deadlineMs,
    ...(query === undefined ? {} : { query }),
    ...(place.accessToken === undefined ? {} : { accessToken: place.accessToken }),
    ...(place.bare === true ? { skipNegotiation: true } : {}),
    ...(tls === undefined ? {} : { tls }),
    ...(proxy === undefined ? {} : { proxy }),
  };
}

function negotiateProbe({ target, place, deadlineMs, subject }: Way, passage: Passage | undefined, needs: readonly string[]): Probe | undefined {
  if (place.bare === true || passage === undefined) {
    return undefined;
  }
  return {
    id: `${target}.negotiate`, target, deadlineMs, needs,
    question: target === "gateway" ? l10n.t("Does negotiate pass the gateway?") : l10n.t("Does the service answer negotiate straight?"),
    async run() {
      try {
        const { ms, status = 200, details } = await passage.hop("negotiate");
        return ok(l10n.t("{0} after {1} ms, offers {2}.", status, Math.round(ms), offered(details["transports"])));
      } catch (error) {
        return unsigned(error, place, subject);
      }
    },
  };
}

/** Without a token the service's own 401 is what shows that the way to it is open. */
function unsigned(error: unknown, { accessToken }: ClientPlace, { withoutKey }: Subject): Finding {
  if (accessToken === undefined && error instanceof Problem && error.code === "tokenMissing") {
    return ok(l10n.t("401, as it has to be without a token. {0}", withoutKey ?? ""));
  }
  throw error;
}

function offered(transports: unknown): string {
  const names = Array.isArray(transports) ? transports.map((each: unknown) => (typeof each === "object" && each !== null ? String(Reflect.get(each, "transport")) : "?")) : [];
  return names.length === 0 ? l10n.t("no transport") : names.join(", ");
}

const openIds: Readonly<Record<TransportName, string>> = { webSockets: "upgrade", serverSentEvents: "stream", longPolling: "poll" };

function transportProbes(way: Way, transport: TransportName, passage: Passage, needs: readonly string[]): readonly Probe[] {
  const { target, deadlineMs } = way;
  const id = `${target}.${openIds[transport]}`;
  const open: Probe = {
    id, target, deadlineMs, needs, question: openQuestion(transport),
    async run() {
      const { ms, status = 0 } = await passage.hop("upgrade");
      return ok(l10n.t("{0} after {1} ms.", status, Math.round(ms)));
    },
  };
  const handshake: Probe = {
    id: transport === "webSockets" ? `${target}.handshake` : `${id}.handshake`,
    target, deadlineMs, needs: [id],
    question: transport === "serverSentEvents" ? l10n.t("Do events come through as they are sent?") : l10n.t("Is the SignalR handshake answered?"),
    run: () => handshakeFinding(passage, way),
  };
  return [open, handshake, ...heldProbes(way, passage, handshake.id), ...(transport === "longPolling" ? closeProbe(way, [id]) : [])];
}

function openQuestion(transport: TransportName): string {
  switch (transport) {
    case "webSockets":
      return l10n.t("Does a WebSocket open?");
    case "serverSentEvents":
      return l10n.t("Does an event stream open?");
    case "longPolling":
      return l10n.t("Is a poll answered?");
    default:
      return transport satisfies never;
  }
}

/** For a hub of the doctor's own, that nobody serves it is an answer as good as any: it crossed both ways. */
async function handshakeFinding(passage: Passage, { place, subject: { hub, appUrl } }: Way): Promise<Finding> {
  try {
    const { ms } = await passage.hop("handshake");
    return ok(l10n.t("Answered after {0} ms.", Math.round(ms)));
  } catch (error) {
    if (!(error instanceof Problem && error.code === "handshakeRejected" && /app servers are not connected|no server available/i.test(error.message))) {
      throw error;
    }
    if (hub === undefined && appUrl === undefined && place.bare !== true) {
      return ok(l10n.t("Answered: no app server serves the hub {0}, which the doctor made up. Name a real hub to see it served.", madeUpHub));
    }
    const { message, likelyCause, nextStep } = error.details;
    return failed(message, { code: "appServerNotConnected", text: likelyCause ?? message, ...(nextStep === undefined ? {} : { nextStep }) });
  }
}


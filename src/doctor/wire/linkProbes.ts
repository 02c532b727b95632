import * as l10n from "@vscode/l10n";
import { networkProblem } from "../../signalr/transport/networkProblem.ts";
import { proxyFor } from "../../signalr/transport/proxy.ts";
import { ok, problemFinding, warning } from "../finding.ts";
import type { Finding, Probe, ProbeTarget } from "../model.ts";
import type { NetworkSettings } from "../subject.ts";
import { httpClient } from "./appVisit.ts";
import { Link } from "./link.ts";
import type { TlsFacts } from "./link.ts";

/** How long before a certificate ends it is time to say so, in milliseconds. */
const RENEWAL_MS = 14 * 24 * 3_600_000;

export interface LinkProbes {
  readonly probes: readonly Probe[];
  /** What the next probe of the way needs. */
  readonly last: readonly string[];
  end(): Promise<void>;
}

/** Where the way to the host is not asked about. */
export const noLink: LinkProbes = { probes: [], last: [], end: () => Promise.resolve() };

/**
 * Name, TCP and TLS of a host, each where it applies: an address needs no name server, plain http has no TLS. Behind a proxy all three
 * are the proxy's business, and its refusals come with the first request.
 * @param url http, https, ws or wss
 */
export function linkProbes(target: ProbeTarget, url: string, network: NetworkSettings, deadlineMs: number): LinkProbes {
  const { tls, proxy } = network;
  const parsed = new URL(url);
  if (proxyFor(parsed, proxy) !== undefined) {
    return noLink;
  }
  const link = new Link(parsed, httpClient(network).way(url));
  const { host } = parsed;
  const probe = (id: string, question: string, needs: readonly string[], run: Probe["run"]): Probe => ({ id: `${target}.${id}`, target, question, deadlineMs, needs, run });
  const dns = probe("dns", l10n.t("Is the name {0} known?", link.host), [], () => asked(url, async () => ok(l10n.t("{0} is {1}.", link.host, (await link.addresses()).join(", ")))));
  const tcp = probe("tcp", l10n.t("Does {0} take connections?", host), link.named ? [dns.id] : [], () => asked(url, async () => ok(l10n.t("Connected to {0}.", (await link.socket()).remoteAddress ?? host))));
  const secure = probe("tls", l10n.t("Is TLS with {0} sound?", host), [tcp.id], () => asked(url, async () => tlsFinding(await link.tls(), url, tls?.rejectUnauthorized !== false)));
  const probes = [...(link.named ? [dns] : []), tcp, ...(link.secure ? [secure] : [])];
  return { probes, last: probes.slice(-1).map(({ id }) => id), end: () => link.end() };
}

async function asked(url: string, ask: () => Promise<Finding>): Promise<Finding> {
  try {
    return await ask();
  } catch (error) {
    throw networkProblem(error, url);
  }
}

function tlsFinding({ protocol, certificate, refusal }: TlsFacts, url: string, checked: boolean): Finding {
  const until = new Date(certificate.valid_to);
  const issuer = [certificate.issuer.O ?? certificate.issuer.CN ?? "?"].flat().join(", ");
  const evidence = l10n.t("{0}, certificate from {1}, valid until {2}.", protocol, issuer, dayOf(until));
  if (refusal !== undefined) {
    const found = problemFinding(networkProblem(Object.assign(new Error(refusal), { code: refusal }), url));
    return { ...found, outcome: checked ? "failed" : "warning", evidence: `${evidence} ${found.evidence}` };
  }
  if (until.getTime() - Date.now() < RENEWAL_MS) {
    return warning(evidence, {
      code: "certificateEndsSoon",
      text: l10n.t("The certificate of {0} ends on {1}; clients will be refused by TLS from then on.", new URL(url).host, dayOf(until)),
      nextStep: l10n.t("Renew the certificate of the host name."),
    });
  }
  return ok(evidence);
}

function dayOf(date: Date): string {
  return Number.isNaN(date.getTime()) ? "?" : date.toISOString().slice(0, 10);
}

import * as l10n from "@vscode/l10n";
import { Problem } from "../problem.ts";
import { redactText, redactUrl } from "../redact.ts";

interface Explanation {
  readonly code: string;
  readonly message: string;
  readonly likelyCause: string;
  readonly nextStep: string;
}

/**
 * What the person has to know when no HTTP answer came: name, reachability, TLS, time.
 * @param error as thrown by node's sockets, http or tls, or by `ws`
 * @param url where the request went; shown redacted
 */
export function networkProblem(error: unknown, url: string): Problem {
  if (error instanceof Problem) {
    return error;
  }
  const { host } = new URL(url);
  const { code, message, likelyCause, nextStep } = explain(errorCode(error), host, error instanceof Error ? redactText(error.message) : "");
  return new Problem({ code, message, resource: redactUrl(url), likelyCause, nextStep }, { cause: error });
}

/** The same where the answer had begun. */
export function brokenOff(error: unknown, url: string): Problem {
  if (error instanceof Problem || !resets.has(errorCode(error))) return networkProblem(error, url);
  return new Problem({
    code: "connectionReset",
    message: l10n.t("{0} broke the connection in the middle of its answer.", new URL(url).host),
    resource: redactUrl(url),
    likelyCause: l10n.t("A gateway or proxy on the way cut it after its time limit, or the server went down."),
    nextStep: l10n.t("Connect again. Where it breaks each time after as long, raise the time limit of what is on the way."),
  }, { cause: error });
}

/** Node's codes for a connection that the other side broke. */
const resets: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE", "ECONNABORTED"]);

/** The request or upgrade took longer than allowed. */
export function timeoutProblem(url: string, timeoutMs: number): Problem {
  const { code, message, likelyCause, nextStep } = explain("ETIMEDOUT", new URL(url).host, "", timeoutMs);
  return new Problem({ code, message, resource: redactUrl(url), likelyCause, nextStep });
}

/** Node's code; of several attempts (one for each address of the host) that of the first. */
function errorCode(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) {
    return errorCode(error.errors[0]);
  }
  const code: unknown = typeof error === "object" && error !== null ? Reflect.get(error, "code") : undefined;
  return typeof code === "string" ? code : "";
}

function explain(code: string, host: string, detail: string, timeoutMs?: number): Explanation {
  switch (code) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return {
        code: "hostNotFound",
        message: l10n.t("The host {0} was not found.", host),
        likelyCause: l10n.t("The name is misspelled, the instance was deleted, or its name is known only inside its network (an internal virtual network)."),
        nextStep: l10n.t("Compare the name with the one in the portal, and check that this computer is in the right network."),
      };
    case "ECONNREFUSED":
      return {
        code: "connectionRefused",
        message: l10n.t("{0} refused the connection.", host),
        likelyCause: l10n.t("Nothing listens there: the app or the sandbox is not running, or the port is another one."),
        nextStep: l10n.t("Start it, or correct the port, and try again."),
      };
    case "ECONNRESET":
    case "EPIPE":
    case "ECONNABORTED":
      return {
        code: "connectionReset",
        message: l10n.t("{0} broke the connection before it answered.", host),
        likelyCause: l10n.t("A proxy or firewall on the way cut it, the server went down, or plain http was spoken to an https port."),
        nextStep: l10n.t("Check the scheme (http or https) and port of the URL, then what is between this computer and the server."),
      };
    case "ETIMEDOUT":
    case "ESOCKETTIMEDOUT":
    case "UND_ERR_CONNECT_TIMEOUT":
      return {
        code: "timeout",
        message: timeoutMs === undefined ? l10n.t("{0} did not answer in time.", host) : l10n.t("{0} did not answer within {1} seconds.", host, timeoutMs / 1000),
        likelyCause: l10n.t("A firewall drops the packets, the backend hangs, or a gateway holds the answer back."),
        nextStep: l10n.t("Try the service without the gateway to see which of the two does not answer."),
      };
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "EADDRNOTAVAIL":
      return {
        code: "hostUnreachable",
        message: l10n.t("{0} cannot be reached from this network.", host),
        likelyCause: l10n.t("There is no route: a VPN is missing, the address belongs to another network, or one side has IPv6 only and the other has not."),
        nextStep: l10n.t("Connect to the network the host is in, and try again."),
      };
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
    case "UNABLE_TO_GET_ISSUER_CERT":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
    case "CERT_UNTRUSTED":
      return {
        code: "certificateNotTrusted",
        message: l10n.t("The certificate of {0} is not trusted ({1}).", host, code),
        likelyCause: l10n.t("It is self-signed or from a private authority, the chain is incomplete, or a proxy that inspects TLS put its own in its place."),
        nextStep: l10n.t("Install the authority's certificate (NODE_EXTRA_CA_CERTS), or let the server send its whole chain."),
      };
    case "CERT_HAS_EXPIRED":
    case "CERT_NOT_YET_VALID":
      return {
        code: "certificateExpired",
        message: l10n.t("The certificate of {0} is not valid at this time ({1}).", host, code),
        likelyCause: l10n.t("It was not renewed, or the clock of this computer is wrong."),
        nextStep: l10n.t("Check the clock, then renew the certificate of the host name."),
      };
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return {
        code: "certificateHostMismatch",
        message: l10n.t("The certificate of {0} was made for another host.", host),
        likelyCause: l10n.t("A custom domain points at the gateway but is not set up there, or the URL names an address in the place of the name."),
        nextStep: l10n.t("Add the host name with its certificate to the instance, or use a name the certificate covers."),
      };
    default:
      return otherNetworkFailure(code, host, detail);
  }
}

function otherNetworkFailure(code: string, host: string, detail: string): Explanation {
  // TLS 1.3's own alert (RFC 8446, 6.2); with TLS 1.2 the server only breaks off.
  if (code.endsWith("_CERTIFICATE_REQUIRED")) {
    return {
      code: "clientCertificateNeeded",
      message: l10n.t("{0} wants a certificate of its clients, and this one has shown none.", host),
      likelyCause: l10n.t("The host name is set up to ask clients for a certificate; browsers and most SignalR clients have none."),
      nextStep: l10n.t("Switch it off for the host name that SignalR clients use, or connect with a client certificate."),
    };
  }
  if (code === "EPROTO" || code.startsWith("ERR_SSL") || code.startsWith("ERR_TLS")) {
    return {
      code: "tlsFailed",
      message: l10n.t("No TLS connection to {0} could be made ({1}).", host, code),
      likelyCause: l10n.t("The port speaks plain http, or it accepts no TLS version or cipher this computer offers."),
      nextStep: l10n.t("Check the scheme and port of the URL. API Management and SignalR Service need TLS 1.2 or newer."),
    };
  }
  if (code.startsWith("HPE_")) {
    return {
      code: "notHttp",
      message: l10n.t("{0} answered with something that is not HTTP ({1}).", host, code),
      likelyCause: l10n.t("Another program listens on that port, or https was asked for over http."),
      nextStep: l10n.t("Check the scheme and port of the URL."),
    };
  }
  return {
    code: "networkFailed",
    message: detail === "" ? l10n.t("The connection to {0} failed.", host) : l10n.t("The connection to {0} failed: {1}", host, detail),
    likelyCause: l10n.t("Something between this computer and the server broke the exchange."),
    nextStep: l10n.t("Try again; if it stays, look at the log of the gateway or proxy on the way."),
  };
}

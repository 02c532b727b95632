import type { IncomingHttpHeaders } from "node:http";
import * as l10n from "@vscode/l10n";
import { explainToken } from "./tokenCauses.ts";

/** An answer that refused a hop, with what a cause can be told from. */
export interface RefusedAnswer {
  /** `stream`, `poll` and `send` are the requests of Server-Sent Events and long polling, `rest` those to the service's data plane. */
  readonly hop: "negotiate" | "upgrade" | "stream" | "poll" | "send" | "rest";
  readonly url: string;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The answer's own words. */
  readonly said: string;
  /** Whether the request carried a token. */
  readonly withToken: boolean;
}

export interface Cause {
  readonly code: string;
  readonly likelyCause: string;
  readonly nextStep: string;
}

/** The most likely cause of a refusal. Known texts first, then what the status says by itself. */
export function explainStatus(answer: RefusedAnswer): Cause {
  const { status, said, hop } = answer;
  switch (status) {
    case 400:
      return badRequest(answer);
    case 401:
      return explainToken(answer);
    case 403:
      return {
        code: /quota/i.test(said) ? "gatewayQuotaExceeded" : "forbidden",
        likelyCause: /quota/i.test(said)
          ? l10n.t("The call volume a policy of the gateway allows is used up.")
          : l10n.t("Public network access of the service or instance is off, an IP filter or network rule refuses this computer, or the identity lacks a role."),
        nextStep: l10n.t("Look at the networking page of the service and at the policies of the API, then try from an allowed network."),
      };
    case 404:
      return notFound(answer);
    case 409:
      return {
        code: "connectionIdInUse",
        likelyCause: l10n.t("A transport is open already for this connection."),
        nextStep: l10n.t("Connect again: each connection needs its own negotiate."),
      };
    case 405:
      if (hop === "send") {
        return httpLayoutMissing("sendNotAllowed");
      }
      return otherStatus(hop);
    case 413:
      if (hop === "send" || hop === "rest") {
        return {
          code: "messageTooLarge",
          likelyCause: l10n.t("The body is larger than the server takes (1 MB at the service, less in many gateways)."),
          nextStep: l10n.t("Send less at once."),
        };
      }
      return requestTooLong(status);
    case 414:
    case 431:
      return requestTooLong(status);
    case 429:
      return tooMany(answer);
    case 500:
      return serverError(answer);
    case 502:
    case 503:
    case 504:
      return {
        code: "backendUnavailable",
        likelyCause: l10n.t("The gateway did not reach the service behind it, or the service is overloaded: a wrong backend URL, a network rule on the service, or a service that is stopped."),
        nextStep: l10n.t("Check the API's backend URL and the networking page of the service, then try the service without the gateway."),
      };
    default:
      return status >= 300 && status < 400 ? redirected(answer) : otherStatus(hop);
  }
}

function requestTooLong(status: number): Cause {
  return {
    code: status === 413 ? "tokenTooLong" : "requestTooLong",
    likelyCause: l10n.t("The token has too many claims; it travels in a header or in the URL, and both have limits (4,096 characters for the token at the service)."),
    nextStep: l10n.t("Leave out claims that the hub does not read."),
  };
}

/** An API in front of the hub lacks an operation that Server-Sent Events and long polling need (signalr-protocol 2.6). */
function httpLayoutMissing(code: string): Cause {
  return {
    code,
    likelyCause: l10n.t("What answers there does not take this request of Server-Sent Events or long polling: the transport is switched off in the app, or the API lacks the operation (GET, POST and DELETE / are needed)."),
    nextStep: l10n.t("Publish with the layout http, or choose another transport."),
  };
}

function badRequest({ said, hop }: RefusedAnswer): Cause {
  if (/'hub' query parameter is required/i.test(said)) {
    return {
      code: "hubMissing",
      likelyCause: l10n.t("The URL has no hub. A gateway policy may have dropped the query, or the URL is the service's bare /client."),
      nextStep: l10n.t("Give the app's hub URL, or let the URL be made from the connection string and the hub's name."),
    };
  }
  if (/upgrade/i.test(said)) {
    return upgradeMissing();
  }
  return {
    code: "badRequest",
    likelyCause: hop !== "upgrade"
      ? l10n.t("The query or body is not what the service expects: two hubs in it, a hub name it does not take, or a policy that rewrote the URL.")
      : l10n.t("The endpoint does not take WebSockets: an API of type HTTP got the upgrade, or a proxy changed it."),
    nextStep: l10n.t("Compare the URL of this hop with the one before it."),
  };
}

function notFound({ said, url, hop }: RefusedAnswer): Cause {
  if (/^resource not found$/i.test(said)) {
    return {
      code: "gatewayNoRoute",
      likelyCause: l10n.t("API Management has no API and operation for this path and verb: nothing is published under this suffix (yet), or the operation is missing. It answers 404 for a wrong verb too."),
      nextStep: l10n.t("Publish the integration, or compare the URL with the suffixes and operations of the published APIs."),
    };
  }
  if (hop === "rest") {
    return {
      code: "notFound",
      likelyCause: l10n.t("There is no such connection, user or group at the hub now, or the service does not know this call."),
      nextStep: l10n.t("Compare the hub's name and the id with those of the session."),
    };
  }
  if (/no connection with that id/i.test(said) && (hop === "poll" || hop === "send")) {
    return {
      code: "connectionExpired",
      likelyCause: l10n.t("The server has forgotten this connection: no poll reached it in time, it was closed there, or the request reached another instance of the server."),
      nextStep: l10n.t("Connect again. If it stays, check that the gateway keeps the query and the cookies as they are."),
    };
  }
  if (/no connection with that id/i.test(said)) {
    return {
      code: "connectionIdUnknown",
      likelyCause: l10n.t("The id from negotiate was used too late (after about 5 seconds), reached another instance of the server, or the hub or token changed between negotiate and connect."),
      nextStep: l10n.t("Connect again. If it stays, check that the gateway keeps the query as it is, asrs_request_id above all."),
    };
  }
  if (hop === "negotiate" && /\/negotiate\/negotiate$/i.test(new URL(url).pathname)) {
    return {
      code: "negotiateTwice",
      likelyCause: l10n.t("The URL ended in /negotiate already, and a client adds that itself."),
      nextStep: l10n.t("Give the hub's URL without /negotiate."),
    };
  }
  if (hop === "stream" || hop === "poll" || hop === "send") {
    return httpLayoutMissing("transportNotFound");
  }
  if (hop === "upgrade" && withoutNegotiate(url)) {
    return {
      code: "negotiateSkipped",
      likelyCause: l10n.t("This session opened the WebSocket without negotiate, and an app that uses SignalR Service hands its clients on only when they negotiate. Or there is no hub under this path."),
      nextStep: l10n.t("Check the path, and connect without skipping negotiate."),
    };
  }
  return hop !== "upgrade"
    ? {
        code: "notFound",
        likelyCause: l10n.t("This is not a hub's URL, or a proxy on the way blocks it."),
        nextStep: l10n.t("Check the path: the app maps its hub under one path, such as /chat."),
      }
    : {
        code: "webSocketNotFound",
        likelyCause: l10n.t("There is no WebSocket API under this path, the connection id is not known there any more, or a proxy blocks WebSockets."),
        nextStep: l10n.t("Check that the WebSocket API is published under the suffix of the URL, then connect again."),
      };
}

/** Negotiate gives an id, which the upgrade names (signalr-protocol 2.1). The service itself takes clients without one. */
function withoutNegotiate(url: string): boolean {
  const { pathname, searchParams } = new URL(url);
  return !searchParams.has("id") && !/\/client\/?$/i.test(pathname);
}

function tooMany({ said, headers }: RefusedAnswer): Cause {
  const retryAfter = headers["retry-after"];
  return {
    code: "tooManyRequests",
    likelyCause: /connection count/i.test(said)
      ? l10n.t("The service has as many connections as its units allow (20 in the free tier, 1,000 a unit above).")
      : l10n.t("A rate limit of the gateway or of the service was reached."),
    nextStep: retryAfter === undefined ? l10n.t("Wait a little and try again.") : l10n.t("Try again in {0} seconds.", retryAfter),
  };
}

function serverError({ said, hop }: RefusedAnswer): Cause {
  if (/is not connected yet/i.test(said)) {
    return {
      code: "appServerNotConnected",
      likelyCause: l10n.t("The app has no connection to the service: it has just started, its key or network is wrong, or the service is in Serverless mode."),
      nextStep: l10n.t("Look at the app's log for its connection to the service, and at the service mode."),
    };
  }
  return {
    code: "serverError",
    likelyCause: hop === "negotiate"
      ? l10n.t("The app failed while it answered, or a policy of the gateway failed (its own errors come as 500 too).")
      : l10n.t("The server or a policy on onHandshake failed."),
    nextStep: l10n.t("Look at the app's log, or trace the request in API Management."),
  };
}

function redirected({ headers }: RefusedAnswer): Cause {
  const host = URL.parse(headers.location ?? "")?.host;
  return {
    code: "httpRedirect",
    likelyCause: host === undefined
      ? l10n.t("The server sends elsewhere: from http to https, or to a sign-in page.")
      : l10n.t("The server sends to {0}: from http to https, or to a sign-in page.", host),
    nextStep: l10n.t("Use the address it sends to, or give a token so that no sign-in is asked for."),
  };
}

function upgradeMissing(): Cause {
  return {
    code: "upgradeRefused",
    likelyCause: l10n.t("The upgrade did not reach a WebSocket endpoint as one: an API of type HTTP got it, or a proxy took its headers away."),
    nextStep: l10n.t("Check that the API under this suffix is of type WebSocket."),
  };
}

function otherStatus(hop: RefusedAnswer["hop"]): Cause {
  if (hop === "upgrade") {
    return upgradeMissing();
  }
  if (hop !== "negotiate") {
    return httpLayoutMissing("unexpectedStatus");
  }
  return {
    code: "unexpectedStatus",
    likelyCause: l10n.t("What answers there does not negotiate: it is another endpoint, or a proxy on the way."),
    nextStep: l10n.t("Check the hub's URL. Negotiate is a POST to that path with /negotiate after it."),
  };
}

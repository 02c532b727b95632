import { serviceTarget } from "../../signalr/connectTarget.ts";
import type { ConnectionString } from "../../signalr/connectionString.ts";
import { decodeToken } from "../../signalr/token.ts";
import type { NegotiateAnswer } from "../../signalr/negotiateAnswer.ts";
import type { Subject } from "../subject.ts";

/** Where a client connects, and with what. */
export interface ClientPlace {
  readonly url: string;
  /** Secret. Absent where none could be had: then only what needs no token is asked. */
  readonly accessToken?: string | (() => Promise<string>);
  /** The gateway negotiates by itself: the WebSocket is opened straight away. */
  readonly bare?: true;
}

/** The ways a client can take to the hub, as far as they are known. */
export interface Places {
  /** The hub is at the app itself; there is no service. */
  readonly app?: ClientPlace;
  readonly gateway?: ClientPlace;
  /** Straight to the service, without the gateway. */
  readonly service?: ClientPlace;
}

/** A hub for those who named none. No app server serves it. */
export const madeUpHub = "doctor";

/** @param answer what the app said to its negotiate; undefined where it was not asked, or gave no answer */
export function placesOf(subject: Subject, answer: NegotiateAnswer | undefined): Places {
  const { gateway, service } = endpoints(subject);
  if (answer?.kind === "redirect") {
    return { ...redirectedPlaces(answer, gateway, service), ...barePlace(subject) };
  }
  if (answer?.kind === "connect" && subject.appUrl !== undefined) {
    return { app: { url: subject.appUrl } };
  }
  return ownPlaces(subject, gateway, service);
}

/** What clients' URLs begin with, with a slash at the end. */
function endpoints({ connectionString, plane }: Subject): { readonly gateway: string | undefined; readonly service: string | undefined } {
  const gateway = connectionString?.clientEndpoint ?? plane?.integration?.clientEndpoint ?? undefined;
  const service = connectionString?.endpointUrl ?? plane?.integration?.signalREndpoint ?? plane?.service?.endpoint;
  return { gateway: gateway === undefined ? undefined : slashed(gateway), service: service === undefined ? undefined : slashed(service) };
}

/** The app's own token on both ways; only what stands before `client/` differs. */
function redirectedPlaces({ url, accessToken }: NegotiateAnswer & { kind: "redirect" }, gateway: string | undefined, known: string | undefined): Places {
  const service = known ?? serviceOf(url, accessToken);
  const [, base, rest] = /^([^?#]*?\/)(client\/?(?:[?#].*)?)$/i.exec(url) ?? [];
  const token = accessToken === undefined ? {} : { accessToken };
  if (base === undefined || rest === undefined || service === undefined) {
    return { gateway: { url, ...token } };
  }
  const straight = sameOrigin(base, service);
  const through = straight ? gateway : base;
  return {
    ...(through === undefined || sameOrigin(through, service) ? {} : { gateway: { url: `${through}${rest}`, ...token } }),
    service: { url: straight ? url : `${service}${rest}`, ...token },
  };
}

function ownPlaces(subject: Subject, gateway: string | undefined, service: string | undefined): Places {
  const { connectionString, hub = madeUpHub } = subject;
  const bare = barePlace(subject);
  if (connectionString?.accessKey !== undefined) {
    return {
      ...(gateway === undefined ? {} : { gateway: ownTarget({ ...connectionString, clientEndpoint: gateway }, hub) }),
      service: ownTarget({ ...connectionString, clientEndpoint: connectionString.endpointUrl }, hub),
      ...bare,
    };
  }
  // Negotiate without a token is answered by the service's 401, which shows that the way there is open.
  const unsigned = (base: string): ClientPlace => ({ url: `${base}client/?hub=${encodeURIComponent(hub.toLowerCase())}` });
  return {
    ...(gateway === undefined ? {} : { gateway: unsigned(gateway) }),
    ...(service === undefined ? {} : { service: unsigned(service) }),
    ...bare,
  };
}

/** Where the gateway negotiates, clients open it whatever the app tells them. */
function barePlace({ bareUrl }: Subject): Pick<Places, "gateway"> {
  return bareUrl === undefined ? {} : { gateway: { url: bareUrl, bare: true } };
}

function ownTarget(connectionString: ConnectionString, hub: string): ClientPlace {
  const { url, accessToken } = serviceTarget({ connectionString, hub });
  return { url, accessToken };
}

/** The service a redirect is for, from its token's audience; not told by hosts on loopback, whose ports the audience leaves out. */
function serviceOf(redirect: string, accessToken: string | undefined): string | undefined {
  const audience = audienceOf(accessToken);
  if (audience === undefined || /^(?:127\.|localhost$|\[::1\]$)/i.test(audience.hostname)) {
    return undefined;
  }
  return audience.host === new URL(redirect).host ? slashed(new URL(redirect).origin) : slashed(audience.origin);
}

/** Where a token says it is good for; undefined where it says nothing that is a URL. */
export function audienceOf(accessToken: string | undefined): URL | undefined {
  try {
    const { claims } = decodeToken(accessToken ?? "");
    const [audience] = [claims["aud"]].flat();
    return (typeof audience === "string" ? URL.parse(audience) : null) ?? undefined;
  } catch {
    // Told by the probe of the token itself.
    return undefined;
  }
}

export function sameOrigin(a: string, b: string): boolean {
  const origin = URL.parse(a)?.origin;
  return origin !== undefined && origin === URL.parse(b)?.origin;
}

function slashed(url: string): string {
  return url.endsWith("/") ? url : `${url}/`;
}

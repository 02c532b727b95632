import { connectionStringFor } from "../apim/clientEndpoint.ts";
import type { Integration } from "../apim/model.ts";
import { sameUrl } from "../apim/paths.ts";
import { parseConnectionString } from "../signalr/connectionString.ts";
import { Problem } from "../signalr/problem.ts";
import type { PlaneSubject, Subject } from "./subject.ts";

/** What an instance was found to hold. */
export interface Held extends Pick<PlaneSubject, "plane" | "instance" | "contents"> {
  readonly services: readonly NonNullable<PlaneSubject["service"]>[];
}

type IntegrationSubject = Pick<Subject, "title" | "layout" | "plane" | "connectionString" | "withoutKey" | "bareUrl" | "hub">;

/**
 * An integration as a subject, with a token of the service's key where that may be read; where not, the doctor asks what needs no token.
 * @param integration undefined where nothing is published
 * @throws Cancelled
 */
export async function integrationSubject({ plane, instance, contents, services }: Held, integration: Integration | undefined, signal?: AbortSignal): Promise<IntegrationSubject> {
  if (integration === undefined) {
    return { title: instance.name, plane: { plane, instance, contents } };
  }
  const { name, layout, signalREndpoint, clientEndpoint, gatewayUrls, hubs: [hub] } = integration;
  const service = services.find(({ endpoint }) => sameUrl(endpoint, signalREndpoint));
  const [bareUrl] = clientEndpoint === null ? gatewayUrls : [];
  return {
    title: name,
    layout,
    plane: { plane, instance, contents, integration, ...(service && { service }) },
    ...(bareUrl === undefined ? {} : { bareUrl }),
    // Where the gateway lets clients reach some hubs only, one that the doctor makes up is not among them.
    ...(hub === undefined ? {} : { hub }),
    ...(service === undefined ? {} : await keyOf(plane, service, integration, signal)),
  };
}

async function keyOf(plane: Held["plane"], service: Held["services"][number], integration: Integration, signal: AbortSignal | undefined): Promise<Pick<Subject, "connectionString" | "withoutKey">> {
  try {
    const { primaryConnectionString } = await plane.keys(service, signal);
    const text = integration.clientEndpoint === null ? primaryConnectionString : connectionStringFor({ auth: "key", connectionString: primaryConnectionString }, integration);
    return { connectionString: parseConnectionString(text) };
  } catch (error) {
    if (!(error instanceof Problem)) {
      throw error;
    }
    return { withoutKey: error.message };
  }
}

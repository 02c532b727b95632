import { textOf } from "../compare.ts";
import { filledIn } from "../mentions.ts";
import { onHandshake } from "../layouts/wantedPolicies.ts";
import type { ApiContents, ArmResource, InstanceContents, ResourcePath } from "../model.ts";
import { sameId } from "../paths.ts";
import { elementsIn } from "../policies/element.ts";
import { heldPolicy, policyOf } from "../policyPlan.ts";

/** Where an API sends its calls, and what says so. */
export interface Backend {
  /** The URL with named values filled in; undefined where it cannot be told (a secret, an expression, a backend that is not there). */
  readonly url: string | undefined;
  /** As it stands there. */
  readonly text: string;
  /** The API itself, or the policy that sets another. */
  readonly resource: ResourcePath;
}

/**
 * The backend of an API: what `set-backend-service` of its own policy (of a WebSocket API: of its handshake) sets, by URL or by backend
 * entity, else its `serviceUrl`. One set under a condition is not looked at.
 */
export function backendOf(held: ApiContents, contents: InstanceContents): Backend {
  const { api } = held;
  const namedValues = contents.namedValues ?? [];
  const owner = textOf(api, "type") === "websocket" ? `${api.path}/operations/${onHandshake}` : api.path;
  const policy = policyOf(owner, held);
  const set = policy && setByPolicy(policy);
  if (policy === undefined || set === undefined) {
    const text = textOf(api, "serviceUrl");
    return { text, url: filledIn(text, namedValues), resource: api.path };
  }
  const id = set["backend-id"];
  const text = id === undefined ? (set["base-url"] ?? "") : `backends/${id}`;
  const url = id === undefined ? text : textOf(contents.backends?.find(({ path }) => sameId(path, text)) ?? nothing, "url");
  return { text, url: url === "" || url.startsWith("@") ? undefined : filledIn(url, namedValues), resource: policy.path };
}

function setByPolicy(policy: ArmResource): Readonly<Record<string, string>> | undefined {
  const { root } = heldPolicy(policy);
  const inbound = root && elementsIn(root, "inbound")[0];
  // The last one counts.
  return inbound && elementsIn(inbound, "set-backend-service").at(-1)?.attributes;
}

const nothing: ArmResource = { path: "", properties: {} };

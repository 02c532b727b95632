import { textOf } from "../model.ts";
import type { Entity, InstanceModel, JsonObject } from "../model.ts";
import { typeOf } from "./apiBody.ts";
import { bodyProperties, ok, param } from "./call.ts";
import type { Call, Handler, Room } from "./call.ts";
import { entityNotFound, fieldError, refusal } from "./errors.ts";
import { checkIfMatch, newEtag, requireIfMatch } from "./etag.ts";
import { apiLock, apiOf, entityBody, entityReply, instanceOf, instanceTemplate, operationOf } from "./instances.ts";
import type { PolicyFormat } from "../policies/expressionSpans.ts";
import type { PolicyScope } from "../policies/run.ts";
import { asStored, checkPolicyDocument, inFormat } from "./policyDocument.ts";
import { productOf } from "./products.ts";
import type { Route } from "./router.ts";

/** What a policy hangs on: the service, a product, an API or an operation. */
interface Scope {
  readonly instance: InstanceModel;
  readonly path: string;
  readonly holder: { policy: Entity | undefined };
  readonly scope: PolicyScope;
  /** The scope is the handshake of a WebSocket API. */
  readonly onHandshake: boolean;
  /** Refuses a write the scope does not allow. */
  readonly checkWrite: () => void;
}

type Find = (call: Call, room: Room) => Scope;

const serviceScope: Find = (call, room) => {
  const instance = instanceOf(call, room);
  return { instance, path: "policies", holder: instance, scope: "global", onHandshake: false, checkWrite: () => undefined };
};

const productScope: Find = (call, room) => {
  const { instance, product } = productOf(call, room);
  return { instance, path: `products/${product.id}/policies`, holder: product, scope: "product", onHandshake: false, checkWrite: () => undefined };
};

const apiScope: Find = (call, room) => {
  const { instance, key, api } = apiOf(call, room);
  const checkWrite = (): void => {
    room.longRunning.refuseWhileRunning(apiLock(instance, key));
    if (typeOf(api.properties) === "websocket") throw refusal("Not allowed at 'Api' scope for 'WEBSOCKET' api type");
  };
  return { instance, path: `apis/${key}/policies`, holder: api, scope: "api", onHandshake: false, checkWrite };
};

const operationScope: Find = (call, room) => {
  const { instance, key, api, operationKey, operation } = operationOf(call, room);
  const checkWrite = (): void => room.longRunning.refuseWhileRunning(apiLock(instance, key));
  return { instance, path: `apis/${key}/operations/${operationKey}/policies`, holder: operation, scope: "operation", onHandshake: typeOf(api.properties) === "websocket", checkWrite };
};

function checkId(call: Call): void {
  if (param(call, "policy").toLowerCase() !== "policy") throw fieldError("policyId", "The identifier of a policy must be 'policy'.");
}

function format(call: Call): PolicyFormat {
  const asked = call.query.get("format")?.toLowerCase() ?? "xml";
  if (asked === "xml" || asked === "rawxml") return asked;
  throw fieldError("format", `The format '${asked}' is not one of: xml, rawxml.`);
}

function documentOf(properties: JsonObject): { readonly format: PolicyFormat; readonly value: string } {
  const asked = properties["format"] ?? "xml";
  if (asked === "xml-link" || asked === "rawxml-link") {
    throw fieldError(
      "format",
      `The sandbox does not fetch policies from elsewhere (${asked}); API Management may. Send the document itself as rawxml.`,
    );
  }
  if (asked !== "xml" && asked !== "rawxml") throw fieldError("format", "'format' must be one of: xml, xml-link, rawxml, rawxml-link.");
  const value = properties["value"];
  if (typeof value !== "string" || value === "") throw fieldError("value", "'value' must not be empty.");
  return { format: asked, value };
}

function found({ holder }: Scope): Entity {
  if (holder.policy === undefined) throw entityNotFound("Policy");
  return holder.policy;
}

/** A policy in the format that was asked for. */
function shown(policy: Entity, wanted: PolicyFormat): Entity {
  const kept = policy.properties["format"] === "xml" ? "xml" : "rawxml";
  return { ...policy, properties: { format: wanted, value: inFormat(textOf(policy.properties["value"]), kept, wanted) } };
}

function routes(template: string, find: Find): Route[] {
  const get: Handler = (call, room) => {
    checkId(call);
    const scope = find(call, room);
    const policy = found(scope);
    return entityReply(scope.instance, `${scope.path}/policy`, shown(policy, format(call)));
  };
  const put: Handler = (call, room) => {
    checkId(call);
    const { instance, path, holder, scope, onHandshake, checkWrite } = find(call, room);
    checkWrite();
    checkIfMatch(call.ifMatch, holder.policy);
    const document = documentOf(bodyProperties(call));
    checkPolicyDocument(document.value, document.format, { instance, scope, onHandshake });
    const created = holder.policy === undefined;
    const policy: Entity = { id: "policy", etag: newEtag(), properties: { format: document.format, value: asStored(document.value) } };
    holder.policy = policy;
    room.changed();
    return entityReply(instance, `${path}/policy`, shown(policy, "xml"), created ? 201 : 200);
  };
  const remove: Handler = (call, room) => {
    checkId(call);
    const { holder, checkWrite } = find(call, room);
    if (holder.policy === undefined) return { status: 204 };
    checkWrite();
    requireIfMatch(call.ifMatch, holder.policy);
    holder.policy = undefined;
    room.changed();
    return { status: 200 };
  };
  const list: Handler = (call, room) => {
    const { instance, path, holder } = find(call, room);
    const value = holder.policy === undefined ? [] : [entityBody(instance, `${path}/policy`, shown(holder.policy, "xml").properties)];
    return ok({ value, count: value.length });
  };
  return [
    { template: `${template}/policies`, methods: { GET: list } },
    { template: `${template}/policies/{policy}`, methods: { GET: get, PUT: put, DELETE: remove } },
  ];
}

export const policyRoutes: readonly Route[] = [
  ...routes(instanceTemplate, serviceScope),
  ...routes(`${instanceTemplate}/products/{product}`, productScope),
  ...routes(`${instanceTemplate}/apis/{api}`, apiScope),
  ...routes(`${instanceTemplate}/apis/{api}/operations/{operation}`, operationScope),
];

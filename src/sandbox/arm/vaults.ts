import { randomBytes } from "node:crypto";
import { findByName, textOf } from "../model.ts";
import type { Json, JsonObject, VaultModel, VaultSecretModel } from "../model.ts";
import { bodyProperties, isObject, ok, param } from "./call.ts";
import type { Call, Handler, Room } from "./call.ts";
import { ArmError, resourceNotFound } from "./errors.ts";
import type { Route } from "./router.ts";

export const vaultType = "Microsoft.KeyVault/vaults";
const item = `subscriptions/{subscription}/resourceGroups/{resourceGroup}/providers/${vaultType}/{vault}`;

/** Full ARM id of a vault. */
export function vaultId({ subscriptionId, resourceGroup, name }: VaultModel): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/${vaultType}/${name}`;
}

function body(vault: VaultModel): JsonObject {
  return { ...vault.envelope, id: vaultId(vault), name: vault.name, type: vaultType, properties: vault.properties };
}

function vaultOf(call: Call, { model }: Room): VaultModel {
  const key = `/subscriptions/${param(call, "subscription")}/resourceGroups/${param(call, "resourceGroup")}/providers/${vaultType}/${param(call, "vault")}`.toLowerCase();
  const vault = model.vaults.get(key);
  if (vault === undefined) throw resourceNotFound(vaultType, param(call, "vault"), param(call, "resourceGroup"));
  return vault;
}

/** As keyvault's `secrets.json` (2023-07-01) has it: the value is never given out. */
function secretBody(vault: VaultModel, name: string, { version, tags, properties }: VaultSecretModel): JsonObject {
  const { value: _kept, ...shown } = properties;
  const secretUri = `${textOf(vault.properties["vaultUri"])}secrets/${name}`;
  return {
    id: `${vaultId(vault)}/secrets/${name}`,
    name,
    type: `${vaultType}/secrets`,
    location: vault.envelope["location"] ?? "",
    tags,
    properties: { ...shown, secretUri, secretUriWithVersion: `${secretUri}/${version}` },
  };
}

const list: Handler = (call, room) => {
  const group = call.params["resourceGroup"]?.toLowerCase();
  const vaults = [...room.model.vaults.values()].filter(({ resourceGroup }) => group === undefined || resourceGroup.toLowerCase() === group);
  return ok({ value: vaults.map(body) });
};

const listSecrets: Handler = (call, room) => {
  const vault = vaultOf(call, room);
  return ok({ value: [...vault.secrets].map(([name, secret]) => secretBody(vault, name, secret)) });
};

const getSecret: Handler = (call, room) => {
  const vault = vaultOf(call, room);
  const [name, secret] = findByName(vault.secrets, param(call, "secret")) ?? [];
  if (name === undefined || secret === undefined) throw resourceNotFound(`${vaultType}/secrets`, `${vault.name}/${param(call, "secret")}`, vault.resourceGroup);
  return ok(secretBody(vault, name, secret));
};

const putSecret: Handler = (call, room) => {
  const vault = vaultOf(call, room);
  const [name, before] = findByName(vault.secrets, param(call, "secret")) ?? [param(call, "secret")];
  if (!/^[a-zA-Z0-9-]{1,127}$/.test(name)) throw badRequest(`The name '${name}' of the secret must have 1 to 127 letters, digits and dashes.`);
  const { value, contentType, attributes } = bodyProperties(call);
  if (typeof value !== "string") throw badRequest("The secret's value is missing, or is not a string.");
  const tags = isObject(call.body) ? call.body["tags"] : undefined;
  const now = Math.floor(Date.now() / 1000);
  const secret: VaultSecretModel = {
    version: randomBytes(16).toString("hex"),
    tags: isObject(tags) ? tags : {},
    properties: {
      value,
      ...(typeof contentType === "string" && { contentType }),
      attributes: { enabled: true, created: createdOf(before) ?? now, ...(isObject(attributes) && attributes), updated: now },
    },
  };
  vault.secrets.set(name, secret);
  room.changed();
  return { ...ok(secretBody(vault, name, secret)), status: before === undefined ? 201 : 200 };
};

function createdOf(secret: VaultSecretModel | undefined): Json | undefined {
  const attributes = secret?.properties["attributes"];
  return isObject(attributes) ? attributes["created"] : undefined;
}

function badRequest(message: string): ArmError {
  return new ArmError(400, "BadRequest", message);
}

export const vaultRoutes: readonly Route[] = [
  { template: `subscriptions/{subscription}/providers/${vaultType}`, methods: { GET: list } },
  { template: `subscriptions/{subscription}/resourceGroups/{resourceGroup}/providers/${vaultType}`, methods: { GET: list } },
  { template: item, methods: { GET: (call, room) => ok(body(vaultOf(call, room))) } },
  { template: `${item}/secrets`, methods: { GET: listSecrets } },
  { template: `${item}/secrets/{secret}`, methods: { GET: getSecret, PUT: putSecret } },
];

import assert from "node:assert/strict";
import { test } from "node:test";
import { exportFiles } from "../../../src/apim/export/exportFiles.ts";
import { exportFormats } from "../../../src/apim/export/formats.ts";
import type { PublishOptions } from "../../../src/apim/model.ts";
import { plan } from "../../../src/apim/plan.ts";
import { Problem } from "../../../src/signalr/problem.ts";
import { FakeInstance, instance, service } from "../../support/fakeInstance.ts";
import { armSchemas, schemasMissing } from "./judges/armSchema.ts";
import { deployArm } from "./judges/armTemplate.ts";
import { parseBicep } from "./judges/bicepSyntax.ts";
import { applyTerraform } from "./judges/terraform.ts";
import { cases, deployed, deploymentFor, plain, textAt, worldOf } from "./support.ts";

const withKey: PublishOptions = { ...plain, layout: "gatewayNegotiate", prefix: "live", appNegotiate: { url: "https://app.contoso.com/negotiate", auth: "functionKey", newKey: true } };

void test("every form writes the same resources with the same values", async () => {
  for (const options of Object.values(cases)) {
    const deployment = deploymentFor(instance, service, options);
    const [bicep, arm, terraform] = await Promise.all(exportFormats.map((format) => deployed(format, deployment)));
    assert.deepEqual(bicep?.resources.map(({ path, properties }) => ({ path, properties })), arm?.resources.map(({ path, properties }) => ({ path, properties })));
    assert.deepEqual(
      terraform?.resources.map(({ path, properties }) => ({ path, properties: { ...properties } })),
      arm?.resources.map(({ path, properties }) => ({ path, properties: { ...properties } })),
    );
    assert.deepEqual(bicep?.outputs["clientEndpoint"] ?? bicep?.outputs["clientUrl"], terraform?.outputs["client_endpoint"] ?? terraform?.outputs["client_url"]);
    assert.deepEqual(arm?.outputs["clientEndpoint"] ?? arm?.outputs["clientUrl"], terraform?.outputs["client_endpoint"] ?? terraform?.outputs["client_url"]);
  }
});

void test("one resource is written after the other, because writes below one API get in each other's way", async () => {
  for (const format of exportFormats) {
    const { resources } = await deployed(format, deploymentFor(instance, service, { ...plain, layout: "http", hubs: ["chat"] }));
    resources.slice(1).forEach(({ path, after }, index) => assert.ok(after.includes(resources[index]?.path ?? ""), `${format}: ${path} does not wait for the one before`));
  }
});

void test("Microsoft's template schemas accept every resource", { skip: schemasMissing }, () => {
  const violations = armSchemas();
  for (const options of Object.values(cases)) {
    const deployment = deploymentFor(instance, service, options);
    for (const resource of deployArm(textAt(exportFiles("arm", deployment), "azuredeploy.json"), worldOf(deployment)).evaluated) {
      assert.deepEqual(violations(resource), [], resource.name);
    }
  }
});

void test("the judges refuse what the tools would refuse", { skip: schemasMissing }, async () => {
  const deployment = deploymentFor(instance, service, plain);
  const world = worldOf(deployment);
  const arm = textAt(exportFiles("arm", deployment), "azuredeploy.json");
  const bicep = textAt(exportFiles("bicep", deployment), "main.bicep");
  const terraform = new Map(exportFiles("terraform", deployment).map(({ path, text }) => [path, text]));
  const violations = armSchemas();
  const [first] = deployArm(arm.replace('"serviceUrl"', '"serviceURL"'), world).evaluated;
  assert.ok(first);
  assert.notDeepEqual(violations(first), []);
  assert.throws(() => deployArm(arm.replaceAll("parameters('signalRName')", "parameters('signalrNames')"), world), /not declared/);
  assert.throws(() => deployArm(arm.replace("/operations'", "/operation'"), world));
  await assert.rejects(parseBicep(bicep.replace("param apimName string", "param apimName string =")), /Not Bicep/);
  await assert.rejects(deployed("bicep", deployment, { ...world, parameters: {} }), /has no value/);
  const broken = (change: (main: string) => string): ReadonlyMap<string, string> => new Map([...terraform, ["main.tf", change(terraform.get("main.tf") ?? "")]]);
  await assert.rejects(applyTerraform(broken((main) => main.replace("service_url ", "serviceurl ")), world), /no argument serviceurl/);
  await assert.rejects(applyTerraform(broken((main) => main.replace(/ {2}revision .*\n/, "")), world), /misses revision/);
  await assert.rejects(applyTerraform(broken((main) => main.replace("var.signalr_hostname", "var.signalr_host")), world), /not declared/);
  await assert.rejects(applyTerraform(broken((main) => main.replace("}\n", "\n")), world));
});

void test("names of the place stand in the parameter file alone; keys and subscriptions stand nowhere", () => {
  for (const format of exportFormats) {
    const files = exportFiles(format, deploymentFor(instance, service, withKey));
    for (const { path, text, parameters } of files) {
      assert.ok(!text.includes(instance.subscriptionId), path);
      assert.doesNotMatch(text, /AccessKey=(?!…)|sig=/, path);
      if (parameters !== true) {
        assert.ok(!text.includes(instance.name), path);
        assert.ok(!text.includes("service.signalr.net/"), path);
      }
    }
    assert.ok(files.some(({ text }) => /@secure\(\)|"securestring"|sensitive +=/.test(text)), `${format} has no secret parameter`);
  }
});

void test("a WebSocket API has its type, its backend and no operation or policy of its own", async () => {
  for (const options of [plain, withKey]) {
    const { resources } = await deployed("arm", deploymentFor(instance, service, options));
    const socket = resources.find(({ properties }) => properties["type"] === "websocket");
    assert.ok(socket);
    assert.equal(socket.properties["serviceUrl"], "wss://chat-signalr.service.signalr.net/client/");
    assert.deepEqual(socket.properties["protocols"], ["wss"]);
    const below = resources.map(({ path }) => path).filter((path) => path.startsWith(`${socket.path}/`));
    assert.deepEqual(below, options === plain ? [] : [`${socket.path}/operations/onHandshake/policies/policy`]);
  }
});

void test("the prefix, the key and the service can be chosen when it is deployed", async () => {
  const deployment = deploymentFor(instance, service, { ...plain, prefix: "team-a" });
  const world = worldOf(deployment);
  const parameters = { ...world.parameters, pathPrefix: "", path_prefix: "", subscriptionRequired: true, subscription_required: true, signalr_hostname: "other.service.signalr.net" };
  for (const format of exportFormats) {
    const { resources, outputs } = await deployed(format, deployment, { ...world, parameters, signalR: { hostName: "other.service.signalr.net", publicPort: 443 } });
    const socket = resources.find(({ properties }) => properties["type"] === "websocket");
    assert.equal(socket?.properties["path"], "client");
    assert.equal(socket.properties["subscriptionRequired"], true);
    assert.equal(socket.properties["serviceUrl"], "wss://other.service.signalr.net/client/");
    assert.equal(outputs["clientEndpoint"] ?? outputs["client_endpoint"], "https://contoso-apim.azure-api.net/");
  }
});

void test("what is published with names of one's own keeps them; hostile ones change nothing but themselves", async () => {
  const hostile = `It's "x" \${apim} %{if} [concat('a')] \\n 'end''' ␞ ä`;
  const options: PublishOptions = { ...plain, layout: "http", hubs: ["chat"] };
  const fake = new FakeInstance();
  for (const { resource, after = {} } of plan({ instance, service, options, contents: fake.contents }).changes) {
    await fake.put(instance, { path: resource, properties: { ...after, ...(resource.endsWith("-http") && { displayName: hostile }) } });
  }
  for (const format of exportFormats) {
    const { resources } = await deployed(format, deploymentFor(instance, service, options, fake.contents));
    assert.equal(resources[0]?.properties["displayName"], hostile, format);
    assert.equal(resources.length, 9);
  }
  const bracketed = new FakeInstance(fake.contents.apis.map(({ api }) => ({ ...api, properties: { ...api.properties, displayName: "[resourceGroup().id]" } })));
  const { resources } = await deployed("arm", deploymentFor(instance, service, options, bracketed.contents));
  assert.equal(resources[0]?.properties["displayName"], "[resourceGroup().id]");
});

void test("a product that somebody else made is linked, not declared", async () => {
  const options: PublishOptions = { ...plain, product: "starter" };
  const contents = { apis: [], products: [{ path: "products/starter", properties: { displayName: "Starter", subscriptionRequired: true, state: "published" } }] };
  for (const format of exportFormats) {
    const { resources } = await deployed(format, deploymentFor(instance, service, options, contents));
    assert.deepEqual(resources.map(({ path }) => path).filter((path) => path.startsWith("products/")), ["products/starter/apis/chat-signalr-negotiate", "products/starter/apis/chat-signalr-connect"], format);
  }
});

void test("an API in a version set is refused with the reason", async () => {
  const fake = new FakeInstance();
  for (const { resource, after = {} } of plan({ instance, service, options: plain, contents: fake.contents }).changes) {
    await fake.put(instance, { path: resource, properties: { ...after, ...(resource.endsWith("-connect") && { apiVersionSetId: "/apiVersionSets/x" }) } });
  }
  assert.throws(() => deploymentFor(instance, service, plain, fake.contents), (error) => error instanceof Problem && error.details.code === "exportNotPossible" && error.details.resource === "apis/chat-signalr-connect");
});

void test("files end in one line break, have no carriage return and no space at a line's end", () => {
  for (const format of exportFormats) {
    for (const options of Object.values(cases)) {
      for (const { path, text } of exportFiles(format, deploymentFor(instance, service, options))) {
        assert.match(text, /[^\n]\n$/, path);
        assert.doesNotMatch(text, /\r|[ \t]\n/, path);
      }
    }
  }
});

import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { parseFilter } from "../../../src/sandbox/arm/filter.ts";
import { runQuery } from "../../../src/sandbox/arm/kql.ts";
import { createModel } from "../../../src/sandbox/arm/seed.ts";
import { asStored, checkPolicyDocument } from "../../../src/sandbox/arm/policyDocument.ts";
import { ArmError } from "../../../src/sandbox/arm/errors.ts";
import { startTestArm } from "./testArm.ts";

const methods = fc.constantFrom("GET", "PUT", "PATCH", "DELETE", "POST", "HEAD");
const tails = fc.array(
  fc.oneof(
    fc.constantFrom(
      "apis",
      "echo-api",
      "echo-api;rev=2",
      "operations",
      "policies",
      "policy",
      "releases",
      "subscriptions",
      "master",
      "listSecrets",
      "namedValues",
      "revisions",
    ),
    fc.string({ unit: "grapheme", maxLength: 8 }),
  ),
  { maxLength: 6 },
);

function armErrorOr(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof ArmError && error.status === 400, String(error));
  }
}

void test("no path, body or header makes the control plane fail or forget what it holds", async (t) => {
  const { send, instance, service } = await startTestArm(t, { operationMs: 0 });
  const properties = fc.dictionary(
    fc.constantFrom(
      "path",
      "displayName",
      "type",
      "protocols",
      "serviceUrl",
      "method",
      "urlTemplate",
      "templateParameters",
      "value",
      "format",
      "scope",
      "state",
      "sourceApiId",
      "apiRevision",
      "apiId",
      "keyType",
      "__proto__",
    ),
    fc.jsonValue(),
  );
  const bodies = fc.oneof(fc.jsonValue(), fc.record({ properties: fc.oneof(fc.jsonValue(), properties) }));
  await fc.assert(
    fc.asyncProperty(
      methods,
      fc.constantFrom(instance, service, "/subscriptions"),
      tails,
      bodies,
      fc.constantFrom({}, { "If-Match": "*" }, { "If-Match": "x" }),
      async (method, root, tail, body, headers) => {
        if (method === "DELETE" && tail[1]?.startsWith("echo-api") === true) return;
        const path = [root, ...tail.map((segment) => encodeURIComponent(segment))].join("/");
        const { status } = await send(method, path, { headers, ...(["GET", "HEAD"].includes(method) ? {} : { body }) });
        assert.ok(status >= 200 && status < 500, `${method} ${path} ${JSON.stringify(body)} gave ${status}`);
      },
    ),
    { numRuns: 400 },
  );
  assert.equal((await send("GET", `${instance}/apis/echo-api`)).status, 200);
});

void test("a filter either tests rows or is refused with 400", () => {
  const row = { name: "a", path: "b'c", isCurrent: true };
  const pieces = fc
    .array(fc.constantFrom("path", " ", "eq", "'b''c'", "'", "and", "contains(", ",", ")", "true", "x/y", "'é"), { maxLength: 12 })
    .map((parts) => parts.join(""));
  fc.assert(fc.property(fc.oneof(pieces, fc.string()), (filter) => armErrorOr(() => assert.equal(typeof parseFilter(filter)(row), "boolean"))));
  fc.assert(fc.property(fc.string(), (value) => assert.equal(parseFilter(`path eq '${value.replaceAll("'", "''")}'`)({ path: value }), true)));
});

void test("a query either gives rows of the table or is refused with 400", () => {
  const rows = [{ id: "1", name: "a|b", properties: { x: 1 } }];
  const pieces = fc
    .array(
      fc.constantFrom(
        "Resources",
        "|",
        "where",
        " ",
        "name",
        "==",
        "'a|b'",
        "'",
        '"',
        "in~",
        "(",
        ")",
        "project",
        ",",
        "x=",
        "properties.x",
        "order by",
        "take 1",
        "//",
        "\n",
      ),
      { maxLength: 16 },
    )
    .map((parts) => parts.join(" "));
  fc.assert(fc.property(fc.oneof(pieces, fc.string()), (query) => armErrorOr(() => assert.ok(runQuery(query, rows).length <= 1))));
  fc.assert(
    fc.property(fc.string(), (name) => {
      const literal = `'${name.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\n", "\\n")}'`;
      assert.deepEqual(runQuery(`Resources | where name == ${literal} | project name`, [{ name }, { name: `${name}x` }]), [{ name }]);
    }),
    { examples: [["a|b"], ["a and b"], ["// no comment"], ["a\n\\b'"]] },
  );
});

void test("a policy document is either accepted or refused with 400, and stored with CRLF only", () => {
  const [instance] = createModel({ gateway: 1, service: 2 }).instances.values();
  assert.ok(instance);
  const place = { instance, scope: "api", onHandshake: false } as const;
  const pieces = fc
    .array(
      fc.constantFrom(
        "<policies>",
        "</policies>",
        "<inbound>",
        "</inbound>",
        "<inbound />",
        "<backend>",
        "</backend>",
        "<base />",
        "<forward-request />",
        "<!-- c -->",
        "\n",
        "\r",
        "x",
        '"',
        "@(",
        "&",
        "<![CDATA[",
        "]]>",
        "<?xml?>",
      ),
      { maxLength: 10 },
    )
    .map((parts) => parts.join(""));
  fc.assert(fc.property(fc.oneof(pieces, fc.string()), (xml) => armErrorOr(() => checkPolicyDocument(xml, "rawxml", place))));
  fc.assert(
    fc.property(pieces, (xml) => {
      assert.doesNotMatch(asStored(xml).replaceAll("\r\n", ""), /[\r\n]/);
      assert.equal(asStored(asStored(xml)), asStored(xml));
    }),
  );
});

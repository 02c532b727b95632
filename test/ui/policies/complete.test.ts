import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { completePolicy } from "../../../src/ui/policies/language/complete.ts";
import { hoverPolicy } from "../../../src/ui/policies/language/hover.ts";
import type { DocumentPlace } from "../../../src/apim/policies/catalogue/catalogue.ts";

const api: DocumentPlace = { scope: "api", webSocket: false };
const handshake: DocumentPlace = { scope: "operation", webSocket: true };

/** What is offered where `|` stands. */
function offered(marked: string, place = api): readonly string[] {
  const offset = marked.indexOf("|");
  return completePolicy(marked.replace("|", ""), offset, place).map(({ label }) => label);
}

/** The document once the proposal of that name was taken, its snippet as it is. */
function taken(marked: string, label: string, place = api): string {
  const source = marked.replace("|", "");
  const proposal = completePolicy(source, marked.indexOf("|"), place).find((each) => each.label === label);
  assert.ok(proposal, label);
  return source.slice(0, proposal.replaces.start) + proposal.snippet + source.slice(proposal.replaces.end);
}

void test("an empty document offers policies with its sections", () => {
  assert.deepEqual(offered("|"), ["policies"]);
  assert.deepEqual(offered("<policies><|</policies>"), ["inbound", "backend", "outbound", "on-error"]);
  assert.deepEqual(offered("<policies><inbound /><|</policies>"), ["backend", "outbound", "on-error"], "what is there already is not offered again");
});

void test("a section offers the policies that may stand in it, on a handshake only those that it takes", () => {
  const inbound = offered("<policies><inbound>|</inbound></policies>");
  for (const name of ["base", "cors", "set-body", "rate-limit"]) assert.ok(inbound.includes(name), name);
  for (const name of ["forward-request", "cache-store", "quota", "when"]) assert.ok(!inbound.includes(name), name);
  const onHandshake = offered("<policies><inbound><|</inbound></policies>", handshake);
  assert.ok(onHandshake.includes("send-request") && !onHandshake.includes("cors") && !onHandshake.includes("set-body"));
  assert.ok(offered("<policies><backend>|", api).includes("forward-request"));
  assert.ok(!offered('<policies><inbound><choose><when condition="@(a < b && "x" == y)">|').includes("base"), "a branch has no base");
});

void test("an element offers its parts, in its own and in another's life", () => {
  assert.deepEqual(offered("<policies><inbound><cors><|"), ["allowed-origins", "allowed-methods", "allowed-headers", "expose-headers"]);
  assert.deepEqual(offered("<policies><inbound><return-response><set-status code='200' /><|"), ["set-header", "set-body"]);
  assert.deepEqual(offered("<policies><inbound><set-header name='a'>|"), ["value"]);
});

void test("a taken element comes with what it needs", () => {
  assert.equal(taken("<policies><inbound><set-v|</inbound></policies>", "set-variable"), '<policies><inbound><set-variable name="${1}" value="${2}" /></inbound></policies>');
  assert.equal(taken("<policies><inbound><cors|</inbound></policies>", "cors"), "<policies><inbound><cors>\n\t<allowed-origins>\n\t\t<origin>${1}</origin>\n\t</allowed-origins>\n\t<allowed-headers>\n\t\t<header>${2}</header>\n\t</allowed-headers>\n</cors></inbound></policies>");
  assert.equal(taken("<policies><inbound><set-backend|", "set-backend-service"), '<policies><inbound><set-backend-service base-url="${1}" />');
  assert.equal(taken("<policies><inbound></|", "inbound"), "<policies><inbound></inbound>");
});

void test("attributes are offered with their words, but not twice", () => {
  assert.deepEqual(offered('<policies><inbound><set-header |name="a">'), ["exists-action", "id"]);
  assert.equal(taken('<policies><inbound><set-header name="a" ex|>', "exists-action"), '<policies><inbound><set-header name="a" exists-action="${1|override,skip,append,delete|}">');
  assert.deepEqual(offered('<policies><backend><forward-request buffer-response="|"'), ["true", "false"]);
  assert.equal(taken('<policies><backend><forward-request buffer-response="tr|ue" />', "false"), '<policies><backend><forward-request buffer-response="false" />');
  assert.deepEqual(offered('<policies><inbound><set-header name="|"'), []);
});

void test("expressions offer members of context; comments and CDATA offer nothing", () => {
  assert.deepEqual(offered('<policies><inbound><set-variable name="a" value="@(context.Request.Url.Qu|ery)" />'), ["Host", "Path", "Port", "Query", "QueryString", "Scheme"]);
  assert.deepEqual(offered('<policies><inbound><set-variable name="a" value="@(context.Request.|'), ["Body", "Certificate", "Headers", "IpAddress", "MatchedParameters", "Method", "OriginalUrl", "Url"]);
  assert.deepEqual(offered('<policies><inbound><set-variable name="a" value="@(|)" />'), ["context"]);
  assert.deepEqual(offered("<policies><inbound><!-- <|"), []);
  assert.deepEqual(offered("<policies><inbound><set-body><![CDATA[<|"), []);
});

void test("hover says what an element is for, where it may stand and what it needs", () => {
  const source = '<policies><inbound><cors terminate-unmatched-request="true"></cors></inbound></policies>';
  const cors = hoverPolicy(source, source.indexOf("cors") + 1);
  assert.match(cors?.lines.join("\n") ?? "", /listed origins[^]*Sections: inbound\nRefused on the handshake/);
  assert.deepEqual(hoverPolicy(source, source.indexOf("</cors") + 3)?.title, "cors");
  const attribute = hoverPolicy(source, source.indexOf("terminate") + 1);
  assert.equal(attribute?.title, "cors terminate-unmatched-request");
  assert.match(attribute?.lines.join("\n") ?? "", /write it out\.\nOne of: true, false/);
  assert.equal(hoverPolicy(source, source.indexOf('"true')), undefined);
});

void test("no place of any document makes completion or hover throw", () => {
  const word = fc.constantFrom("<policies>", "</policies>", "<inbound>", "</inbound>", "<set-header name=\"", "\"", " ", ">", "/>", "@(", ")", "context.", "<!--", "-->", "<![CDATA[", "]]>", "😀", "<", "</", "a");
  fc.assert(
    fc.property(fc.array(word, { maxLength: 20 }), fc.nat(), (words, place) => {
      const source = words.join("");
      const offset = place % (source.length + 1);
      for (const { replaces } of completePolicy(source, offset, api)) assert.ok(replaces.start >= 0 && replaces.start <= offset && offset <= replaces.end && replaces.end <= source.length);
      hoverPolicy(source, offset);
    }),
    { numRuns: 2000 },
  );
});

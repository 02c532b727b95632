import type { TestContext } from "node:test";
import type { Subject } from "../../../src/doctor/subject.ts";
import { createClientToken } from "../../../src/signalr/token.ts";
import { scriptedHub } from "../../signalr/scriptedHub.ts";
import type { Case, CaseGroup } from "./case.ts";
import { sandboxSubject, serviceOf } from "./sandbox.ts";
import type { Scene } from "./sandbox.ts";
import { answering, redirecting } from "./wire.ts";
import type { Post } from "./wire.ts";

/** A gateway that negotiates with an app that does as the case says; the service behind both is well. */
async function negotiating(t: TestContext, app: (scene: Scene) => Promise<Post> | Post, examined?: "examined"): Promise<Subject> {
  const post = Promise.withResolvers<Post>();
  const { url } = await scriptedHub(t, { post: (seen, response) => void post.promise.then((answer) => answer(seen, response)) });
  return await sandboxSubject(t, {
    ...(examined && { subject: { appUrl: `${url}/chat` } }),
    publish: { layout: "gatewayNegotiate", appNegotiate: { url: `${url}/chat/negotiate` } },
    spoil: async (scene) => {
      post.resolve(await app(scene));
    },
  });
}

function unwell(name: string, cause: string, app: (scene: Scene) => Promise<Post> | Post, more: Partial<Pick<Case, "place">> = {}): Case {
  return { name, cause, place: "the app", source: "features S6", arrange: (t) => negotiating(t, app), ...more };
}

async function tokenFor({ sandbox: { line } }: Scene, accessKey: string): Promise<string> {
  return await createClientToken({ accessKey, endpoint: line.serviceEndpoint, hub: "chat" });
}

/** The layout `gatewayNegotiate`: the gateway asks the app and the service in the client's place, and refuses with words of its own. */
export const negotiatedCases: CaseGroup = {
  title: "Where the gateway negotiates",
  cases: [
    unwell("The app has a ClientEndpoint, which this layout must not have", "appNegotiateElsewhere", async (scene) => redirecting(`${scene.sandbox.line.gatewayUrl}/client/?hub=chat`, await tokenFor(scene, serviceOf(scene).keys.primary))),
    unwell("The address in the policy is not a hub's negotiate", "appNegotiateFailed", () => answering(404, "")),
    unwell("The app wants a signed-in user where the gateway asks", "appNegotiateRefused", () => answering(401, "")),
    unwell("The app gives the gateway no token", "appNegotiateNoToken", ({ sandbox: { line } }) => redirecting(`${line.serviceEndpoint}/client/?hub=chat`, "")),
    unwell("The app gives the gateway a token of an old key", "serviceRefusedGateway", async (scene) => redirecting(`${scene.sandbox.line.serviceEndpoint}/client/?hub=chat`, await tokenFor(scene, "an old key"))),
    {
      name: "The app that the gateway asks is not running", cause: "appNegotiateUnreachable", place: "the app", source: "features S6",
      arrange: (t) => sandboxSubject(t, { publish: { layout: "gatewayNegotiate", appNegotiate: { url: "http://127.0.0.1:9/chat/negotiate" } } }),
    },
    {
      name: "An app with a ClientEndpoint is examined where the gateway negotiates", cause: "clientEndpointNotWanted", followedBy: ["appNegotiateElsewhere"], place: "the app", source: "features S6",
      arrange: (t) => negotiating(t, async (scene) => redirecting(`${scene.sandbox.line.gatewayUrl}/client/?hub=chat`, await tokenFor(scene, serviceOf(scene).keys.primary)), "examined"),
    },
  ],
};

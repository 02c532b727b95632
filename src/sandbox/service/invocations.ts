import type { Completion, Invocation, StreamInvocation } from "../../signalr/protocol/messages.ts";
import { HubError } from "./hubHost.ts";
import type { HubContext, HubHost } from "./hubHost.ts";

/**
 * Runs an invocation and makes its completion, or none where the caller asked for none (HubProtocol.md, "Invocations").
 * A method without a value completes with a null result, as the .NET server writes it.
 */
export async function answerInvocation(
  host: HubHost,
  context: HubContext,
  message: Invocation | StreamInvocation,
  failed: (target: string, error: unknown) => void,
): Promise<Completion | undefined> {
  const { invocationId, target } = message;
  let answer: { readonly result: unknown } | { readonly error: string };
  try {
    const result = await host.invoke(context, { target, arguments: message.arguments, streaming: message.kind === "streamInvocation" });
    answer = { result: result ?? null };
  } catch (error) {
    if (!(error instanceof HubError)) failed(target, error);
    answer = { error: error instanceof HubError ? error.message : `Failed to invoke '${target}' due to an error on the server.` };
  }
  return invocationId === undefined ? undefined : { kind: "completion", invocationId, ...answer };
}

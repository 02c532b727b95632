import { HubError } from "../service/hubHost.ts";
import type { HubContext, HubHost } from "../service/hubHost.ts";

type Method = (context: HubContext, name: string, message: string) => void;

/** ChatRoom's hub methods (AzureSignalR-samples samples/ChatRoom/ChatSampleHub.cs), by lower-case name. */
const methods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ["broadcastmessage", ({ clients }, name, message) => clients.all.send("broadcastMessage", name, message)],
  ["echo", ({ clients }, name, message) => clients.caller.send("echo", name, `${message} (echo from server)`)],
]);

/** ChatRoom's hub, with the error texts of aspnetcore's DefaultHubDispatcher.cs (detailed errors on). */
export const chatHub: HubHost = {
  allowStatefulReconnects: true,
  invoke(context, { target, arguments: args, streaming }) {
    const method = methods.get(target.toLowerCase());
    if (method === undefined) throw new HubError(`Unknown hub method '${target}'`);
    if (streaming) throw new HubError(`The client attempted to invoke the non-streaming '${target}' method with a streaming invocation.`);
    const failed = `Failed to invoke '${target}' due to an error on the server.`;
    if (args.length !== 2) throw new HubError(`${failed} InvalidDataException: Invocation provides ${args.length} argument(s) but target expects 2.`);
    const [name, message] = args;
    if (!isText(name) || !isText(message)) {
      throw new HubError(`${failed} InvalidDataException: Error binding arguments. Make sure that the types of the provided values match the types of the hub method being invoked.`);
    }
    method(context, name ?? "", message ?? "");
    return undefined;
  },
};

/** What .NET binds to a `string` parameter. */
function isText(value: unknown): value is string | null {
  return typeof value === "string" || value === null;
}

/** What commands run. One module, loaded on the first command, so that activation stays small. */
export { restoreConsoleTarget, consoleTargetOf } from "./connect/consoleTarget.ts";
export { copySnippet } from "./connect/snippet.ts";
export { giveToSandboxApp, handOutConnectionString } from "./connectionString/hand.ts";
export { pickIntegration } from "./pickIntegration.ts";
export { planAt } from "./publish/offer.ts";
export { publish } from "./publish/publish.ts";
export { remove } from "./publish/remove.ts";
export { openChatRoom, startSandbox, stopSandbox } from "./sandbox/commands.ts";

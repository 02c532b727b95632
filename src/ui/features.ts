/**
 * All that activation does not need: what commands run, what the tree reads with, the console's tabs. One module, loaded on the
 * first use of any, so that activation stays small and the rest is few files to read.
 */
export { instanceReader } from "./tree/keptInstances.ts";
export { hubTarget } from "../console/target.ts";
export { AzureAccounts } from "./account/azureAccounts.ts";
export { sandboxAccount } from "./account/sandboxAccount.ts";
export { askForConnectionString } from "./console/connectionStringPrompt.ts";
export { ConsolePanels } from "./console/panels.ts";
export { runs, sandboxOfState } from "./sandbox/attach.ts";
export { readLine, startSandboxProcess } from "./sandbox/process.ts";
export { restoreConsoleTarget, consoleTargetOf } from "./connect/consoleTarget.ts";
export { askHubUrl } from "./console/hubUrlPrompt.ts";
export { listIntegrationsTool } from "./languageModel/listIntegrations.ts";
export { readTranscriptTool } from "./languageModel/readTranscriptTool.ts";
export { runDoctorTool } from "./languageModel/runDoctorTool.ts";
export { completionItems, followPolicy, policyHover } from "./policies/assist.ts";
export { PolicyDesk } from "./policies/desk.ts";
export { commandHandlers } from "./commandHandlers.ts";

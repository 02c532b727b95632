/**
 * Every command of the extension. A test holds this list against the manifest, so that neither side can name a
 * command the other does not know.
 */
export const commands = {
  publish: "signalrApim.publish",
  publishAgain: "signalrApim.publishAgain",
  applyPlan: "signalrApim.plan.apply",
  planAgain: "signalrApim.plan.again",
  exportPlan: "signalrApim.plan.export",
  exportAs: "signalrApim.exportAs",
  createFunction: "signalrApim.createFunction",
  adopt: "signalrApim.adopt",
  repair: "signalrApim.repair",
  remove: "signalrApim.remove",
  connectionString: "signalrApim.connectionString",
  giveToSandboxApp: "signalrApim.connectionString.giveToSandboxApp",
  keys: "signalrApim.keys",
  copySnippet: "signalrApim.copyClientSnippet",
  openConsole: "signalrApim.openConsole",
  openConsoleWithConnectionString: "signalrApim.openConsole.connectionString",
  exportTranscript: "signalrApim.console.export",
  compareTranscripts: "signalrApim.transcripts.compare",
  doctor: "signalrApim.doctor",
  doctorAgain: "signalrApim.doctor.again",
  doctorFix: "signalrApim.doctor.fix",
  doctorCopy: "signalrApim.doctor.copy",
  doctorJson: "signalrApim.doctor.json",
  startSandbox: "signalrApim.sandbox.start",
  stopSandbox: "signalrApim.sandbox.stop",
  openChatRoom: "signalrApim.sandbox.openChatRoom",
  runApp: "signalrApim.sandbox.runApp",
  serveOwn: "signalrApim.sandbox.serveOwn",
  serveExternal: "signalrApim.sandbox.serveExternal",
  closeClient: "signalrApim.sandbox.closeClient",
  showFault: "signalrApim.sandbox.showFault",
  heal: "signalrApim.sandbox.heal",
  showTrace: "signalrApim.sandbox.showTrace",
  editPolicy: "signalrApim.policy.edit",
  comparePolicy: "signalrApim.policy.compare",
  deletePolicy: "signalrApim.policy.delete",
  closeServer: "signalrApim.sandbox.closeServer",
  signIn: "signalrApim.signIn",
  signInToTenant: "signalrApim.signInToTenant",
  signOut: "signalrApim.signOut",
  refresh: "signalrApim.refresh",
  retry: "signalrApim.tree.retry",
  showMore: "signalrApim.tree.more",
  findInstance: "signalrApim.findInstance",
  learnPermissions: "signalrApim.tree.learnPermissions",
  showLog: "signalrApim.showLog",
  openWalkthrough: "signalrApim.openWalkthrough",
} as const;

export type CommandId = (typeof commands)[keyof typeof commands];

/** Those the console registers itself. */
export type ConsoleCommandId = typeof commands.openConsole | typeof commands.openConsoleWithConnectionString | typeof commands.exportTranscript | typeof commands.compareTranscripts;

/** Tools that language models may use; the manifest says what each is for. */
export const languageModelTools = {
  listIntegrations: "signalrApim_listIntegrations",
  runDoctor: "signalrApim_runDoctor",
  readTranscript: "signalrApim_readTranscript",
} as const;

/** The tree in the activity bar. */
export const treeViewId = "signalrApim.tree";

/** Language id and URI scheme of the plan document. */
export const planScheme = "signalr-apim-plan";

/** URI scheme of traces of the gateway's policies. */
export const traceScheme = "signalr-apim-trace";

/** URI scheme of the doctor's reports. */
export const doctorScheme = "signalr-apim-doctor";

/** URI scheme of policies that are edited, and the id of their language. */
export const policyScheme = "apim-policy";

/** URI scheme of what a policy was or is elsewhere, to compare and merge with. */
export const policyVersionScheme = "apim-policy-version";

/** Names of what is kept from one window to the next. */
export const stateKeys = {
  /** Ids of the accounts that signed in here. Before anyone did, nothing of Azure is loaded and nothing is asked of VS Code's authentication. */
  signedIn: "signedIn",
} as const;

/** Context keys that `when` clauses of the manifest read. */
export const contextKeys = {
  /** The sandbox is running. */
  sandboxRunning: "signalrApim.sandboxRunning",
  /** The tree has looked for accounts and found none: the welcome view may speak. */
  noAccounts: "signalrApim.noAccounts",
  /** The URIs of plan documents that have something to apply. */
  pendingPlans: "signalrApim.pendingPlans",
  /** The URIs of plan documents that can be exported. */
  exportablePlans: "signalrApim.exportablePlans",
} as const;

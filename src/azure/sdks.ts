/** Azure's SDKs, loaded together on first use: reading one instance needs nearly all of them, and one file is read faster than many. */
export { ApiManagementClient } from "@azure/arm-apimanagement";
export { ResourceGraphClient } from "@azure/arm-resourcegraph";
export { SubscriptionClient } from "@azure/arm-resources-subscriptions";
export { SignalRManagementClient } from "@azure/arm-signalr";
export { RestError, createDefaultHttpClient, createHttpHeaders, createPipelineRequest } from "@azure/core-rest-pipeline";
export { DefaultAzureCredential } from "@azure/identity";

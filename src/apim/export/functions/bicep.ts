import type { ExportFile } from "../exportFiles.ts";
import { literal } from "../bicep.ts";
import { signalRVersion } from "../versions.ts";
import type { NegotiateFunction } from "./options.ts";
import { connectionSetting } from "./shared.ts";

/** What publishing a function app of the plan Flex Consumption takes (export-facts 4.4). No key stands in it or leaves it. */
export function deploymentFiles(options: NegotiateFunction): readonly ExportFile[] {
  const { caller, origins, clientEndpoint, service } = options;
  const throughGateway = caller === "clients";
  const values = [
    "param functionAppName = ''",
    `param signalRName = ${literal(service?.name ?? "")}`,
    ...(service === undefined ? [] : [`param signalRResourceGroup = ${literal(service.resourceGroup)}`]),
    ...(throughGateway ? [`param clientEndpoint = ${literal(clientEndpoint ?? "")}`] : []),
    `param allowedOrigins = [${origins.length === 0 ? "" : `\n${origins.map((origin) => `  ${literal(origin)}`).join("\n")}\n`}]`,
  ];
  return [
    { path: "infra/main.bicep", text: template(options) },
    { path: "infra/main.bicepparam", parameters: true, text: `using './main.bicep'\n\n${values.join("\n")}\n` },
  ];
}

function template({ language, caller }: NegotiateFunction): string {
  const throughGateway = caller === "clients";
  const runtime = language === "csharp" ? ["dotnet-isolated", "10.0"] : ["node", "22"];
  const setting = throughGateway ? "'${signalR.listKeys().primaryConnectionString}ClientEndpoint=${clientEndpoint};'" : "signalR.listKeys().primaryConnectionString";
  return `// The negotiate function: an app of the plan Flex Consumption, its storage, and the service's connection string as a setting.
// The SignalR Service is referred to, never changed; its mode must be Serverless.

@description('Name of the function app: unique in the world, because it becomes its host name.')
@minLength(2)
@maxLength(60)
param functionAppName string

@description('Where it runs.')
param location string = resourceGroup().location

@description('Name of the SignalR Service.')
@minLength(3)
@maxLength(63)
param signalRName string

@description('Resource group of the SignalR Service.')
param signalRResourceGroup string = resourceGroup().name
${throughGateway ? `
@description('Where clients are sent: the address of the API Management gateway with the prefix of the APIs, with a slash at its end.')
param clientEndpoint string
` : ""}
@description('Web origins whose pages may call it, such as https://www.contoso.com. Not *: SignalR clients send credentials.')
param allowedOrigins array = []

var storageName = 'st\${uniqueString(resourceGroup().id, functionAppName)}'
var packages = 'packages'
// Storage Blob Data Owner, a role of Azure's own.
var blobOwner = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b')

resource signalR 'Microsoft.SignalRService/signalR@${signalRVersion}' existing = {
  name: signalRName
  scope: resourceGroup(signalRResourceGroup)
}

resource storage 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: storageName
  location: location
  kind: 'StorageV2'
  sku: {
    name: 'Standard_LRS'
  }
  properties: {
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    minimumTlsVersion: 'TLS1_2'
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: storage
  name: 'default'
}

resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = {
  parent: blobs
  name: packages
}

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: '\${functionAppName}-plan'
  location: location
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
  }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: functionAppName
  location: location
  kind: 'functionapp,linux'
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '\${storage.properties.primaryEndpoints.blob}\${packages}'
          authentication: {
            type: 'SystemAssignedIdentity'
          }
        }
      }
      scaleAndConcurrency: {
        maximumInstanceCount: 40
        instanceMemoryMB: 512
      }
      runtime: {
        name: '${runtime[0] ?? ""}'
        version: '${runtime[1] ?? ""}'
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      cors: {
        allowedOrigins: allowedOrigins
        supportCredentials: !empty(allowedOrigins)
      }
      appSettings: [
        {
          name: 'AzureWebJobsStorage__accountName'
          value: storage.name
        }
        {
          name: '${connectionSetting}'
          value: ${setting}
        }
      ]
    }
  }
  dependsOn: [
    container
  ]
}

resource storageAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(storage.id, app.id, blobOwner)
  scope: storage
  properties: {
    roleDefinitionId: blobOwner
    principalId: app.identity.principalId
    principalType: 'ServicePrincipal'
  }
}

@description('${throughGateway ? "What clients are given as the URL of the hub." : "What the gateway calls: the address of the app''s negotiate."}')
output ${throughGateway ? "hubUrl" : "negotiateUrl"} string = 'https://\${app.properties.defaultHostName}/api${throughGateway ? "" : "/negotiate"}'
`.replace("app''s", "app\\'s");
}
